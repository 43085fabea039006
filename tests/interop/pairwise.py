# SPDX-License-Identifier: Apache-2.0
"""A small set of cases in which every pair of values that can meet does meet."""

import itertools
import random


def pairs_of(case):
    """Every two of a case's values, each with its position."""
    return set(itertools.combinations(enumerate(case), 2))


def choose(cases, seed=1, cost=lambda case: 1):
    """A subset of `cases` (tuples) with all the pairs that occur in any. Greedy: the case that adds the
    most new pairs for its cost is next. The same seed gives the same subset."""
    left = list(cases)
    random.Random(seed).shuffle(left)
    missing = set().union(*map(pairs_of, left))
    chosen = []
    while missing:
        best = max(left, key=lambda case: len(pairs_of(case) & missing) / cost(case))
        missing -= pairs_of(best)
        left.remove(best)
        chosen.append(best)
    return chosen
