# SPDX-License-Identifier: Apache-2.0
"""What becomes of associations when the device goes: `--keys isolated` and `--keys retained`."""

import resource
import signal

import pytest


@pytest.fixture
def device(sim, tmp_path):
    """A dtlane-sim and the URI of the engine that it is."""
    path = tmp_path / "socket"
    process = sim(path)
    process.uri = f"unix:{path}"
    return process


@pytest.fixture
def backend(service):
    return service().address


def test_records_go_through_the_process(device, backend, gateway, openssl):
    g = gateway(backend, "--engine", device.uri)
    client = openssl(g.port)
    for i in range(5):
        client.echo(f"line {i}")
    client.hang_up()
    g.closed()
    counters = g.stop()
    assert counters["engine.device_sealed"] >= 5
    device.expect("^event=detached$")


def lose(device):
    device.signal(signal.SIGKILL)
    device.kill()


def test_second_gateway_is_refused(device, backend, gateway, run):
    gateway(backend, "--engine", device.uri)
    second = run("gateway", "--listen", "127.0.0.1:0", "--backend", backend, "--psk", "a:00112233",
                 "--engine", device.uri)
    assert second.returncode == 1
    assert "one client at a time" in second.stderr


@pytest.mark.parametrize("words", [[], ["--keys", "isolated"]])
def test_isolated_ends_with_a_sentence(words, device, backend, gateway, openssl):
    g = gateway(backend, "--engine", device.uri, *words)
    openssl(g.port).echo("hello")
    lose(device)
    assert g.wait() == 1, str(g)
    g.expect("^event=device_lost engine=unix keys=isolated associations=1 ")
    assert "the device is gone or was reset" in g.closed()
    g.expect("^dtlane gateway: engine 'unix' was lost, and with isolated keys ")


def test_isolated_ends_without_associations_too(device, backend, gateway):
    g = gateway(backend, "--engine", device.uri)
    lose(device)
    assert g.wait() == 1, str(g)


def test_retained_that_cannot_go_on_says_so(device, backend, gateway, openssl):
    g = gateway(backend, "--engine", device.uri, "--keys", "retained")
    openssl(g.port).echo("hello")
    resource.prlimit(g.popen.pid, resource.RLIMIT_NOFILE, (0, 0))  # another engine needs one
    lose(device)
    assert g.wait() == 1, str(g)
    g.expect("^event=error what=\"cannot fall back to the engine soft: ")
    g.expect("^dtlane gateway: engine 'unix' was lost, and no other could take over, the log says")


def test_retained_goes_on_in_software(device, backend, gateway, openssl):
    g = gateway(backend, "--engine", device.uri, "--keys", "retained")
    g.expect('^event=warning what="--keys retained: traffic keys stay in this host\'s memory')
    clients = [openssl(g.port) for _ in range(3)]
    for i, client in enumerate(clients):
        client.echo(f"client {i} before")
    lose(device)
    g.expect("^event=fallback engine=soft associations=3$")
    for i, client in enumerate(clients):
        client.echo(f"client {i} after")
        client.echo(f"client {i} later")
    late = openssl(g.port)
    late.echo("a new one")
    assert g.established(4)["engine"] == "soft"
    counters = g.stop()
    assert counters["core.sessions_moved"] == 3
    assert counters["core.handshakes_completed"] == 4
    for client in [*clients, late]:
        assert client.wait() == 0, str(client)  # close_notify, sealed by the new engine
        assert b"ALERT" not in client.err


def test_retained_goes_on_without_associations_too(device, backend, gateway, openssl):
    g = gateway(backend, "--engine", device.uri, "--keys", "retained")
    lose(device)
    g.expect("^event=fallback engine=soft associations=0$")
    openssl(g.port).echo("hello")


def test_client_ends_if_isolated(device, server, client):
    c = client(server().port, "--engine", device.uri)
    c.echo("before")
    lose(device)
    assert c.wait() == 1, str(c)
    c.expect("^event=device_lost engine=unix keys=isolated associations=1 ")


def test_client_goes_on_if_retained(device, server, client):
    c = client(server().port, "--engine", device.uri, "--keys", "retained")
    c.echo("before")
    lose(device)
    c.expect("^event=fallback engine=soft associations=1$")
    c.echo("after")
    assert c.end() == 0, str(c)


def test_retained_needs_no_warning_where_it_is_the_default(backend, gateway):
    g = gateway(backend)
    g.stop()
    assert b"event=warning" not in g.err
