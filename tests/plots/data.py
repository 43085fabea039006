# SPDX-License-Identifier: Apache-2.0
"""What the CSV files of docs/data say. docs/data/README.md names the commands that made them."""

import pathlib
import sys
from typing import NamedTuple, Optional

from figure import read

sys.path.append(str(pathlib.Path(__file__).parents[1] / "pnr"))
from parts import PARTS

NAMES = {"ecp5-25f-6": "LFE5U-25F", "ecp5-85f-8": "LFE5U-85F"}


class Build(NamedTuple):
    """The record engine on a part: placed, or as it is aimed at."""
    part: str
    lanes: int
    mhz: float
    seeds: int  # 0: a goal
    engine_luts: Optional[int] = None
    lane_luts: Optional[int] = None

    @property
    def name(self):
        return f"{NAMES.get(self.part, self.part)}, {self.lanes} lane{'s' if self.lanes > 1 else ''}"


def placed(path):
    rows = read(path)
    value = {(r["what"], r["name"], r["unit"]): float(r["value"]) for r in rows}
    lanes = int(rows[0]["lanes"])
    in_lanes = sum(luts for (what, module, unit), luts in value.items()
                   if (what, unit) == ("module", "LUT4") and module.startswith(("ccm_", "aes_round", "aes_sbox")))
    return Build(rows[0]["part"], lanes, value["fmax", "worst", "MHz"],
                 sum(r["what"] == "fmax" for r in rows) - 1,
                 int(value["used", "all", "LUT4"]), round(in_lanes / lanes))


def builds(folder):
    """What was placed, and the goals for what was not."""
    done = [placed(p) for p in sorted(folder.glob("pnr-*.csv"))]
    goals = [Build(name, part.goal_lanes, part.goal_mhz, 0) for name, part in PARTS.items()]
    return done + [g for g in goals if (g.part, g.lanes) not in {(d.part, d.lanes) for d in done}]


def schedule(size, key_bits):
    """Cycles of one lane for a record with one block of additional data, two records sharing its ring."""
    return (2 + -(-size // 16)) * 4 * {128: 10, 256: 14}[key_bits] / 2


def measured(bench, lanes, key_bits):
    """{size: cycles a record} of the engine with so many lanes, both directions at once, in simulation."""
    return {int(r["size"]): float(r["value"]) for r in bench
            if (r["what"], r["op"], r["key_bits"], r["tag_bytes"], r["unit"])
            == (f"engine{lanes}", "both", str(key_bits), "8", "cycles/record") and r["size"].isdigit()}


def software(bench, key_bits, who, burst):
    """{size: Gb/s} of payload of one processor core that seals as much as it opens."""
    speed = {(r["op"], int(r["size"])): float(r["value"]) for r in bench
             if (r["what"], r["key_bits"], r["tag_bytes"], r["burst"], r["unit"])
             == ("soft", str(key_bits), "8", str(burst), "MB/s")}
    sizes = sorted(size for op, size in speed if op == f"seal {who}")
    return {n: 0.008 * 2 / (1 / speed[f"seal {who}", n] + 1 / speed[f"open {who}", n]) for n in sizes}


# Ethernet: preamble and gap, MAC header and checksum, IPv4, UDP; then the record's header, explicit nonce and tag.
WIRE_BYTES = 20 + 18 + 20 + 8 + 13 + 8 + 8


def ethernet(gbps, size):
    """Gb/s of payload of a full duplex link, both directions together, records with a tag of 8 bytes."""
    return 2 * gbps * size / (WIRE_BYTES + size)
