# SPDX-License-Identifier: Apache-2.0
"""The proxy does to datagrams what its seed says, and nothing else."""

import socket

import pytest

from peers import Service
from process import wait_until
from proxy import Fate, Proxy

COUNT = 1000


def fates(seed, loss, direction="up", client=0):
    fate = Fate(seed, loss)
    return [fate(client, direction, n) for n in range(COUNT)]


@pytest.mark.parametrize("loss", [0.1, 0.3])
def test_rates_are_as_asked(loss):
    for seed in range(5):
        seen = fates(seed, loss)
        arrived = [f for f in seen if f]
        assert abs(seen.count([]) / COUNT - loss) < 0.05
        assert 0.02 < len([f for f in arrived if len(f) == 2]) / len(arrived) < 0.09
        assert 0.02 < len([f for f in arrived if f[0] > 0]) / len(arrived) < 0.09


def test_fate_depends_on_seed_client_and_direction_alone():
    assert fates(1, 0.3) == fates(1, 0.3)
    others = [fates(2, 0.3), fates(1, 0.3, direction="down"), fates(1, 0.3, client=1)]
    assert fates(1, 0.3) not in others


def test_no_loss_no_harm():
    assert fates(1, 0) == [[0]] * COUNT


@pytest.fixture
def line(cleanup):
    """Sends numbered datagrams through a proxy to a service and returns what arrived there."""
    def through(fate, spared=0, count=60):
        service = Service(answer=lambda data: b"re " + data)
        proxy = Proxy(service.port, fate, spared=spared)
        client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        cleanup.extend([service, proxy, client])
        client.connect(("127.0.0.1", proxy.port))
        client.settimeout(5)
        for n in range(count):
            client.send(b"%d" % n)
        expected = sum(len([0] if spared else fate(0, "up", n)) for n in range(count))
        wait_until(lambda: len(service.requests) == expected, f"{expected} datagrams")
        return proxy, client, [int(data) for data, _ in service.requests]
    return through


def test_what_arrives_is_what_the_fate_says(line):
    fate = Fate(7, 0.3)
    proxy, _, arrived = line(fate)
    assert sorted(arrived) == sorted(n for n in range(60) for _ in fate(0, "up", n))
    assert arrived != sorted(arrived)
    assert proxy.log[0] == "seed 7, loss 0.3, first 0 clients spared"
    assert len([l for l in proxy.log if " up " in l]) == 60
    assert len([l for l in proxy.log if " up " in l and l.endswith("lost")]) == \
        len([n for n in range(60) if not fate(0, "up", n)])


def test_answers_find_their_client(line):
    _, client, _ = line(Fate(0, 0), count=3)
    assert [client.recv(100) for _ in range(3)] == [b"re 0", b"re 1", b"re 2"]


def test_spared_clients_lose_nothing(line):
    assert line(Fate(7, 0.3), spared=1)[2] == list(range(60))
