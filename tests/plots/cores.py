# SPDX-License-Identifier: Apache-2.0
"""Cycles of a 16-byte block of CCM, and area, beside what others publish."""

import textwrap
from typing import NamedTuple, Optional

import matplotlib.pyplot as plt

from data import builds, schedule
from figure import OTHERS, OURS, read, save


class Core(NamedTuple):
    name: str
    includes: str
    cycles: dict        # of a block of CCM, by key length
    note: str           # how they come from what was published
    area: Optional[float]
    area_text: str
    ours: bool


def of_build(build):
    block = {bits: (schedule(16, bits) - schedule(0, bits)) / build.lanes for bits in (128, 256)}
    lanes = f"{build.lanes} lane{'s' if build.lanes > 1 else ''}"
    return Core(f"dtlane, {lanes}", "record engine: 128 sessions,\nnumbers, replay, keys, queues", block, "",
                 build.engine_luts, f"{build.engine_luts} LUT4, {build.name.split(',')[0]}", True)


def lane_of(build):
    block = {bits: schedule(16, bits) - schedule(0, bits) for bits in (128, 256)}
    return Core("dtlane, a lane alone", "CCM of two records at once,\nwithout key expansion", block, "",
                build.lane_luts, f"{build.lane_luts} LUT4, {build.name.split(',')[0]}", True)


def published(row):
    times = int(row["aes_per_block"] or 1)
    cycles = {bits: times * int(row[f"cycles_{bits}"]) for bits in (128, 256) if row[f"cycles_{bits}"]}
    numbers = " / ".join(row[f"cycles_{bits}"] for bits in cycles)
    note = f"2 x {numbers}" if times == 2 else "" if cycles else "not published"
    area = row["area"]
    return Core(row["core"], row["includes"], cycles, note,
                float(area) if area.isdigit() else None,
                f"{row['bound']}{area} {row['unit']}, {row['part']}" if area else "not published", False)


def colour(core):
    return OURS if core.ours else OTHERS


def draw_cycles(axes, cores):
    for y, core in enumerate(cores):
        for bits, fill in ((128, colour(core)), (256, "white")):
            if bits in core.cycles:
                axes.plot(core.cycles[bits], y, "o", color=colour(core), markerfacecolor=fill, markersize=7)
        numbers = " / ".join(f"{c:g}" for c in core.cycles.values())
        note = f"  ({core.note})" if core.note and numbers else core.note
        axes.annotate(numbers + note, (max(core.cycles.values(), default=0), y), (9, 0), color=colour(core),
                      textcoords="offset points", va="center", fontsize=9)
    axes.set(xlim=(0, 128), xticks=[0, 20, 40, 60, 80, 100])
    axes.set_title("Cycles for 16 bytes of CCM payload,\nAES-128 (filled), AES-256 (hollow)", loc="left", fontsize=10)


def draw_area(axes, cores):
    for y, core in enumerate(cores):
        if core.area:
            axes.barh(y, core.area / 1000, height=0.45, color=colour(core), alpha=0.85)
        axes.annotate(core.area_text, ((core.area or 0) / 1000, y), (5, 0), textcoords="offset points",
                      va="center", fontsize=9, color=colour(core))
    axes.set(xlim=(0, 1.75 * max(c.area / 1000 for c in cores if c.area)))
    axes.set_title("Area without block RAM, thousands of the unit\nbeside the bar (ALM, LUT6: larger than a LUT4)",
                   loc="left", fontsize=10)


NOTE = textwrap.fill(
    "A lane of dtlane works on two records at once, as counted here; a single record takes 40 / 56 cycles a block. CCM "
    "takes two AES operations for each block: what is published for one operation counts twice. The cores include unlike "
    "things: the record engine and MACsec handle whole records, the others are ciphers; AES both ways can decrypt blocks "
    "too, which CCM never does.", 160)


def draw(folder, path):
    placed = [b for b in builds(folder) if b.seeds]
    cores = [of_build(b) for b in placed] + [lane_of(placed[0])]
    cores += [published(r) for r in read(folder / "published.csv")]
    figure, (cycles, area) = plt.subplots(1, 2, figsize=(11.5, 1.9 + 0.5 * len(cores)), sharey=True)
    draw_cycles(cycles, cores)
    draw_area(area, cores)
    cycles.set_yticks(range(len(cores)), [""] * len(cores))
    for y, core in enumerate(cores):
        for text, x, size, shade in ((core.name, -285, 10, colour(core)), (core.includes, -160, 8.5, OTHERS)):
            cycles.annotate(text, (0, y), (x, 0), textcoords="offset points", fontsize=size, color=shade,
                            va="center", annotation_clip=False)
    cycles.invert_yaxis()
    for axes in (cycles, area):
        axes.grid(axis="x", color="#d0d7de", linewidth=0.6)
        axes.set_axisbelow(True)
        axes.tick_params(axis="y", length=0)
    figure.text(0.005, 0.012, NOTE, color=OTHERS, fontsize=8.5, va="bottom", linespacing=1.4)
    figure.subplots_adjust(left=0.36, right=0.985, top=0.87, bottom=0.21, wspace=0.06)
    save(figure, path)
    plt.close(figure)
