# SPDX-License-Identifier: Apache-2.0
"""A part of the interop matrix that holds every pair of its values, and the small device; `make matrix` runs the whole.

The cells run beside each other: most of their time is waiting for something that was lost."""

import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

import cells
import pairwise
from conftest import need
from ends import OpensslServer, OurClient, connect, free_port, listen
from process import Process, wait_until
from proxy import Lose, Proxy
from trial import Bench, too_much_bad_luck, try_cell

AT_ONCE = 8
SUBSET = [cells.Cell(*values) for values in
          pairwise.choose([cell.values for cell in cells.feasible()],
                          cost=lambda values: 1 + values[-1] / 10)]


@pytest.fixture(scope="session")
def outcomes(request, program, wolfpeer, certificates, tmp_path_factory):
    """The trial of each cell that this session is about to look at, already begun."""
    for tool in ("openssl", "gnutls-cli", "gnutls-serv", "coap-client-openssl", "coap-client-gnutls"):
        need(tool)
    logs = tmp_path_factory.mktemp("matrix")
    chosen = [item.callspec.params["cell"] for item in request.session.items
              if item.originalname == "test_cell"]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {cell: pool.submit(try_cell, cell, logs, program, wolfpeer, certificates)
               for cell in sorted(chosen, key=lambda cell: -cell.loss)}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("cell", SUBSET + cells.SMALL, ids=str)
def test_cell(cell, outcomes):
    outcomes[cell].result()


def test_few_cells_need_a_second_attempt(outcomes):
    attempts = {cell: trial.result() for cell, trial in outcomes.items()}
    assert not too_much_bad_luck(attempts), {str(c): n for c, n in attempts.items() if n > 1}


def test_every_pair_that_can_be_is_tried():
    def pairs(some):
        return set().union(*(pairwise.pairs_of(cell.values) for cell in some))
    assert pairs(SUBSET) == pairs(cells.feasible())


def test_the_small_device_meets_every_peer_and_suite():
    assert {cell.peer for cell in cells.SMALL} == set(cells.PEERS)
    assert {cell.suite for cell in cells.SMALL} == set(cells.SUITES)


# --- what can't be, can't be ------------------------------------------------------------------------


def words_of(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=30)
    return (done.stdout + done.stderr).replace(":", " ").split()


@pytest.mark.parametrize("suite", cells.SUITES, ids=str)
def test_suites_are_offered_unless_declared_otherwise(suite, wolfpeer):
    offered = {
        "openssl": suite.openssl in words_of("openssl", "ciphers", "ALL:PSK:@SECLEVEL=0"),
        "gnutls": "_".join(["TLS", "PSK" if suite.psk else "ECDHE_ECDSA",
                            suite.gnutls.replace("-", "_")]) in words_of("gnutls-cli", "-l"),
        "wolfssl": suite.wolfssl in words_of(wolfpeer, "suites"),
    }
    assert offered == {name: suite.code not in cells.LACKS.get(name, ()) for name in offered}


@pytest.mark.parametrize("backend", ["openssl", "gnutls"])
def test_libcoap_has_no_option_for_suites_or_sessions(backend):
    usage = " ".join(words_of(f"coap-client-{backend}")).lower()
    assert "pre-shared key" in usage
    for word in ("cipher", "suite", "resum", "ticket", "session file"):
        assert word not in usage


@pytest.mark.parametrize("mode, lost", [("full", (0, "down", 2)), ("id", (1, "up", 2))])
def test_wolfssl_5_5_does_not_repeat_its_last_flight(mode, lost, wolfpeer, certificates, cleanup):
    """Against itself, so that nobody else is to blame. `lost` is the flight that ends the handshake:
    the server's, or when resuming the client's."""
    suite = "ECDHE-ECDSA-AES128-CCM"
    port, made = free_port(), certificates.server
    server = Process(wolfpeer, "server", port, suite, made.cert, made.key, mode)
    cleanup.append(server)
    server.expect("listening")
    proxy = Proxy(port, Lose(*lost))
    client = Process(wolfpeer, "client", proxy.port, suite, certificates.ca.cert, mode)
    cleanup.extend([proxy, client])
    who, where, number = lost

    def passed(direction, number):
        return any(l.startswith(f"client {who} {direction} {number}:") for l in proxy.log)

    # The other end repeats its own last flight until that is answered.
    asks, asked = ("up", 3) if where == "down" else ("down", 2)
    wait_until(lambda: passed(where, number + 1) or passed(asks, asked + 1), "an answer or another repeat")
    repeated = passed(where, number + 1)
    version = tuple(map(int, words_of(wolfpeer, "version")[0].split(".")))
    assert repeated == (version >= (5, 7)), str(proxy)


def test_session_ids_of_a_ticket_handshake(run, wire, program, wolfpeer, certificates, tmp_path):
    """RFC 6347 section 4.2.1: the second ClientHello is the first with a cookie."""
    cell = cells.Cell("openssl server", cells.SUITES[0], "ticket", "soft", 0)
    bench = Bench(cell, tmp_path, program, wolfpeer, certificates)
    try:
        line = wire(listen(bench, OpensslServer)[1])
        connect(bench, OurClient, line.port)
    finally:
        bench.close()
    hellos = [data for data in line.sent(from_client=True)
              if (data[0], data[4], data[13]) == (22, 0, 1)]
    ids = [hello[60:60 + hello[59]] for hello in hellos]
    assert [len(i) for i in ids] == [0, 0, 32, 32]
    assert (ids[2] == ids[3]) == ("2.28" not in run("--version").stdout)
