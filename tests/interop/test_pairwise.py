# SPDX-License-Identifier: Apache-2.0
"""The subset of the matrix that every run of the tests tries holds every pair."""

import itertools

import pairwise

FEASIBLE = [(peer, suite, mode, loss)
            for peer, suite, mode, loss in itertools.product("OGWC", range(8), "fit", (0, 10, 30))
            if not (peer == "W" and suite < 4) and not (peer == "C" and mode != "f")]


def pairs(cases):
    return set().union(*map(pairwise.pairs_of, cases))


def test_every_feasible_pair_is_in_the_subset():
    for seed in range(5):
        chosen = pairwise.choose(FEASIBLE, seed)
        assert pairs(chosen) == pairs(FEASIBLE)
        assert set(chosen) <= set(FEASIBLE)


def test_subset_is_small():
    # 4 peers x 8 suites, of which 4 can't be: 28 cases at least
    assert 28 <= len(pairwise.choose(FEASIBLE)) <= 40


def test_same_seed_same_subset():
    assert pairwise.choose(FEASIBLE, 3) == pairwise.choose(FEASIBLE, 3)
    assert pairwise.choose(FEASIBLE, 3) != pairwise.choose(FEASIBLE, 4)


def test_costly_cases_are_avoided():
    def slow(chosen):
        return len([case for case in chosen if case[3] == 30])
    cheap = pairwise.choose(FEASIBLE, cost=lambda case: 1 + case[3])
    assert slow(cheap) < slow(pairwise.choose(FEASIBLE))
    assert pairs(cheap) == pairs(FEASIBLE)
