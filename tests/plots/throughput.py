# SPDX-License-Identifier: Apache-2.0
"""Payload by size: the record engine on its parts beside Ethernet's lines and software."""

import math
import textwrap

import matplotlib.pyplot as plt

from data import builds, ethernet, measured, schedule, software
from figure import LINE, OTHERS, OURS, SOFTWARE, read, save

LONGEST = 1441  # of one record in an Ethernet frame of 1500 bytes
TICKS = [1, 4, 16, 64, 256, 1024]
# The schedule is a staircase: just before and just after each step.
SIZES = sorted({1, LONGEST} | {n for step in range(16, LONGEST, 16) for n in (step, step + 1)})


def label_ends(axes, labels):
    """Names beside where the lines end, moved apart where they would touch."""
    low, high = map(math.log10, axes.get_ylim())
    line_height = (high - low) / 24
    bottom = -math.inf
    for value, text, colour in sorted(labels):
        height = line_height * (1 + text.count("\n"))
        middle = max(math.log10(value), bottom + height / 2)
        bottom = middle + height / 2
        axes.annotate(text, (LONGEST, 10 ** middle), (8, 0), textcoords="offset points", color=colour, va="center",
                      fontsize=9.5, linespacing=1.15, annotation_clip=False)


def draw_panel(axes, key_bits, engines, bench):
    labels = []

    def line(sizes, values, text, colour, **style):
        axes.plot(sizes, values, color=colour, **style)
        labels.append((values[-1], text, colour))

    for gbps, name in ((1, "GbE"), (10, "10GbE")):
        line(SIZES, [ethernet(gbps, n) for n in SIZES], f"{name}, both directions", LINE, linewidth=1.4)
    for who, burst, name in (("OpenSSL EVP", 1, "OpenSSL, one core"), ("engine", 32, "mbedTLS, one core")):
        rates = software(bench, key_bits, who, burst)
        line(list(rates), list(rates.values()), name, SOFTWARE, linewidth=1.4, linestyle=":",
             marker="o", markersize=3)
    for build in engines:
        rate = lambda n, cycles: 8e-3 * n * build.mhz / cycles  # Gb/s
        values = [rate(n, schedule(n, key_bits) / build.lanes) for n in SIZES]
        if build.seeds:
            line(SIZES, values, f"{build.name}: {build.mhz:g} MHz", OURS, linewidth=2)
            seen = measured(bench, build.lanes, key_bits)
            axes.plot(list(seen), [rate(n, c) for n, c in seen.items()], "o", color=OURS, markersize=4)
        else:
            line(SIZES, values, f"{build.name}: goal, {build.mhz:g} MHz", OURS, linewidth=1.2, linestyle="--")
    axes.set_title(f"AES-{key_bits}", loc="left", fontsize=11, fontweight="bold")
    return labels


def explanation(engines):
    seeds = ", ".join(f"{b.name}: {b.seeds}" for b in engines if b.seeds)
    sentences = (
        f"Solid blue: lanes x schedule x the lowest Fmax of all seeds of the placed engine (seeds: {seeds}); dots: cycles "
        "seen in simulation. Dashed blue: goals, not reached yet. It is the engine's rate; SPI or USB in front of it are "
        "slower.",
        "Orange: software on one core of an AMD EPYC with AES instructions (make bench), half sealing, half opening.",
        "Black: all that fits on the wire as DTLS 1.2 over UDP and IPv4, tag of 8 bytes, preamble and gap counted.")
    return "\n".join(textwrap.fill(sentence, 128) for sentence in sentences)


def draw(folder, path):
    bench, engines = read(folder / "bench.csv"), builds(folder)
    figure, panels = plt.subplots(2, 1, figsize=(9, 9.6), sharex=True)
    for axes, key_bits in zip(panels, (128, 256)):
        labels = draw_panel(axes, key_bits, engines, bench)
        axes.set(xscale="log", yscale="log", xlim=(1, LONGEST), ylim=(0.005, 30),
                 ylabel="Gb/s of payload,\nboth directions together")
        axes.set_xticks(TICKS, [str(t) for t in TICKS])
        axes.set_yticks([0.01, 0.1, 1, 10], ["0.01", "0.1", "1", "10"])
        axes.minorticks_off()
        axes.grid(color="#d0d7de", linewidth=0.6)
        axes.set_axisbelow(True)
        label_ends(axes, labels)
    panels[1].set_xlabel("bytes of payload in a record")
    figure.suptitle("AES-CCM records: the record engine beside what Ethernet brings", x=0.02, ha="left", fontsize=13)
    figure.text(0.02, 0.012, explanation(engines), color=OTHERS, fontsize=8.5, va="bottom", linespacing=1.4)
    figure.subplots_adjust(left=0.1, right=0.68, top=0.915, bottom=0.15, hspace=0.16)
    save(figure, path)
    plt.close(figure)
