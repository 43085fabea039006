# SPDX-License-Identifier: Apache-2.0
"""Where a signal of a netlist can make a difference: the bits that depend on it, through any cells and
any number of cycles. An over-approximation, so what it does not reach is independent for certain."""

import json
import re
from collections import defaultdict

# Bit i of these inputs matters to bit i of the output only; other inputs, and all inputs of other
# cells, to every bit.
BITWISE = {"$and": "AB", "$or": "AB", "$xor": "AB", "$xnor": "AB", "$not": "A", "$pos": "A", "$buf": "A",
           "$mux": "AB", "$dff": "D", "$dffe": "D", "$adff": "D", "$adffe": "D", "$sdff": "D", "$sdffe": "D",
           "$sdffce": "D"}
STATE = ("dff", "$mem", "latch")


class Netlist:
    """A flat module, as yosys' write_json gives it."""

    def __init__(self, path, top):
        module = json.loads(path.read_text())["modules"][top]
        self.nets = {name: net["bits"] for name, net in module["netnames"].items()}
        self.outputs = {n: p["bits"] for n, p in module["ports"].items() if p["direction"] == "output"}
        self.follows = defaultdict(set)  # bit: those that depend on it within the cycle or in the next
        self.state = set()
        for cell in module["cells"].values():
            self._add(cell)

    def _add(self, cell):
        ways, kind = cell["port_directions"], cell["type"]
        outs = {p: b for p, b in cell["connections"].items() if ways[p] != "input"}
        if any(s in kind for s in STATE):
            self.state.update(b for bits in outs.values() for b in bits)
        for port, bits in cell["connections"].items():
            if ways[port] != "input" or port == "CLK":
                continue
            for out in outs.values():
                if port in BITWISE.get(kind, ""):
                    bits = [bits[min(i, len(bits) - 1)] for i in range(len(out))]
                    for a, y in zip(bits, out):
                        self.follows[a].add(y)
                else:
                    for a in bits:
                        self.follows[a].update(out)

    def bits(self, pattern):
        """Of the signals whose names match the pattern, which must be some."""
        nets = [bits for name, bits in self.nets.items() if re.fullmatch(pattern, name)]
        found = {b for bits in nets for b in bits if isinstance(b, int)}
        if not found:
            raise KeyError(f"no signal {pattern}")
        return found

    def reached(self, sources, stops):
        """The bits that depend on the sources otherwise than through the stops."""
        todo = list(sources)
        seen = sources | stops
        while todo:
            new = self.follows[todo.pop()] - seen
            seen |= new
            todo.extend(new)
        return seen - stops

    def outputs_in(self, bits):
        return sorted(n for n, b in self.outputs.items() if not bits.isdisjoint(b))

    def state_in(self, bits):
        """The registers and memories among them, by the names that the source gave them."""
        held = bits & self.state
        return sorted(n for n, b in self.nets.items() if "$" not in n and not held.isdisjoint(b))
