# SPDX-License-Identifier: Apache-2.0
"""Where traffic keys are: what `--keys` claims, looked up in the memory of gateway and device."""

import hashlib
import hmac
import re

import pytest

from memory import traces
from peers import IDENTITY, KEY, address
from process import Process, wait_until

SERVER_HELLO = 2


def prf(secret, label, seed, length):
    """RFC 5246 section 5, with SHA-256."""
    a, out = label + seed, b""
    while len(out) < length:
        a = hmac.digest(secret, a, hashlib.sha256)
        out += hmac.digest(secret, a + label + seed, hashlib.sha256)
    return out[:length]


def traffic_keys(key_log, datagrams):
    """Both AES-128 keys of the handshake that these datagrams of the server belong to."""
    client_random, master = map(bytes.fromhex, re.search(
        r"CLIENT_RANDOM (\w+) (\w+)", key_log.read_text()).groups())
    hello = next(d for d in datagrams if d[0] == 22 and d[13] == SERVER_HELLO)
    server_random = hello[27:59]
    block = prf(master, b"key expansion", server_random + client_random, 40)
    return block[:16], block[16:32]


@pytest.fixture
def established(sim, service, gateway, wire, tmp_path, cleanup):
    def make(*words):
        device = sim(tmp_path / "socket")
        g = gateway(service().address, "--engine", f"unix:{tmp_path / 'socket'}", *words)
        w, log = wire(g.port), tmp_path / "keys"
        client = Process("openssl", "s_client", "-dtls1_2", "-connect", address("127.0.0.1", w.port),
                         "-cipher", "PSK-AES128-CCM8:@SECLEVEL=0", "-psk", KEY, "-psk_identity",
                         IDENTITY, "-keylogfile", log)
        cleanup.append(client)
        client.say("hello\n")
        client.expect("^hello$")
        return device, g, client, traffic_keys(log, w.sent(from_client=False))
    return make


def test_isolated_keys_are_in_the_device_and_nowhere_else(established):
    device, g, client, keys = established()
    assert all(traces(device.popen.pid, key) for key in keys)
    assert [traces(g.popen.pid, key) for key in keys] == [0, 0]
    client.hang_up()
    g.closed()
    wait_until(lambda: not any(traces(device.popen.pid, key) for key in keys), "the removal")


def test_retained_keys_are_in_the_gateway_until_the_association_ends(established):
    _, g, client, keys = established("--keys", "retained")
    assert all(traces(g.popen.pid, key) for key in keys)
    client.hang_up()
    g.closed()
    wait_until(lambda: not any(traces(g.popen.pid, key) for key in keys), "the wiping")
