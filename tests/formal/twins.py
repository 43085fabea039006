# SPDX-License-Identifier: Apache-2.0
"""Two copies of one machine that differ in secrets: does all else stay alike, from one cycle to the next?

Inputs, registers and memories whose names are secret are doubled, all others are one for both copies. So
what depends on no secret is one node, and a solver is asked about the rest only: whether outputs and what
comes into registers can differ."""

import re

from btor import Question, is_name, read


def names_of(machine):
    """Of inputs, registers and memories. A register that yosys has cut in pieces, or whose reset it has made a
    multiplexer, has its name further on; other signals that are pieces of registers have names as well."""
    names = {n: args[1] for n, (kind, args) in machine.items() if kind in ("input", "state") and len(args) > 1}
    resets = {n for n, name in names.items() if name == "rst_ni"}
    aliases = [(args[3], int(args[1])) for kind, args in machine.values() if is_name(kind, args)]
    for name, node in sorted(aliases, key=lambda alias: not alias[0].endswith(("_q", "_o"))):
        todo = [node]
        while todo:
            n = todo.pop()
            kind, args = machine[n]
            if kind == "state":
                names.setdefault(n, name)
            elif kind == "concat" or (kind == "ite" and int(args[1]) in resets):
                todo += map(int, args[-2:])
    return names


class Twins(Question):
    def __init__(self, text, secret):
        super().__init__()
        self.alike = []    # (name, node, node) of what is to be alike after the step
        self.assumed = []  # nodes
        machine = read(text)
        names = names_of(machine)
        for pattern in secret:
            if not any(re.fullmatch(pattern, name) for name in names.values()):
                raise KeyError(f"nothing is named {pattern}")
        public = {n for n in machine if not re.fullmatch("|".join(secret), names.get(n, ""))}
        one, other = {}, {}  # the machine's nodes in each copy
        for n, (kind, args) in machine.items():
            if kind in ("input", "state"):
                one[n] = other[n] = self.node("input", one[int(args[0])], f"n{n}")
                if n not in public:
                    other[n] = self.node("input", one[int(args[0])], f"twin_{n}")
            elif kind == "next" and int(args[1]) in public:
                self.alike.append((names.get(int(args[1]), "?"), one[int(args[2])], other[int(args[2])]))
            elif kind == "output":
                self.alike.append((args[1], one[int(args[0])], other[int(args[0])]))
            elif kind == "constraint":
                self.assumed += [one[int(args[0])], other[int(args[0])]]
            elif is_name(kind, args):
                one[n], other[n] = one[int(args[1])], other[int(args[1])]
            elif kind not in ("next", "init", "bad"):
                one[n], other[n] = self.operation(kind, args, one), self.operation(kind, args, other)

    def differing(self):
        return [pair for pair in self.alike if pair[1] != pair[2]]

    def question(self, differing):
        """Can one of these differ?"""
        differs = self.node("zero", self.bit)
        for _, a, b in differing:
            differs = self.node("or", self.bit, differs, self.node("neq", self.bit, a, b))
        return self.text([*self.assumed, differs])
