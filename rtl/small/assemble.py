#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Assembles the small device's program: assemble.py PROGRAM > small_rom.sv (codes: small_pkg.sv).

    name = ADDRESS              an address: a number, s+N or e+N of the session, or another name +N
    label:
    OP.COUNT TO, FROM           OP mov add sub cmp and test or; COUNT 1 to 16, or len: as the length says
                                operands: NAME+N, >PORT, <PORT, #BYTE (#NAME+NAME+..), 0[x]: what the index says
    jump|jz|jnz|jge|jlt|jempty|call LABEL, ret          after sub and cmp; after add: jlt is no carry
"""
import contextlib
import re
import sys

OPS = {"mov": 0, "add": 1, "sub": 2, "cmp": 3, "and": 4, "test": 5, "or": 6}
JUMPS = {"jump": 0, "jz": 1, "jnz": 2, "jge": 3, "jc": 3, "jlt": 4, "jnc": 4, "jempty": 5, "call": 6, "ret": 7}
TO = {"tx": 0, "key": 1, "block": 2, "buffer": 3, "job": 4, "slot": 5, "index": 6, "length": 7, "key_at": 8,
      "command": 9, "start": 10, "nowhere": 15}
FROM = {"buffer": 0, "text": 1, "tag": 2, "const": 3, "const16": 7}
BITS = {"read_first": 1, "write_first": 2, "write_at_read": 4, "free": 8, "end_frame": 16, "credit": 32, "listen": 64,
        "expand": 1, "record": 2}
WORDS = 512
ADDRESSES = 512

ROM = """\
// SPDX-License-Identifier: Apache-2.0
//
// Generated from rtl/small/program.txt by `make small-rom`. Do not edit.

module small_rom (
  input  logic        clk_i,
  input  logic [8:0]  addr_i,
  output logic [31:0] data_o
);

  localparam int unsigned Words = {count};
  localparam logic [31:0] Program [Words] = '{{
{words}
  }};

  (* rom_style = "block" *)
  logic [31:0] rom [{size}];

  initial begin
    for (int unsigned i = 0; i < {size}; i++) rom[i] = (i < Words) ? Program[i] : '0;
  end

  always_ff @(posedge clk_i) data_o <= rom[addr_i];

endmodule"""


def find(what, name, table):
    if name not in table:
        raise ValueError(f"there is no {what} {name!r}")
    return table[name]


def define(name, value, table):
    if name in table:
        raise ValueError(f"{name!r} is there already")
    table[name] = value


def value(text, names):
    total = 0
    for part in text.split("+"):
        part = part.strip()
        if part in names:
            total += names[part]
        elif part in BITS:
            total += BITS[part]
        elif part == "s":
            total += 0x100
        elif part == "e":
            total += 0x180
        elif part[:1].isdigit():
            total += int(part, 0)
        else:
            raise ValueError(f"{part!r} is no number, and no name from above")
    return total


def address(text, names):
    where = value(text, names)
    if where >= ADDRESSES:
        raise ValueError(f"addresses end at 0x{ADDRESSES - 1:X}")
    return where


def encode(op, count, operands, names):
    code = find("operation", op, OPS)
    stream = count == "len"
    n = 1 if stream else int(count) if count.isdigit() else 0
    if not 1 <= n <= 16:
        raise ValueError("1 to 16 bytes, or len")
    if len(operands) != 2:
        raise ValueError("there are not two operands")
    to, source = operands
    indexed = to.endswith("[x]") or source.endswith("[x]")
    to, source = to.removesuffix("[x]"), source.removesuffix("[x]")
    to_port = to.startswith(">")
    a = find("port", to[1:], TO) if to_port else address(to, names)
    if source.startswith("#"):
        kind, b = 1, value(source[1:], names)
        if b > 255:
            raise ValueError("more than a byte")
    elif source.startswith("<"):
        kind, b = 2, find("port", source[1:], FROM)
    else:
        kind, b = 0, address(source, names)
    if not to_port and kind == 0 and a != b and abs(a - b) < n:
        raise ValueError("a byte is written while the next one is read: these overlap")
    if op != "mov" and (to_port or kind == 2 or stream):
        raise ValueError("only mov has ports and streams")
    return code << 27 | kind << 25 | to_port << 24 | indexed << 23 | stream << 22 | (n & 15) << 18 | a << 9 | b


def encode_jump(word, label, labels):
    if (word == "ret") != (label == ""):
        raise ValueError("a label is what each jump needs, and ret has none")
    return 7 << 27 | JUMPS[word] << 9 | (find("label", label, labels) if label else 0)


@contextlib.contextmanager
def line(number, text):
    try:
        yield
    except ValueError as error:
        sys.exit(f"program line {number}: {text}: {error}")


def assemble(program):
    names, labels, code = {}, {}, []
    for number, text in enumerate(program, 1):
        text = text.split(";")[0].strip()
        with line(number, text):
            if match := re.fullmatch(r"(\w+)\s*=\s*(.+)", text):
                define(match[1], value(match[2], names), names)
            elif match := re.fullmatch(r"(\w+):", text):
                define(match[1], len(code), labels)
            elif text:
                code.append((number, text))
    words = []
    for number, text in code:
        word, _, rest = text.partition(" ")
        with line(number, text):
            if word in JUMPS:
                words.append(encode_jump(word, rest.strip(), labels))
            else:
                op, _, count = word.partition(".")
                words.append(encode(op, count, [operand.strip() for operand in rest.split(",")], names))
    if len(words) > WORDS:
        sys.exit(f"program: {len(words)} words are more than {WORDS}")
    return words


def main():
    with open(sys.argv[1]) as program:
        words = assemble(program)
    rows = [words[i:i + 8] for i in range(0, len(words), 8)]
    print(ROM.format(count=len(words), size=WORDS,
                     words=",\n".join("    " + ", ".join(f"32'h{w:08X}" for w in row) for row in rows)))


main()
