#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs fuzz targets, two at a time, and says what each of them did.
FUZZ_SEED (1) is where their chance begins.

usage: fuzz.py BUILD SECONDS TARGET...

A target is the program BUILD/tests/fuzz/TARGET; it begins with the inputs of tests/fuzz/corpus/TARGET
and with those that earlier runs left in BUILD/corpus/TARGET. What it finds is left in
BUILD/artifacts, one JUnit report a target in BUILD/check. Fails if anything was found.
"""

import base64
import os
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor

AT_ONCE = 2
SEED = os.environ.get("FUZZ_SEED", "1")
# Quick inputs first: handshakes with certificates would take most of the time.
OPTIONS = ["-print_final_stats=1", "-timeout=20", "-rss_limit_mb=2048", "-max_len=4096",
           "-entropic_scale_per_exec_time=1"]


def numbers_of(log):
    """(runs, coverage, runs a second) that libFuzzer reports at its end."""
    def last(pattern):
        found = re.findall(pattern, log)
        return int(found[-1]) if found else 0
    return (last(r"number_of_executed_units: (\d+)"), last(r"cov: (\d+)"),
            last(r"average_exec_per_sec: +(\d+)"))


def report(path, target, problem):
    suite = ET.Element("testsuite", name="fuzz")
    case = ET.SubElement(suite, "testcase", name=target)
    if problem:
        ET.SubElement(case, "failure", message=problem)
    ET.ElementTree(suite).write(path)


def fuzz(build, seconds, target):
    """Returns whether all is well."""
    corpus, artifacts, check = (build / d for d in ("corpus", "artifacts", "check"))
    for folder in (corpus / target, artifacts, check):
        folder.mkdir(parents=True, exist_ok=True)
    log = check / f"{target}.log"
    with log.open("wb") as f:
        code = subprocess.call(
            [build / "tests/fuzz" / target, f"-max_total_time={seconds}", f"-seed={SEED}", *OPTIONS,
             f"-artifact_prefix={artifacts}/{target}-", corpus / target,
             f"tests/fuzz/corpus/{target}"],
            stdin=subprocess.DEVNULL, stdout=f, stderr=subprocess.STDOUT)
    text = log.read_text(errors="replace")
    runs, coverage, speed = numbers_of(text)
    problem = f"exit status {code}" if code else "" if runs else "no run"
    report(check / f"TEST-fuzz-{target}.xml", target, problem)
    print(f"  FUZZ  {target:8} {runs:9} runs  {coverage:5} edges  {speed:6} runs/s"
          + (f"  FOUND something: {problem}" if problem else ""), flush=True)
    if problem:
        print("\n".join("    | " + line for line in text.splitlines()[-60:]))
        for found in sorted(artifacts.glob(f"{target}-*")):
            print(f"        {found.name}, base64: {base64.b64encode(found.read_bytes()).decode()}")
        print(f"        the whole log: {log}; inputs: {artifacts}/{target}-*; to run one again: "
              f"{build}/tests/fuzz/{target} INPUT", flush=True)
    return not problem


def main(args):
    if len(args) < 3:
        sys.exit(__doc__)
    build, seconds = pathlib.Path(args[0]), int(args[1])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return 0 if all(list(pool.map(lambda t: fuzz(build, seconds, t), args[2:]))) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
