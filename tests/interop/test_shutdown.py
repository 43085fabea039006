# SPDX-License-Identifier: Apache-2.0
"""The gateway ends cleanly: clients are told, counters are printed, the status is 0."""

import signal

import pytest


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_clients_see_close_notify(number, engine, service, gateway, openssl):
    g = gateway(service().address, "--engine", engine)
    clients = [openssl(g.port) for _ in range(3)]
    for client in clients:
        client.echo("hello")
    counters = g.stop(number)
    for client in clients:
        assert client.wait() == 0, str(client)  # close_notify; a dead peer would not end it
        assert b"closed" in client.out + client.err
    assert counters["engine.sealed"] >= 6  # an echo and a close_notify each, at least
    g.expect(f"^event=stopping signal={number.name} associations=3$")
    g.expect("^event=stopped associations_left=0$")
    assert len([l for l in g.err.splitlines() if l.startswith(b"event=closed")]) == 3


def test_in_the_middle_of_a_handshake(engine, service, gateway, wire, openssl):
    g = gateway(service().address, "--engine", engine)
    w = wire(g.port, passes=2)  # ClientHello without and with the cookie
    client = openssl(w.port)
    w.wait_for(from_client=False, count=2)  # HelloVerifyRequest, ServerHello to ServerHelloDone
    g.stop()
    g.expect("^event=stopping signal=SIGTERM associations=1$")
    g.expect("^event=stopped associations_left=0$")
    assert "event=handshake_failed" in g.closed() and "closed by this side" in g.closed()
    client.kill()


def test_nothing_to_close(engine, service, gateway):
    assert gateway(service().address, "--engine", engine).stop().get("engine.sealed", 0) == 0
