#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs test suites one after another and adds up their counts.

usage: check.py OUT_DIR NAME=COMMAND...     run suites; COMMAND's {xml} is where its JUnit report goes
       check.py --total DIR...              only add up the reports that earlier runs left in DIR

Ends with the plain line `N passed, N failed` (`, N skipped` if any) and fails if anything failed. A
suite that dies, hangs, or leaves no report, or runs no test, is a failure; so is a folder without
reports.
"""

import os
import pathlib
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET

PATIENCE = 2400  # seconds until a suite counts as hanging: many times what the longest takes


def counts_of(report):
    """(passed, failed, skipped) of a JUnit file."""
    passed = failed = skipped = 0
    for case in ET.parse(report).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None or case.get("status") == "notrun":
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def mark_dead(report, name, why):
    """Leaves a report that says that the whole suite failed, beside what it did report."""
    suite = ET.Element("testsuite", name=name)
    case = ET.SubElement(suite, "testcase", name=name)
    ET.SubElement(case, "failure", message=why)
    ET.ElementTree(suite).write(report.with_name(f"TEST-{name}-died.xml"))


def read(report):
    """The counts of a suite's report, none if it left none or was cut off in the middle."""
    try:
        return counts_of(report)
    except FileNotFoundError:
        return 0, 0, 0
    except ET.ParseError:
        report.unlink()
        return 0, 0, 0


def call(command, log):
    """Its exit status, or a word for a suite that had to be ended."""
    with log.open("wb") as f, subprocess.Popen(["bash", "-c", command], stdin=subprocess.DEVNULL,
                                               stdout=f, stderr=subprocess.STDOUT,
                                               start_new_session=True) as suite:
        try:
            return suite.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(suite.pid, signal.SIGKILL)
            return f"none after {PATIENCE} s"


def run(out, name, command):
    report = out / f"TEST-{name}.xml"
    log = out / f"{name}.log"
    print(f"  TEST  {name}", flush=True)
    start = time.monotonic()
    code = call(command.replace("{xml}", str(report)), log)
    passed, failed, skipped = read(report)
    if passed + failed == 0 or (code != 0 and failed == 0):
        mark_dead(report, name, f"exit status {code}, {passed} tests passed")
        failed += 1
    line = f"        {passed} passed, {failed} failed"
    print(line + (f", {skipped} skipped" if skipped else "") + f"  ({time.monotonic() - start:.0f} s)",
          flush=True)
    if failed:
        tail = log.read_text(errors="replace").splitlines()[-60:]
        print("\n".join("    | " + t for t in tail))
        print(f"        the whole log: {log}", flush=True)


def total(dirs):
    passed = failed = skipped = 0
    for folder in dirs:
        reports = sorted(pathlib.Path(folder).glob("TEST-*.xml"))
        if not reports:
            print(f"{folder}: no reports, which counts as a failure", file=sys.stderr)
            failed += 1
        for counts in map(counts_of, reports):
            passed, failed, skipped = (a + b for a, b in zip((passed, failed, skipped), counts))
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


def main(args):
    if len(args) < 2:
        sys.exit(__doc__)
    if args[0] == "--total":
        return total(args[1:])
    out = pathlib.Path(args[0])
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("TEST-*.xml"):
        old.unlink()
    for suite in args[1:]:
        run(out, *suite.split("=", 1))
    return total([out])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
