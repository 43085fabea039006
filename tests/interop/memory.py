# SPDX-License-Identifier: Apache-2.0
"""Looks for keys in the memory of another process."""


def _pieces(pid):
    """Everything that the process can write."""
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            place, rights = line.split()[:2]
            start, end = (int(n, 16) for n in place.split("-"))
            if rights.startswith("rw") and "[v" not in line:
                memory.seek(start)
                yield memory.read(end - start)


def traces(pid, key):
    """How often one half of an AES-128 key is in memory; a half is what a copy may be cut to."""
    return sum(piece.count(key[:8]) + piece.count(key[8:16]) for piece in _pieces(pid))
