# SPDX-License-Identifier: Apache-2.0
"""Peers that the gateway does not serve, and that others do not notice them."""

import random
import socket
import struct

from peers import IDENTITY, KEY
from process import wait_until

APPLICATION_DATA = 23  # content type, the first byte of a record


def test_wrong_psk(service, gateway, openssl):
    g = gateway(service().address)
    bystander = openssl(g.port)
    bystander.echo("before")
    intruder = openssl(g.port, key="ff" * 16)
    assert intruder.wait() != 0
    assert "event=handshake_failed" in g.closed() and "does not verify" in g.closed()
    assert f'identity="{IDENTITY}"' in g.closed()
    bystander.echo("after")
    assert g.stop()["core.handshakes_failed"] == 1


def test_unknown_identity(service, gateway, openssl):
    g = gateway(service().address)
    bystander = openssl(g.port)
    bystander.echo("before")
    assert openssl(g.port, identity="nobody").wait() != 0
    assert 'identity="nobody" reason="unknown PSK identity"' in g.closed()
    bystander.echo("after")


def test_no_common_suite(service, gateway, openssl):
    g = gateway(service().address)
    assert openssl(g.port, suite="PSK-AES128-GCM-SHA256").wait() != 0
    openssl(g.port).echo("hello")


def garbage(seed):
    """Datagrams that are not DTLS, nearly DTLS, or DTLS that means nothing."""
    rng = random.Random(seed)
    yield b""
    for length in (1, 12, 13, 14, 100, 1400):
        yield rng.randbytes(length)
    for kind in (0, 20, 21, 22, 23, 24, 25, 255):
        for epoch in (0, 1, 2):
            for promised in (0, 1, 40, 65535):
                yield struct.pack(">BHHHIH", kind, 0xfefd, epoch, 0, promised % 7, promised) + \
                    rng.randbytes(40)
    yield bytes(20000)


def test_garbage_disturbs_nobody(engine, service, gateway, openssl, cleanup):
    g = gateway(service().address, "--engine", engine)
    client = openssl(g.port)
    client.echo("before")
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    cleanup.append(sender)
    sent = list(garbage(seed=1))
    for data in sent:
        sender.sendto(data, ("127.0.0.1", g.port))
    client.echo("after")
    client.hang_up()
    g.closed()
    counters = g.stop()
    assert counters["gateway.cipher_drop_too_long"] == 1
    drops = sum(v for k, v in counters.items() if k.startswith("core.drop_"))
    refused = drops + counters.get("core.hellos_refused", 0)
    # All but the empty one hold at least one record or a piece of one.
    assert refused >= len(sent) - 2, counters
    assert counters["core.handshakes_completed"] == 1


def test_garbage_from_the_clients_own_address(engine, service, gateway, wire, openssl):
    g = gateway(service().address, "--engine", engine)
    w = wire(g.port)
    client = openssl(w.port)
    client.echo("before")
    for data in garbage(seed=2):
        w.gateway_side.send(data)
    recorded = [d for d in w.sent(from_client=True) if d[0] == APPLICATION_DATA]
    w.gateway_side.send(recorded[0])  # a replay
    forged = bytearray(recorded[0])
    forged[-1] ^= 1
    w.gateway_side.send(forged)
    client.echo("after")
    client.hang_up()
    g.closed()
    counters = g.stop()
    assert counters["core.drop_replay_dup"] >= 1
    assert counters["core.drop_auth"] >= 1
    assert counters["gateway.backend_datagrams_out"] == 2


def test_max_clients(engine, service, gateway, wire, openssl):
    g = gateway(service().address, "--engine", engine, "--max-clients", 1)
    first = openssl(g.port)
    first.echo("in")
    w = wire(g.port)
    second = openssl(w.port)
    w.wait_for(from_client=True, count=2)  # its hello, and again
    first.echo("still in")
    assert not w.sent(from_client=False)
    first.hang_up()
    g.closed()
    second.echo("now I am in")  # its next attempt
    second.hang_up()
    g.closed(count=2)
    assert g.stop()["core.drop_associations_full"] >= 1


def test_more_clients_than_the_engine_holds(run):
    done = run("gateway", "--listen", "127.0.0.1:0", "--backend", "127.0.0.1:9", "--psk",
               f"{IDENTITY}:{KEY}", "--engine", "model", "--max-clients", "100000")
    assert done.returncode == 2
    assert "engine 'model' holds 128 sessions; ask for at most as many clients" in done.stderr


def test_nothing_listens_behind(engine, service, gateway, wire, openssl):
    nobody = service()
    g = gateway(nobody.address, "--engine", engine)
    nobody.close()
    w = wire(g.port)
    client = openssl(w.port)
    client.expect("Verify return code")
    client.say("nobody hears this\n")
    wait_until(lambda: [d for d in w.sent(from_client=True) if d[0] == APPLICATION_DATA], "a record")
    bystander = openssl(g.port)
    g.established(count=2)  # so the record has had its turn
    late = service(port=nobody.port)
    # The ICMP message that the first one caused is not about this one, which arrives.
    client.echo("is anybody there")
    bystander.echo("yes")
    assert len(late.requests) == 2
    assert g.stop()["gateway.backend_errors"] == 1


def test_answer_that_fits_no_record(engine, service, gateway, openssl):
    s = service(answer=lambda data: bytes(20000) if b"much" in data else data)
    g = gateway(s.address, "--engine", engine)
    client = openssl(g.port)
    client.echo("before")
    client.say("give me too much\n")
    wait_until(lambda: len(s.requests) == 2, "the request")
    client.echo("after")
    assert g.stop()["gateway.backend_drop_too_long"] == 1
