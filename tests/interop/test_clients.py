# SPDX-License-Identifier: Apache-2.0
"""Unmodified clients talk to a UDP service through the gateway, on each engine."""

import pytest

from peers import IDENTITY, SUITES


@pytest.mark.parametrize("suite", SUITES)
def test_openssl_echo(suite, engine, service, gateway, openssl):
    g = gateway(service().address, "--engine", engine)
    client = openssl(g.port, suite=suite)
    client.echo("hello through the gateway")
    client.echo("and again")
    client.hang_up()
    assert 'reason="closed by the peer"' in g.closed()
    counters = g.stop()
    assert counters["gateway.backend_datagrams_out"] == 2
    assert counters["engine.sealed"] >= 2
    assert counters["engine.opened"] >= 4  # Finished, two lines, close_notify


@pytest.mark.parametrize("suite", SUITES)
def test_gnutls_echo(suite, engine, service, gateway, gnutls):
    g = gateway(service().address, "--engine", engine)
    client = gnutls(g.port, suite=suite)
    client.echo("hello through the gateway")
    client.hang_up()
    assert 'reason="closed by the peer"' in g.closed()
    assert g.stop()["core.handshakes_completed"] == 1


def test_log_line_of_an_association(engine, service, gateway, openssl):
    g = gateway(service().address, "--engine", engine)
    openssl(g.port, suite="PSK-AES256-CCM").echo("hello")
    line = g.established()
    assert line["suite"] == "TLS-PSK-WITH-AES-256-CCM"
    assert line["engine"] == engine
    assert line["identity"] == f'"{IDENTITY}"'
    assert line["handover_seq"] == "1"  # our Finished was number 0
    assert line["peer"].startswith("127.0.0.1:")


def test_device_does_the_records(service, gateway, openssl):
    g = gateway(service().address, "--engine", "model")
    client = openssl(g.port)
    for i in range(5):
        client.echo(f"line {i}")
    client.hang_up()
    g.closed()
    counters = g.stop()
    assert counters["engine.device_sealed"] == counters["engine.sealed"] >= 5
    assert counters["engine.device_opened"] == counters["engine.opened"] >= 5


def test_many_clients_at_once(engine, service, gateway, openssl):
    s = service()
    g = gateway(s.address, "--engine", engine)
    clients = [openssl(g.port, suite=list(SUITES)[i % 4]) for i in range(8)]
    for round_ in range(3):
        for i, client in enumerate(clients):
            client.say(f"client {i} round {round_}\n")
        for i, client in enumerate(clients):
            client.expect(f"^client {i} round {round_}$")
    for i, client in enumerate(clients):
        others = [j for j in range(8) if j != i and f"client {j} ".encode() in client.out]
        assert not others, f"client {i} got data of {others}"
    assert len({peer for _, peer in s.requests}) == 8  # a socket for each
    for client in clients:
        client.hang_up()
    g.closed(count=8)
    assert g.stop()["core.handshakes_completed"] == 8


def test_ipv6(engine, service, gateway, openssl):
    g = gateway(service(host="::1").address, "--engine", engine, listen="[::1]:0")
    openssl(g.port, host="::1").echo("hello")
    assert g.established()["peer"].startswith("[::1]:")


@pytest.mark.parametrize("listen, asked", [
    ("0.0.0.0:0", "127.0.0.1"), ("0.0.0.0:0", "127.0.0.2"), ("[::]:0", "::1"), ("[::]:0", "127.0.0.2"),
])
def test_wildcard_answers_from_the_address_that_was_asked(listen, asked, service, gateway, openssl):
    g = gateway(service().address, listen=listen)
    # s_client's socket is connected: the kernel gives it datagrams from `asked` only.
    openssl(g.port, host=asked).echo("hello")


def test_a_client_comes_back_from_the_same_port(engine, service, gateway, wire, openssl):
    g = gateway(service().address, "--engine", engine)
    w = wire(g.port)
    first = openssl(w.port)
    first.echo("before the restart")
    first.kill()  # says nothing
    openssl(w.port).echo("after the restart")
    assert "began anew" in g.closed()
    assert g.stop()["core.handshakes_completed"] == 2
