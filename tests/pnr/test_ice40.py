# SPDX-License-Identifier: Apache-2.0
"""What the compact lane takes of an iCE40. Run as part of `make check-synth`."""

import os
import pathlib
import subprocess

import pytest

OUT = pathlib.Path(os.environ["DTL_BUILD"]) / "synth"
SOURCES = os.environ["ICE40_SRC"].split()


def ice40(part, what, seeds=0):
    return subprocess.run(["tests/pnr/ice40.py", OUT, part, what, str(seeds), *SOURCES], text=True,
                          capture_output=True)


def test_the_compact_lane_keeps_its_states_keys_and_results_in_block_ram():
    done = ice40("ice40-up5k", "lane")
    assert done.returncode == 0, done.stderr
    (row,) = [line for line in done.stdout.splitlines() if line.startswith("| ccm_lane_compact |")]
    luts, registers, block_rams = map(int, row.split("|")[2:5])
    # 4 of S-boxes, 4 of states, 2 of scratch, 8 of keys, 8 of results
    assert block_rams == 26
    assert luts < 600 and registers < 300


@pytest.mark.parametrize("part, what, says", [("ice40-1000", "lane", "ice40-up5k, ice40-hx8k"),
                                              ("ice40-up5k", "chip", "lane, engine")])
def test_what_is_unknown_lists_what_exists(part, what, says):
    done = ice40(part, what)
    assert done.returncode == 1
    assert says in done.stderr
