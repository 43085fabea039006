# SPDX-License-Identifier: Apache-2.0
"""The RTL as Yosys reads it, checked, and its synthesis for an ECP5."""

import json
import re
import subprocess

OOC_TOP = "rec_engine_ooc"

# Modules whose borders synthesis keeps. The S-boxes for their depth: across their borders they get up to three
# levels more.
KEPT = ["aes_sbox", "aes_sbox_next"]

# The others so that their area can be told apart, in a netlist that is only counted: it takes 2 % more.
COUNTED = KEPT + ["ccm_lane", "rec_keys", "rec_seal", "rec_open", "rec_dispatch", "rec_order", "rec_collect",
                  "rec_assemble", "rec_verdict", "rec_out", "rec_ctl", "rec_table", "rec_split", "rec_join",
                  "rec_share", "rec_judge", "ooc_registers"]

# Cells that the engine must not contain, at any stage.
FORBIDDEN = ["$mul", "MULT18X18D", "ALU54B", "$dlatch", "$adlatch", "$_DLATCH_*", "$sr", "$dlatchsr"]
NONE_FORBIDDEN = "select -assert-none " + " ".join(f"t:{cell}" for cell in FORBIDDEN)

# Warnings of Yosys that mean a wrong netlist.
FATAL = "no driver|undriven|implicitly declared|conflicting drivers|found logic loop"

# What the reader makes of a signal that nothing drives.
UNDRIVEN = re.compile(r"cell \$buf .*\n(?: +parameter .*\n)* +connect \\A \d+'x+\n +connect \\Y \\?(.*)\n")

READ = """
read_slang -j 1 -Werror=implicit-net --keep-hierarchy --top {top} {parameters} {sources}
hierarchy -check -top {top}
write_rtlil {stem}.il
flatten
check -assert
{none_forbidden}
"""

MAP = """
read_rtlil {il}
setattr -mod -set keep_hierarchy 1 {kept}
synth_ecp5 -nowidelut -top {top} -json {stem}.netlist.json
{none_forbidden}
tee -q -o {stem}.stat.json stat -json
"""


class Refused(Exception):
    """Says in a line what is wrong with the RTL."""


def run(tool, stem, step, script):
    path, log = stem.with_suffix(f".{step}.ys"), stem.with_suffix(f".{step}.log")
    path.write_text(script)
    if subprocess.call([tool, "-q", "-l", log, "-e", FATAL, "-s", path], stderr=subprocess.DEVNULL) != 0:
        errors = [line for line in log.read_text().splitlines() if "ERROR" in line]
        raise Refused("\n".join(errors) + f"\nsynthesis failed, see {log}")


def read(tool, stem, top, parameters, sources):
    """Leaves STEM.il: nothing without a driver, no latch, no multiplier."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    run(tool, stem, "read", READ.format(
        top=top, stem=stem, none_forbidden=NONE_FORBIDDEN, sources=" ".join(map(str, sources)),
        parameters=" ".join(f"-G {name}={value}" for name, value in parameters.items())))
    undriven = UNDRIVEN.findall(stem.with_suffix(".il").read_text())
    if undriven:
        raise Refused("nothing drives " + ", ".join(sorted(set(undriven))))


def map_ecp5(tool, il, stem, top, kept):
    """From what `read` left: leaves STEM.netlist.json and STEM.stat.json."""
    run(tool, stem, "map", MAP.format(il=il, top=top, stem=stem, kept=" ".join(f"{m}$*" for m in kept),
                                      none_forbidden=NONE_FORBIDDEN))


def area_by_module(stem):
    """{module: counts} of what each kept module holds itself, without the kept ones within it."""
    areas = {}
    for name, module in json.loads(stem.with_suffix(".stat.json").read_text())["modules"].items():
        cells = module["num_cells_by_type"]
        area = areas.setdefault(name.lstrip("\\").split("$")[0],
                                {"instances": 0, "LUT4": 0, "FF": 0, "DPR16X4": 0, "DP16KD": 0})
        area["instances"] += 1
        # As nextpnr counts: a carry cell is two LUTs, a cell of LUT RAM four and two for its write port.
        area["LUT4"] += (cells.get("LUT4", 0) + 2 * cells.get("CCU2C", 0) +
                         6 * cells.get("TRELLIS_DPR16X4", 0))
        area["FF"] += cells.get("TRELLIS_FF", 0)
        area["DPR16X4"] += cells.get("TRELLIS_DPR16X4", 0)
        area["DP16KD"] += cells.get("DP16KD", 0)
    return areas
