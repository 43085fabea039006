#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: plots.py DATA OUT     draws the SVG files of docs/plots (OUT) from the CSV files of docs/data (DATA)"""

import pathlib
import sys

import cores
import throughput


def main(data, out):
    out.mkdir(parents=True, exist_ok=True)
    throughput.draw(data, out / "throughput.svg")
    cores.draw(data, out / "cores.svg")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*map(pathlib.Path, sys.argv[1:]))
