# SPDX-License-Identifier: Apache-2.0
"""What must hold of the record engine as synthesis sees it. Run as part of `make check-synth`."""

import json
import os
import pathlib
import re
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import synth
from parts import PARTS, block_rams
from tools import yosys

OUT = pathlib.Path(os.environ["DTL_BUILD"]) / "synth"
RTL, ECP5 = os.environ["RTL_SRC"].split(), os.environ["ECP5_SRC"].split()
ENGINE = "rtl/record/rec_engine.sv"
PART, LANES = "ecp5-25f-6", 1  # placed here; four lanes take too long


def pnr(part=PART, lanes=LANES, seeds=1):
    return subprocess.run(["tests/pnr/pnr.py", OUT, part, str(lanes), str(seeds), "2", *ECP5],
                          text=True, capture_output=True)


# --- the netlist ----------------------------------------------------------------------------------------

def read_with(name, spoil):
    """Reads the RTL with the engine's source spoilt."""
    text = pathlib.Path(ENGINE).read_text()
    copy = OUT / name / "rec_engine.sv"
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text(spoil(text))
    assert copy.read_text() != text
    synth.read(yosys(), OUT / name / "rec_engine", "rec_engine", {"NumLanes": 1},
               [copy if source == ENGINE else source for source in RTL])


def adding(code):
    return lambda text: text.replace("\nendmodule", f"\n{code}\nendmodule")


MISTAKES = {
    "a wire without a driver": (adding("logic a, b; assign a = b; logic keep_q; "
                                       "always_ff @(posedge clk_i) keep_q <= a;"), "nothing drives"),
    "an output without a driver": (lambda text: re.sub(r"\n *assign sessions_o .*;|\.sessions_o *\(sessions_o\)",
                                                       lambda m: "" if "assign" in m[0] else ".sessions_o()", text),
                                   "no driver|nothing drives"),
    "an input left open": (lambda text: text.replace(".rst_ni       (rst_ni),", "", 1), "no driver"),
    "a net that is not declared": (adding("assign nobody = clk_i;"), "nobody"),
    "two drivers": (adding("assign sessions_o = 16'd0;"), "conflicting drivers"),
    "a latch": (adding("logic a; always_latch if (seal_req_valid_i) a = open_req_valid_i;"), "dlatch"),
    "a multiplier": (adding("logic [31:0] a; assign a = 32'(seal_req_i.len) * 32'(open_req_i.len);"), "mul"),
    "a loop": (adding("logic a, b; assign a = ~b; assign b = a & clk_i;"), "loop"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused(name):
    spoil, says = MISTAKES[name]
    with pytest.raises(synth.Refused, match=says) as refused:
        read_with(name.replace(" ", "-"), spoil)
    print(refused.value)


@pytest.mark.parametrize("name, value", [("NumLanes", 0), ("NumLanes", 33), ("NumSessions", 100), ("OutBeats", 500)])
def test_a_parameter_out_of_range_is_named(name, value):
    with pytest.raises(synth.Refused, match=f"{name} is {value}"):
        synth.read(yosys(), OUT / f"{name}-{value}", "rec_engine", {name: value}, RTL)


# --- what it takes of a part ----------------------------------------------------------------------------

@pytest.fixture(scope="module")
def placed():
    done = pnr()
    print(done.stdout, done.stderr)
    assert done.returncode == 0
    return json.loads((OUT / f"{PART}-{LANES}.json").read_text())


def test_block_rams_are_as_budgeted(placed):
    taken = {name: area["DP16KD"] for name, area in placed["modules"].items() if area["DP16KD"]}
    assert taken == block_rams(PARTS[PART], LANES)


@pytest.mark.parametrize("name", [
    "ecp5-25f-6",
    pytest.param("ecp5-85f-8", marks=pytest.mark.xfail(strict=True, reason="keys and queues of five slices")),
])
def test_the_block_rams_of_every_goal_fit(name):
    part = PARTS[name]
    assert sum(block_rams(part, part.goal_lanes).values()) <= part.block_rams


def test_the_placed_engine_holds_what_was_synthesised(placed):
    used = {name: count["used"] for name, count in placed["runs"][0]["used"].items()}
    synthesised = placed["whole"]
    assert used["DP16KD"] == synthesised["DP16KD"]
    assert used["FF"] == synthesised["FF"]
    assert used["MULT18X18D"] == 0
    assert synthesised["LUT4"] <= used["LUT4"] < 1.05 * synthesised["LUT4"]  # the ends of carry chains


def test_the_placed_engine_has_a_clock_and_a_path(placed):
    run = placed["runs"][0]
    assert placed["worst_MHz"] == run["MHz"] > 0
    assert sum(step["ns"] for step in run["path"]) == pytest.approx(1000 / run["MHz"], rel=0.05)


# --- bad input ------------------------------------------------------------------------------------------

def test_an_unknown_part_lists_those_that_exist():
    done = pnr(part="ecp5-1000")
    assert done.returncode == 1
    assert all(part in done.stderr for part in PARTS)


@pytest.mark.parametrize("lanes", ["0", "33", "four"])
def test_lanes_out_of_range_are_named(lanes):
    done = pnr(lanes=lanes)
    assert done.returncode == 1
    assert "LANES" in done.stderr and "1 to 32" in done.stderr


def test_a_missing_tool_says_how_to_install_it(tmp_path):
    script = pathlib.Path("tests/pnr/pnr.py").resolve()
    done = subprocess.run([script, tmp_path, PART, "1", "1", "1", "x.sv"], cwd=tmp_path, text=True,
                          capture_output=True)
    assert done.returncode == 1
    assert "tests/tools/setup.sh pnr" in done.stderr
