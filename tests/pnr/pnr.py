#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Places and routes the record engine out of context: how fast is it, and how large?

usage: pnr.py OUT_DIR PART LANES SEEDS JOBS SOURCE...    (make pnr PART=.. LANES=.. SEEDS=.. JOBS=..)

Seeds 1 to SEEDS, JOBS at a time. Prints the area of each module, then leaves OUT_DIR/PART-LANES.json and .csv and
prints the rest.
"""

import csv
import json
import pathlib
import sys
from concurrent.futures import ThreadPoolExecutor

import synth
from parts import PARTS, out_beats
from place import place
from tools import nextpnr_ecp5, yosys


COLUMNS = ["LUT4", "FF", "DPR16X4", "DP16KD"]


def number(name, text, most=None):
    if not (text.isdigit() and 1 <= int(text) <= (most or int(text))):
        sys.exit(f"pnr: {name} is {text!r}, not a number from 1 " + (f"to {most}" if most else "up"))
    return int(text)


def arguments(argv):
    if len(argv) < 7:
        sys.exit(__doc__)
    out, part, lanes, seeds, jobs, *sources = argv[1:]
    if part not in PARTS:
        sys.exit(f"pnr: no part {part!r}. There are: {', '.join(PARTS)}")
    return (pathlib.Path(out), part, number("LANES", lanes, 32), number("SEEDS", seeds), number("JOBS", jobs),
            sources)


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


def areas(stem):
    """({module: counts}, counts of all), of two netlists: the second is the one to be placed."""
    il, counted = stem.with_suffix(".il"), stem.with_name(f"{stem.name}-counted")
    synth.map_ecp5(yosys(), il, counted, synth.OOC_TOP, synth.COUNTED)
    synth.map_ecp5(yosys(), il, stem, synth.OOC_TOP, synth.KEPT)
    return synth.area_by_module(counted), total(synth.area_by_module(stem))


def total(modules):
    return {name: sum(area[name] for area in modules.values()) for name in COLUMNS}


def print_modules(modules):
    print("\n| module | instances | " + " | ".join(COLUMNS) + " |\n| --- |" + " ---: |" * (1 + len(COLUMNS)))
    for module, area in sorted(modules.items(), key=lambda m: -m[1]["LUT4"]):
        print(f"| {module} | {area['instances']} | " + " | ".join(str(area[c]) for c in COLUMNS) + " |")
    print("| all | | " + " | ".join(str(count) for count in total(modules).values()) + " |")


def print_whole(whole, part, lanes):
    print("\nWithout borders between modules: " + ", ".join(f"{count} {name}" for name, count in whole.items()) +
          f". LUT4, those that are RAM and carries included: {100 * whole['LUT4'] / part.lut4:.1f} % of {part.lut4}"
          f"{goal(part, lanes, f'at most {part.goal_percent} %')}", flush=True)


def goal(part, lanes, words):
    return f" (goal: {words})" if lanes == part.goal_lanes else ""


def print_runs(results, part):
    runs = results["runs"]
    print(f"\n{results['part']}, {results['lanes']} lanes: worst of {len(runs)} seeds {results['worst_MHz']} MHz"
          f"{goal(part, results['lanes'], f'{part.goal_mhz} MHz')}: " + ", ".join(str(r["MHz"]) for r in runs))
    for name, count in runs[0]["used"].items():
        print(f"  {name:8} {count['used']:6} of {count['available']:6}, "
              f"{100 * count['used'] / count['available']:.1f} %")
    worst = min(runs, key=lambda r: r["MHz"])
    print(f"\nCritical path of seed {worst['seed']}:")
    for step in worst["path"]:
        print(f"  {step['ns']:5.2f} ns, {step['cells']:2} cells  {step['name']}")


def place_seeds(stem, part, seeds, jobs):
    def one(seed):
        print(f"  PLACE {stem} seed {seed}", flush=True)
        run = place(nextpnr_ecp5(), stem, part, seed)
        print(f"        seed {seed}: {run['MHz']} MHz", flush=True)
        return run
    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(one, range(1, seeds + 1)))


def main(argv):
    out, name, lanes, seeds, jobs, sources = arguments(argv)
    part = PARTS[name]
    stem = out / f"{name}-{lanes}"
    print(f"  SYNTH {stem}", flush=True)
    synth.read(yosys(), stem, synth.OOC_TOP, {"NumLanes": lanes, "OutBeats": out_beats(part, lanes)}, sources)
    modules, whole = areas(stem)
    print_modules(modules)
    print_whole(whole, part, lanes)
    runs = place_seeds(stem, part, seeds, jobs)
    results = {"part": name, "lanes": lanes, "worst_MHz": min(r["MHz"] for r in runs), "runs": runs,
               "whole": whole, "modules": modules}
    write_results(stem, results)
    print_runs(results, part)


if __name__ == "__main__":
    try:
        main(sys.argv)
    except synth.Refused as refused:
        sys.exit(f"pnr: {refused}")
