# SPDX-License-Identifier: Apache-2.0
"""`dtlane-sim`: the device in a process of its own, and what is left of keys when its client goes."""

import os
import secrets
import signal
import stat
import subprocess
import sys

import pytest

from link import Host
from memory import traces
from process import Process, wait_until


@pytest.fixture
def path(tmp_path):
    return tmp_path / "socket"


@pytest.mark.parametrize("device", [(), ("--small",)])
@pytest.mark.parametrize("end", ["close", "kill"])
def test_keys_are_gone_when_the_client_is(end, device, sim, path):
    s = sim(path, *device)
    keys = [secrets.token_bytes(32) for _ in range(8)]
    if end == "close":
        host = Host(path)
        use(host, keys)
    else:
        host = Process(sys.executable, __file__, path, *(key.hex() for key in keys))
        host.expect("^ready$")
    before = [traces(s.popen.pid, key) for key in keys]
    assert all(before), f"the keys must be there to be wiped: {before}"
    if end == "close":
        host.close()
    else:
        host.signal(signal.SIGKILL)
        host.kill()
    s.expect("^event=detached$")
    assert [traces(s.popen.pid, key) for key in keys] == [0] * len(keys)
    Host(path).close()  # and it serves the next one
    s.expect("^event=attached ", count=2)


def use(host, keys):
    """Four sessions, the last of which has just sealed."""
    host.attach()
    for slot in range(4):
        host.install(keys[2 * slot], keys[2 * slot + 1], slot=slot)
        host.seal(b"some data", slot=slot)


def test_one_client_at_a_time(sim, path, run):
    s = sim(path)
    first = Host(path)
    first.attach()
    second = run("info", "--engine", f"unix:{path}")
    assert second.returncode == 1
    assert "one client at a time" in second.stderr
    s.expect("^event=refused_busy ")
    first.attach()  # and it is not disturbed
    assert s.stop()["refused_busy"] == 1


def test_socket_is_its_owners_and_goes_with_the_server(sim, path):
    s = sim(path)
    assert stat.S_IMODE(os.lstat(path).st_mode) == 0o600
    s.stop(signal.SIGINT)
    assert not path.exists()


def test_dead_servers_socket_is_replaced_a_live_ones_is_not(sim, path, sim_program):
    first = sim(path)
    refused = subprocess.run([sim_program, "--listen", path], capture_output=True, text=True,
                             timeout=60)
    assert refused.returncode == 1
    assert "somebody serves" in refused.stderr
    first.signal(signal.SIGKILL)
    first.kill()
    assert path.exists()
    sim(path)
    host = Host(path)
    host.attach()
    host.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs another user, so it runs as root only")
def test_another_user_is_not_let_in(sim, path, tmp_path):
    s = sim(path)
    os.chmod(path, 0o666)  # what the mode would have kept out
    for directory in [tmp_path, *list(tmp_path.parents)[:2]]:
        os.chmod(directory, 0o755)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setuid(65534)
            status = len(Host(path).socket.recv(1))  # 0: hung up
        finally:
            os._exit(status)  # whatever happened, this is not the test's process
    assert os.waitpid(child, 0)[1] == 0
    s.expect("^event=refused_stranger pid=[0-9]+ uid=65534$")
    assert s.stop()["refused_stranger"] == 1


@pytest.mark.parametrize("words, sentence", [
    ([], "--listen is missing"),
    (["--listen", "x", "--lanes", "many"], "--lanes: 'many' is not a number"),
    (["--listen", "x", "--lanes", "3"], "the model has 1, 2 or 4 lanes, not another number"),
    (["--listen", "x", "--small", "--lanes", "2"], "the small device has 1 lane"),
    (["--listen", "x", "--seed", "4294967296"], "--seed: '4294967296' is not a number"),
    (["--listen", "/" + "x" * 108], "at most 107 bytes"),
    (["--sing"], "unknown option '--sing'; see dtlane-sim --help"),
])
def test_command_line_that_is_wrong(words, sentence, sim_program):
    done = subprocess.run([sim_program, *words], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2, done
    assert done.stderr.startswith("dtlane-sim: ")
    assert sentence in done.stderr


def test_streams_that_are_closed_are_no_sockets(path, sim_program, cleanup):
    s = Process("bash", "-c", 'exec "$@" <&- >&- 2>&-', "-", sim_program, "--listen", path)
    cleanup.append(s)
    wait_until(path.exists, "the socket")
    streams = [os.readlink(f"/proc/{s.popen.pid}/fd/{fd}") for fd in range(3)]
    assert streams == ["/dev/null"] * 3


def test_full_disk(path, sim_program):
    with open("/dev/full", "w") as full:
        s = subprocess.Popen([sim_program, "--listen", path], stdout=full, stderr=subprocess.PIPE)
    try:
        assert b"event=listening" in s.stderr.readline()
        s.send_signal(signal.SIGTERM)
        assert s.wait(60) == 1
        assert b"cannot write standard output: No space left on device" in s.stderr.read()
    finally:
        s.kill()
        s.wait()


def test_help_names_every_option(sim_program):
    done = subprocess.run([sim_program, "--help"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    for word in ("usage: dtlane-sim ", "--listen PATH", "--lanes N", "--small", "--seed N", "--help"):
        assert word in done.stdout


if __name__ == "__main__":  # a client to be killed
    client = Host(sys.argv[1])
    use(client, [bytes.fromhex(word) for word in sys.argv[2:]])
    print("ready", flush=True)
    signal.pause()
