# SPDX-License-Identifier: Apache-2.0
"""docs/INTEROP.md, from the results of a run of the matrix. It holds no times, so that the same run
gives the same page."""

import re
import subprocess

import cells

HEAD = """<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- Written by `make matrix`; do not edit. -->
# Interoperability

Unmodified DTLS stacks of others against dtlane, every cell of the matrix tried by one command:

    make matrix

Each cell is a handshake and three lines of text (2, 64 and 1200 bytes; with loss the third has 250, which is
one record for everybody) that come back unchanged; with libcoap a PUT whose answer is what was put. Where the
peer is the client, it talks to a UDP service through `dtlane gateway`; where it is the server, `dtlane client`
talks to it. A resumed handshake (by session *id* or by *ticket*) follows a full one, both ends must say that it
was resumed if they can say it, and a ticket must have been seen on the wire just where the cell is about tickets.
Certificates are P-256, verified with the server's name (libcoap: by their CA). Every cell is tried on engine
`soft` and on engine `model`, the Verilated RTL; it says *ok* when both work.

Loss is in percent of all datagrams, in each direction; where there is any, 5 % arrive twice and 5 % late, behind
others. What is lost is a function of the cell's name and the attempt alone. DTLS repeats lost handshake messages
but not lost records, so the test says a line again until it was echoed. A number behind *ok* is the attempts that
it took: each end of a handshake has only so much patience, and it can lose every repeat. Of a resumed handshake's
cell only the resumed one meets loss.

`make check` tries a part of these cells that has every pair of peer, suite, handshake, engine and loss; and with engine
`model:small`, the small device, each peer and each suite once.
"""


def _first(pattern, *command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=30)
    return re.search(pattern, done.stdout + done.stderr)[1]


def versions(program, wolfpeer):
    return {
        "mbedTLS (our handshakes)": _first(r"mbed TLS (\S+)", program, "--version"),
        "OpenSSL": _first(r"OpenSSL (\S+)", "openssl", "version"),
        "GnuTLS": _first(r"gnutls-cli (\S+)", "gnutls-cli", "--version"),
        "wolfSSL": _first(r"(\S+)", wolfpeer, "version"),
        "libcoap": _first(r"v([\d.]+)", "coap-client-openssl"),
    }


def _text(suite_cells, results):
    """What one place of a table says about its cells, one of each engine."""
    reasons = {cells.cannot(cell) for cell in suite_cells}
    if reasons != {None}:
        return ", ".join(sorted(filter(None, reasons)))
    attempts = [results[cell] for cell in suite_cells]
    if None in attempts:
        return "**fails**"
    return "ok" if max(attempts) == 1 else f"ok {max(attempts)}"


def _table(peer, results):
    columns = [(mode, loss) for mode in cells.MODES for loss in cells.LOSSES]
    yield f"\n## {peer}\n"
    yield "| | " + " | ".join(f"{mode}, {loss} %" for mode, loss in columns) + " |"
    yield "| --- |" + " --- |" * len(columns)
    for suite in cells.SUITES:
        row = [_text([cells.Cell(peer, suite, mode, engine, loss) for engine in cells.ENGINES], results)
               for mode, loss in columns]
        yield f"| {suite} | " + " | ".join(row) + " |"


def _summary(results):
    for loss in cells.LOSSES:
        attempts = [results[cell] for cell in results if cell.loss == loss]
        yield (f"| {loss} % | {len(attempts)} | {attempts.count(1)} | "
               f"{len([a for a in attempts if a and a > 1])} | {attempts.count(None)} |")


def render(results, found):
    lines = [HEAD, "| | version |", "| --- | --- |"]
    lines += [f"| {name} | {version} |" for name, version in found.items()]
    lines += ["\n| loss | cells | at once | at a later attempt | fail |",
              "| ---: | ---: | ---: | ---: | ---: |", *_summary(results)]
    lines += ["\nWhy some cells can't be; the tests ask the peers whether that is so:\n"]
    lines += [f"- *{key}*: {reason}." for key, reason in cells.CANNOT.items()]
    for peer in cells.PEERS:
        lines += _table(peer, results)
    return "\n".join(lines) + "\n"
