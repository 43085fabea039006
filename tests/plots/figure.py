# SPDX-License-Identifier: Apache-2.0
"""What the pictures share: how they look, and that the same data always give the same file."""

import csv

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({
    "svg.hashsalt": "dtlane",    # instead of random names inside the file
    "svg.fonttype": "path",      # looks the same wherever it is shown
    "font.family": "DejaVu Sans",  # comes with matplotlib
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#57606a",
    "text.color": "#24292f",
    "axes.labelcolor": "#24292f",
    "xtick.color": "#24292f",
    "ytick.color": "#24292f",
})

# Of Okabe and Ito, which colour-blind people can tell apart.
OURS, OTHERS, SOFTWARE, LINE = "#0072B2", "#57606a", "#D55E00", "#24292f"


def read(path):
    with open(path, newline="") as f:
        return list(csv.DictReader(f))


def save(figure, path):
    figure.savefig(path, facecolor="white", metadata={"Date": None, "Creator": None})
    # matplotlib leaves blanks at line ends
    path.write_text("\n".join(line.rstrip() for line in path.read_text().splitlines()) + "\n")
