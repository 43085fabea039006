#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: line_rate_table.py CSV...     prints what `make line-rate` measured as Markdown tables

Of both directions the worse. Rates are records a second of one direction. Latency is from the last byte of a
frame to the first and the last beat of its answer.
"""

import csv
import sys

SHOWN = ["1", "17", "33", "65", "129", "257", "513", "1025", "1441", "mix"]
LATENCIES = [f"{beat}_{what}" for beat in ("first", "last") for what in ("p50", "p99", "max")]


def read(paths):
    """{(key bits, tag bytes): {size: rows of both directions}}"""
    suites = {}
    for path in paths:
        with open(path, newline="") as f:
            for row in csv.DictReader(f):
                suite = suites.setdefault((int(row["key_bits"]), int(row["tag_bytes"])), {})
                suite.setdefault(row["size"], []).append(row)
    return suites


def spare(row):
    return 100 * (float(row["able"]) / float(row["offered"]) - 1)


def latency(rows, column):
    cycles = max(float(r[column]) for r in rows)
    return f"{cycles:.0f} ({1000 * cycles / float(rows[0]['mhz']):.0f} ns)"


def line(name, rows):
    """One line of the table, of rows of one size or of many."""
    worst = min(rows, key=spare)
    reached = min(rows, key=lambda r: float(r["reached"]) / float(r["offered"]))
    cells = [name, sum(int(r["drops"]) for r in rows), worst["offered"], reached["reached"], worst["able"],
             f"{spare(worst):.1f} %", *(latency(rows, column) for column in LATENCIES)]
    print("| " + " | ".join(map(str, cells)) + " |")


def print_suite(key_bits, tag_bytes, sizes):
    first = sizes["mix"][0]
    print(f"\n**AES-{key_bits}, tag {tag_bytes}**: {first['lanes']} lanes at {first['mhz']} MHz, "
          f"{first['gbps']} Gb/s both ways\n")
    columns = ["payload", "drops", "offered /s", "reached /s", "able /s", "to spare",
               *(c.replace("_", " beat, ") for c in LATENCIES)]
    print("| " + " | ".join(columns) + " |\n|" + " ---: |" * len(columns))
    for size in filter(sizes.get, SHOWN):
        line(size, sizes[size])
    print_sweep({size: rows for size, rows in sizes.items() if size != "mix"})


def print_sweep(swept):
    rows = [row for both in swept.values() for row in both]
    tight, slow = min(rows, key=spare), max(rows, key=lambda row: float(row["last_max"]))
    print(f"\nAll {len(swept)} payloads: {sum(int(row['drops']) for row in rows)} drops; least to spare "
          f"{spare(tight):.1f} % at {tight['size']} bytes; longest until the last beat "
          f"{latency([slow], 'last_max')} at {slow['size']} bytes.")


def main(paths):
    for (key_bits, tag_bytes), sizes in sorted(read(paths).items()):
        print_suite(key_bits, tag_bytes, sizes)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
