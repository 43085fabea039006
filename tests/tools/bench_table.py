#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: bench_table.py BENCH.csv     prints the rows of `make bench` as Markdown tables

One table for each `what` and unit; payload sizes are columns. docs/PERFORMANCE.md quotes these tables.
"""

import csv
import sys


def label(row):
    parts = [row["op"]]
    if row["key_bits"] not in ("", "0"):
        parts.append(f"AES-{row['key_bits']}")
    if row["tag_bytes"] not in ("", "0"):
        parts.append(f"tag {row['tag_bytes']}")
    if row["burst"] not in ("", "0", "1"):
        parts.append(f"burst {row['burst']}")
    return ", ".join(parts)


def size_key(size):
    return (0, int(size)) if size.isdigit() else (1, size)


def print_table(what, unit, rows):
    sizes = sorted({r["size"] for r in rows}, key=size_key)
    cells = {}
    for r in rows:
        cells.setdefault(label(r), {})[r["size"]] = r["value"]
    print(f"\n**{what}**, {unit}\n")
    print("| | " + " | ".join(s if s not in ("", "0") else "" for s in sizes) + " |")
    print("| --- |" + " ---: |" * len(sizes))
    for name, values in cells.items():
        print(f"| {name} | " + " | ".join(values.get(s, "") for s in sizes) + " |")


def main(path):
    tables = {}
    with open(path, newline="") as f:
        for row in csv.DictReader(f):
            tables.setdefault((row["what"], row["unit"]), []).append(row)
    for (what, unit), rows in tables.items():
        print_table(what, unit, rows)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
