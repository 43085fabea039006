# SPDX-License-Identifier: Apache-2.0
"""Our last flight is lost, and real peers get it again: from the engine, since mbedTLS is gone by then."""

import re

import pytest

from cells import SUITES, Cell
from proxy import Lose
from trial import Bench, try_once

PSK, ECDSA = SUITES[2], SUITES[6]
LAST_FLIGHT = "0:20 1:22"  # ChangeCipherSpec and Finished

# A server ends a full handshake with its third datagram, a client a resumed one with its third too.
ENDED_BY_SERVER = [("openssl", PSK), ("openssl", ECDSA), ("gnutls", PSK), ("gnutls", ECDSA),
                   ("wolfssl", ECDSA)]
ENDED_BY_CLIENT = [("openssl", PSK, "id"), ("openssl", ECDSA, "ticket"), ("gnutls", PSK, "id"),
                   ("gnutls", ECDSA, "ticket"), ("wolfssl", ECDSA, "id")]


@pytest.fixture
def lose(program, wolfpeer, certificates, tmp_path):
    """Tries a cell while a client loses these datagrams, all of which must be a last flight."""
    def attempt(cell, client, direction, *numbers):
        try_once(Bench(cell, tmp_path, program, wolfpeer, certificates,
                       fate=Lose(client, direction, *numbers)))
        log = (tmp_path / "log.txt").read_text()
        for number in numbers:
            line = f"^client {client} {direction} {number}: .*{LAST_FLIGHT}, \\d+ bytes, lost$"
            assert re.search(line, log, re.MULTILINE), log
    return attempt


@pytest.mark.parametrize("engine, times", [("soft", 2), ("model", 1)])
@pytest.mark.parametrize("peer, suite", ENDED_BY_SERVER, ids=str)
def test_of_the_server(peer, suite, engine, times, lose):
    lose(Cell(f"{peer} client", suite, "full", engine, 0), 0, "down", *range(2, 2 + times))


@pytest.mark.parametrize("engine", ["soft", "model"])
@pytest.mark.parametrize("peer, suite, mode", ENDED_BY_CLIENT, ids=str)
def test_of_the_resuming_client(peer, suite, mode, engine, lose):
    lose(Cell(f"{peer} server", suite, mode, engine, 0), 1, "up", 2)
