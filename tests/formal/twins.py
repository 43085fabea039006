# SPDX-License-Identifier: Apache-2.0
"""Two copies of one machine that differ in secrets: does all else stay alike, from one cycle to the next?

The machine is a transition system in BTOR2, as yosys writes it. Inputs, registers and memories whose names
are secret are doubled, all others are one for both copies. So what depends on no secret is one node, and a
solver is asked about the rest only: whether outputs and what comes into registers can differ."""

import re

LEAVES = {"const", "constd", "consth", "zero", "one", "ones"}
NUMBERS = {"slice": 2, "uext": 1, "sext": 1}  # arguments at the end that are no nodes


def read(text):
    """Number: (kind, arguments) of each line."""
    lines = (line.split(";")[0].split() for line in text.splitlines())
    return {int(n): (kind, args) for n, kind, *args in filter(None, lines)}


def nodes_in(kind, args):
    """How many of an operation's arguments are nodes, its sort included."""
    if kind == "sort":
        return 0
    return 1 if kind in LEAVES else len(args) - NUMBERS.get(kind, 0)


def names_of(machine):
    """Of inputs, registers and memories. A register that yosys has cut in pieces, or whose reset it has made a
    multiplexer, has its name further on; other signals that are pieces of registers have names as well."""
    names = {n: args[1] for n, (kind, args) in machine.items() if kind in ("input", "state") and len(args) > 1}
    resets = {n for n, name in names.items() if name == "rst_ni"}
    aliases = [(args[3], int(args[1])) for kind, args in machine.values() if kind == "uext" and args[2] == "0"]
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


class Twins:
    """A step of both copies. Each of the machine's nodes has two in `pair`, or twice the same."""

    def __init__(self, text, secret):
        self.lines, self.known, self.pair = [], {}, {}
        self.alike = []    # (name, node, node) of what is to be alike after the step
        self.assumed = []  # nodes
        machine = read(text)
        names = names_of(machine)
        for pattern in secret:
            if not any(re.fullmatch(pattern, name) for name in names.values()):
                raise KeyError(f"nothing is named {pattern}")
        public = {n for n in machine if not re.fullmatch("|".join(secret), names.get(n, ""))}
        for n, (kind, args) in machine.items():
            if kind in ("input", "state"):
                self.pair[n] = self._leaf(n, args[0], n in public)
            elif kind == "next" and int(args[1]) in public:
                self.alike.append((names.get(int(args[1]), "?"), *self.pair[int(args[2])]))
            elif kind == "output":
                self.alike.append((args[1], *self.pair[int(args[0])]))
            elif kind == "constraint":
                self.assumed += self.pair[int(args[0])]
            elif kind == "uext" and args[2] == "0":
                self.pair[n] = self.pair[int(args[1])]
            elif kind not in ("next", "init", "bad"):
                self.pair[n] = tuple(self._operation(kind, args, copy) for copy in (0, 1))

    def _node(self, *words):
        """The same node for the same operation on the same nodes."""
        if words not in self.known:
            self.lines.append(" ".join(map(str, (len(self.lines) + 1, *words))))
            self.known[words] = len(self.lines)
        return self.known[words]

    def _leaf(self, n, sort, public):
        sort = self.pair[int(sort)][0]
        one = self._node("input", sort, f"n{n}")
        return one, one if public else self._node("input", sort, f"twin_{n}")

    def _operation(self, kind, args, copy):
        if kind == "sort":
            rest = args[1:] if args[0] == "bitvec" else [self.pair[int(s)][0] for s in args[1:]]
            return self._node("sort", args[0], *rest)
        count = nodes_in(kind, args)
        return self._node(kind, *(self.pair[int(n)][copy] for n in args[:count]), *args[count:])

    def differing(self):
        return [pair for pair in self.alike if pair[1] != pair[2]]

    def question(self, differing):
        """Whether one of these can differ, as text for a solver."""
        bit = self._node("sort", "bitvec", 1)
        differs = self._node("zero", bit)
        for _, a, b in differing:
            differs = self._node("or", bit, differs, self._node("neq", bit, a, b))
        asked = [f"{len(self.lines) + 1 + i} constraint {n}" for i, n in enumerate([*self.assumed, differs])]
        return "\n".join([*self.lines, *asked]) + "\n"
