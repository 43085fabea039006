# SPDX-License-Identifier: Apache-2.0
"""What rtl/small/assemble.py refuses. What it makes of a right program is tested where that runs: tests/rtl."""

import subprocess

import pytest


def assemble(tmp_path, program):
    path = tmp_path / "program.txt"
    path.write_text(program + "\n")
    return subprocess.run(["rtl/small/assemble.py", path], text=True, capture_output=True)


@pytest.mark.parametrize("program, says", [
    ("move.1 0x10, 0x20", "there is no operation 'move'"),
    ("mov 0x10, 0x20", "1 to 16 bytes, or len"),
    ("mov.0 0x10, 0x20", "1 to 16 bytes, or len"),
    ("mov.17 0x10, 0x40", "1 to 16 bytes, or len"),
    ("mov.all 0x10, 0x20", "1 to 16 bytes, or len"),
    ("mov.1 0x10", "there are not two operands"),
    ("mov.1 0x10, 0x20, 0x30", "there are not two operands"),
    ("mov.1 here, 0x20", "'here' is no number, and no name from above"),
    ("mov.1 0x10, #here", "'here' is no number, and no name from above"),
    ("here = there+1", "'there' is no number, and no name from above"),
    ("here = 0x10\nhere = 0x20", "'here' is there already"),
    ("here:\nhere:", "'here' is there already"),
    ("mov.1 0x200, 0x10", "addresses end at 0x1FF"),
    ("mov.1 0x10, e+128", "addresses end at 0x1FF"),
    ("mov.1 >rx, 0x10", "there is no port 'rx'"),
    ("mov.1 0x10, <tx", "there is no port 'tx'"),
    ("mov.1 0x10, #256", "more than a byte"),
    ("mov.2 0x10, 0x11", "a byte is written while the next one is read"),
    ("mov.16 0x1F, 0x10", "a byte is written while the next one is read"),
    ("add.1 >tx, 0x10", "only mov has ports and streams"),
    ("cmp.1 0x10, <tag", "only mov has ports and streams"),
    ("or.len 0x10, 0x20", "only mov has ports and streams"),
    ("jump there", "there is no label 'there'"),
    ("jz", "a label is what each jump needs"),
    ("here:\nret here", "a label is what each jump needs"),
])
def test_a_mistake_is_named_with_its_line(tmp_path, program, says):
    lines = program.splitlines()
    done = assemble(tmp_path, program)
    assert done.stderr.startswith(f"program line {len(lines)}: {lines[-1]}: ") and says in done.stderr
    assert done.returncode == 1 and done.stdout == ""


def test_a_program_that_is_too_long_is_refused(tmp_path):
    assert assemble(tmp_path, "\n".join(["ret"] * 512)).returncode == 0
    done = assemble(tmp_path, "\n".join(["ret"] * 513))
    assert done.stderr == "program: 513 words are more than 512\n"
    assert done.returncode == 1 and done.stdout == ""


def test_what_is_just_right_is_taken(tmp_path):
    done = assemble(tmp_path, "here = e\nagain:\nmov.16 here+111, 0x10 ; bytes\nmov.1 >tx, #255\nret\njump again")
    assert done.returncode == 0, done.stderr
