# SPDX-License-Identifier: Apache-2.0
"""The parts that the record engine is placed on, what is wanted of them, and the block RAMs it may take."""

from typing import NamedTuple


class Part(NamedTuple):
    device: str
    speed: int
    lut4: int
    block_rams: int
    target_mhz: int  # the placer works towards it: somewhat more than the goal
    out_beats: int   # of each direction at most, for want of block RAMs
    goal_lanes: int
    goal_mhz: int
    goal_percent: int  # of the LUT4


PARTS = {
    "ecp5-25f-6": Part("--25k", 6, 24288, 56, 135, 1024, 4, 125, 60),
    "ecp5-85f-8": Part("--85k", 8, 83640, 208, 200, 1024, 20, 160, 100),
}


def out_beats(part, lanes):
    """What the engine has by default (OutBeats of rtl/record/rec_engine.sv), unless that is too much."""
    return min(512 if lanes == 1 else 256 << (min(lanes, 4) - 1).bit_length(), part.out_beats)


def block_rams(part, lanes):
    """{module: DP16KD}: exactly so many in all instances of each module together."""
    slices, beats = (lanes + 3) // 4, out_beats(part, lanes)
    rams = {"ccm_lane": 8 * lanes, "rec_keys": 4 * slices, "rec_table": 5}
    if slices == 1:
        rams["rec_out"] = {512: 8, 1024: 15}[beats]  # both directions: 128 bits in words of 18 and of 9
    else:
        rams["rec_out"] = 2 * slices * {512: 4, 1024: 8}[beats]  # each direction its own
        rams["rec_split"] = 2 * slices * 4
    return rams
