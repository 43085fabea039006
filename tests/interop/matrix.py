#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the interop matrix and writes docs/INTEROP.md.

usage: matrix.py BUILD_DIR [WORD...]    with words: only cells whose names hold them all, and no page

Each attempt at a cell leaves what everybody said, and what became of each datagram, in
BUILD_DIR/matrix/CELL.ATTEMPT/log.txt. What is lost depends on the name and the attempt alone, so a cell
that failed can be run again by its name."""

import pathlib
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed

import cells
import page
from certs import Certificates
from trial import too_much_bad_luck, try_cell

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/INTEROP.md"
AT_ONCE = 16  # they mostly wait for what was lost


def run(chosen, logs, *tools):
    """Attempts needed by each cell; of one that failed, None."""
    results = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        trials = {pool.submit(try_cell, cell, logs, *tools): cell for cell in chosen}
        for trial in as_completed(trials):
            cell = trials[trial]
            results[cell] = None if trial.exception() else trial.result()
            what = f"FAILED: {trial.exception()}" if trial.exception() else "ok"
            print(f"{len(results)}/{len(chosen)} {cell} {what}", flush=True)
    return results


def main(build, *words):
    chosen = [cell for cell in cells.feasible() if all(word in str(cell) for word in words)]
    build = pathlib.Path(build).resolve()
    program, wolfpeer, logs = build / "dtlane", build / "tests/wolfpeer", build / "matrix"
    shutil.rmtree(logs, ignore_errors=True)
    with tempfile.TemporaryDirectory() as directory:
        made = Certificates(pathlib.Path(directory))
        results = run(chosen, logs, program, wolfpeer, made)
    failed = sorted(str(cell) for cell, attempts in results.items() if attempts is None)
    print(f"{len(results) - len(failed)} cells work, {len(failed)} do not", *failed, sep="\n")
    if not words:
        PAGE.write_text(page.render(results, page.versions(program, wolfpeer)))
        if too_much_bad_luck(results):
            sys.exit("too many cells needed a second attempt")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
