# SPDX-License-Identifier: Apache-2.0
"""Transition systems in BTOR2, as yosys writes them, and questions for a solver, made of copies of theirs."""

LEAVES = {"const", "constd", "consth", "zero", "one", "ones"}
NUMBERS = {"slice": 2, "uext": 1, "sext": 1}  # arguments at the end that are no nodes


def read(text):
    """Number: (kind, arguments) of each line."""
    lines = (line.split(";")[0].split() for line in text.splitlines())
    return {int(n): (kind, args) for n, kind, *args in filter(None, lines)}


def is_name(kind, args):
    """Of another node."""
    return kind == "uext" and args[2] == "0"


class Question:
    """Nodes without state. The same operation on the same nodes is the same node."""

    def __init__(self):
        self.lines, self.known = [], {}
        self.bit = self.node("sort", "bitvec", 1)

    def node(self, *words):
        words = tuple(map(str, words))
        if words not in self.known:
            self.lines.append(" ".join((str(len(self.lines) + 1), *words)))
            self.known[words] = len(self.lines)
        return self.known[words]

    def operation(self, kind, args, image):
        """The one on the images of a machine's nodes."""
        if kind == "sort":
            return self.node("sort", args[0], *(args[1:] if args[0] == "bitvec" else (image[int(s)] for s in args[1:])))
        count = 1 if kind in LEAVES else len(args) - NUMBERS.get(kind, 0)
        return self.node(kind, *(image[int(n)] for n in args[:count]), *args[count:])

    def text(self, holds):
        """Can all of these nodes hold?"""
        asked = [f"{len(self.lines) + 1 + i} constraint {n}" for i, n in enumerate(holds)]
        return "\n".join([*self.lines, *asked]) + "\n"
