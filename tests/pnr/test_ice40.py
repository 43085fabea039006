# SPDX-License-Identifier: Apache-2.0
"""What the small device and the compact lane take of an iCE40. Run as part of `make check-synth`."""

import os
import pathlib
import subprocess

import pytest

OUT = pathlib.Path(os.environ["DTL_BUILD"]) / "synth"
SOURCES = os.environ["ICE40_SRC"].split()


def ice40(part, what, seeds=0):
    return subprocess.run(["tests/pnr/ice40.py", OUT, part, what, str(seeds), *SOURCES], text=True,
                          capture_output=True)


def row_of(done, name):
    assert done.returncode == 0, done.stderr
    (row,) = [line for line in done.stdout.splitlines() if line.startswith(f"| {name} |")]
    return map(int, row.split("|")[2:6])


# 10 of the lane's path, 2 of results, 4 of keys, 4 of the program, 3 of memory, 1 of output; the buffer is a
# single-port RAM, or 8.
@pytest.mark.parametrize("part, rams", [("ice40-up5k", (24, 1)), ("ice40-hx8k", (32, 0))])
def test_the_small_device_leaves_a_third_of_a_up5k_free(part, rams):
    luts, registers, *found = row_of(ice40(part, "device"), "all")
    assert tuple(found) == rams
    assert luts + registers < 2800  # fewer cells, since most registers share one with their LUT; 70 % are 3696


def test_the_compact_lane_keeps_its_states_keys_and_results_in_block_ram():
    luts, registers, block_rams, _ = row_of(ice40("ice40-up5k", "lane"), "ccm_lane_compact")
    # 4 of S-boxes, 4 of states, 2 of scratch, 8 of keys, 8 of results
    assert block_rams == 26
    assert luts < 600 and registers < 300


@pytest.mark.parametrize("part, what, says", [("ice40-1000", "lane", "ice40-up5k, ice40-hx8k"),
                                              ("ice40-up5k", "chip", "device, lane, engine")])
def test_what_is_unknown_lists_what_exists(part, what, says):
    done = ice40(part, what)
    assert done.returncode == 1
    assert says in done.stderr
