#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the record engine as synthesis understands it, the netlist after Yosys's `prep`, as Verilog.

usage: netlist.py OUT.v LANES SOURCE...

The tests of the record path run over it as over the RTL.
"""

import pathlib
import sys

import synth
from tools import yosys

TOP = "rec_engine"

# `check` finds what is used and has no driver. What nobody uses has lost its own by then, and is not to be
# taken for that.
PREP = """
read_rtlil {stem}.il
prep -flatten -top {top}
bwmuxmap
check -assert
setundef -undriven -zero
{none_forbidden}
write_verilog -noattr {out}
"""


def write_netlist(out, lanes, sources):
    stem = out.with_suffix("")
    synth.read(yosys(), stem, TOP, {"NumLanes": lanes, "SboxGates": "1'b1"}, sources)
    synth.run(yosys(), stem, "prep", PREP.format(stem=stem, top=TOP, out=out,
                                                 none_forbidden=synth.NONE_FORBIDDEN))


def main(argv):
    if len(argv) < 4:
        sys.exit(__doc__)
    try:
        write_netlist(pathlib.Path(argv[1]), argv[2], argv[3:])
    except synth.Refused as refused:
        sys.exit(f"netlist: {refused}")


if __name__ == "__main__":
    main(sys.argv)
