# SPDX-License-Identifier: Apache-2.0
"""Place and route of a synthesised netlist by nextpnr, and what it says of it."""

import json
import re
import subprocess

# More weight on timing than nextpnr gives it: 6 % on a lane. A hundredth of the attempts
# to find a place for a cell that nextpnr makes before it says that the part is too dense.
PLACER = ["--placer-heap-timingweight", "30", "--placer-heap-cell-placement-timeout", "800"]

# How nextpnr names what a part has, and how we do.
RESOURCES = {"TRELLIS_COMB": "LUT4", "TRELLIS_FF": "FF", "DP16KD": "DP16KD",
             "MULT18X18D": "MULT18X18D"}


def place(tool, stem, part, seed):
    """{"seed", "MHz", "used", "path"} of one seed."""
    found = report(tool, stem, [part.device, "--speed", str(part.speed), "--package", "CABGA381",
                                "--lpf-allow-unconstrained"], part.target_mhz, seed)
    return {"seed": seed, "MHz": round(clock_mhz(found), 1), "used": used(found), "path": critical_path(found)}


def report(tool, stem, options, target_mhz, seed):
    """What nextpnr reports of one seed. A part that is too small ends it with a sentence."""
    out = stem.with_name(f"{stem.name}-seed{seed}")
    log, result = out.with_suffix(".log"), out.with_suffix(".report.json")
    command = [tool, "-q", *options, "--freq", str(target_mhz), "--timing-allow-fail", *PLACER, "--seed", str(seed),
               "--json", stem.with_suffix(".netlist.json"), "--log", log, "--report", result]
    if subprocess.call(command, stderr=subprocess.DEVNULL) != 0:
        errors = [line for line in log.read_text().splitlines() if line.startswith("ERROR")]
        raise SystemExit("\n".join(errors + utilisation_lines(log)) +
                         f"\npnr: this does not fit the part, or was not routed, see {log}")
    return json.loads(result.read_text())


def clock_mhz(found):
    (clock,) = found["fmax"].values()
    return clock["achieved"]


def utilisation_lines(log):
    wanted = re.compile(r"\b(" + "|".join(RESOURCES) + r"):.*%")
    return [line for line in log.read_text().splitlines() if wanted.search(line)]


def used(report):
    return {ours: report["utilization"][theirs] for theirs, ours in RESOURCES.items()}


def critical_path(report):
    """The slowest path from register to register: the signals that it passes, with the cells and the
    time that go into each."""
    clocked = [p for p in report["critical_paths"] if "async" not in p["from"] + p["to"]]
    slowest = max(clocked, key=lambda p: sum(step["delay"] for step in p["path"]))
    signals = []
    for step in slowest["path"]:
        name = plain(step.get("net") or step["to"]["cell"])
        if not signals or signals[-1]["name"] != name:
            signals.append({"name": name, "cells": 0, "ns": 0.0})
        signals[-1]["cells"] += step["type"] == "logic"
        signals[-1]["ns"] = round(signals[-1]["ns"] + step["delay"], 2)
    return signals


def plain(name):
    """A name of the RTL: Yosys appends the kinds of all cells between it and the net it made."""
    return re.split(r"_(?:TRELLIS|LUT4|CCU2C|PFUMX|L6MUX|DP16KD)", name)[0]
