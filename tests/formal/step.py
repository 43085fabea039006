# SPDX-License-Identifier: Apache-2.0
"""A step of a machine from any state in which its properties hold: does each hold after it? Asked one by one,
which is much easier for a solver than all at once when some are hard."""

from btor import Question, is_name, read


class Step(Question):
    def __init__(self, text):
        super().__init__()
        self.assumed, self.before, self.after = [], [], []  # nodes; the properties' negations; (name, negation)
        machine = read(text)
        nexts = {int(args[1]): int(args[2]) for kind, args in machine.values() if kind == "next"}
        first, second = {}, {}
        for image, cycle in (first, 0), (second, 1):
            for n, (kind, args) in machine.items():
                if kind == "input" or (kind == "state" and cycle == 0):
                    image[n] = self.node("input", image[int(args[0])], f"n{n}_{cycle}")
                elif kind == "state":
                    image[n] = first[nexts.get(n, n)]  # one without next is constant
                elif is_name(kind, args):
                    image[n] = image[int(args[1])]
                elif kind == "constraint":
                    self.assumed.append(image[int(args[0])])
                elif kind == "bad":
                    bad = image[int(args[0])]
                    if cycle:
                        self.after.append((args[1], bad))
                    else:
                        self.before.append(self.node("not", self.bit, bad))
                elif kind not in ("next", "init", "output"):
                    image[n] = self.operation(kind, args, image)

    def questions(self):
        """(property, text): can it not hold after the step?"""
        return ((name, self.text([*self.assumed, *self.before, bad])) for name, bad in self.after)
