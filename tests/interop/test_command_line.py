# SPDX-License-Identifier: Apache-2.0
"""What users see: help, errors in one sentence, exit status 2 for usage and 1 for the rest."""

import pathlib
import re
import signal
import subprocess

import pytest

from peers import IDENTITY, KEY
from process import Process

GOOD = {"--listen": "127.0.0.1:0", "--backend": "127.0.0.1:9", "--psk": f"{IDENTITY}:{KEY}"}


def gateway_args(**changes):
    """Those of GOOD with some changed (listen=...), or left out (listen=None)."""
    options = GOOD | {"--" + name.replace("_", "-"): value for name, value in changes.items()}
    return ["gateway"] + [word for pair in options.items() if pair[1] is not None for word in pair]


def one_sentence(done, status):
    lines = [l for l in done.stderr.splitlines() if "warning: other users" not in l]
    assert done.returncode == status, done
    assert len(lines) == 1, lines
    return lines[0]


def test_help(run):
    for args in (["--help"], ["-h"], ["gateway", "--help"], ["server", "--help"],
                 ["info", "--help"], ["selftest", "--help"]):
        done = run(*args)
        assert done.returncode == 0 and done.stdout.startswith("usage: dtlane"), args
        assert done.stderr == ""
    for word in ("gateway", "server", "info", "selftest", "--version"):
        assert word in run("--help").stdout
    serving = ("--listen", "--psk-file", "--psk", "--cert", "--key", "--ca",
               "--anonymous-clients", "--engine", "--keys", "--resumption", "--max-clients")
    for option in serving + ("--backend",):
        assert option in run("gateway", "--help").stdout
    for option in serving:
        assert option in run("server", "--help").stdout


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["info", "--engine", "soft"]])
def test_full_disk(program, args):
    with open("/dev/full", "w") as full:
        done = subprocess.run([program, *args], stdout=full, stderr=subprocess.PIPE, text=True,
                              timeout=60)
    assert done.returncode == 1
    assert done.stderr == "dtlane: cannot write standard output: No space left on device\n"


def listening_line(popen):
    """The line that says where it listens; what ends before it says so is an error."""
    while b"event=listening" not in (line := popen.stderr.readline()):
        assert line, f"it ended: {popen.wait(60)}"
    return line


def test_counters_that_find_the_disk_full(program, openssl):
    with open("/dev/full", "w") as full:
        g = subprocess.Popen([program, *gateway_args()], stdout=full, stderr=subprocess.PIPE)
    try:
        line = listening_line(g)
        openssl(re.search(rb":(\d+) backend", line)[1].decode()).expect("Verify return code")
        g.send_signal(signal.SIGTERM)
        assert g.wait(60) == 1
        assert b"cannot write standard output: No space left on device" in g.stderr.read()
    finally:
        g.kill()
        g.wait()


def test_version(run):
    done = run("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("dtlane ")
    for word in ("mbed TLS", "engine soft", "engine model"):
        assert word.lower() in done.stdout.lower()


def test_info(run, engine):
    done = run("info", "--engine", engine)
    assert done.returncode == 0, done.stderr
    for word in ("engine", "sessions", "payload_max", "window_max", "lanes", "counters", "sealed"):
        assert word in done.stdout


@pytest.mark.parametrize("lanes", [1, 2, 4])
def test_info_tells_the_lanes_of_the_device(run, lanes):
    assert re.search(rf"^lanes +{lanes}$", run("info", "--engine", f"model:lanes={lanes}").stdout, re.M)


def test_lanes_that_the_model_has_not(run):
    said = one_sentence(run("info", "--engine", "model:lanes=3"), 2)
    assert "the model has 1, 2 or 4 lanes" in said


def test_selftest(run, engine):
    done = run("selftest", "--engine", engine)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith(f"selftest of engine '{engine}': all 36 checks passed\n")


@pytest.mark.parametrize("args, sentence", [
    (["info"], "--engine is missing"),
    (["selftest", "--fast"], "unknown option '--fast'; see dtlane selftest --help"),
    (["info", "--engine", "quantum"], "unknown engine 'quantum'"),
    (["info", "--engine", "soft:x=1"], "engine 'soft'"),
    (["--version", "now"], "takes no options"),
    (gateway_args(listen=None), "--listen is missing"),
    (gateway_args(backend=None), "--backend is missing"),
    (gateway_args(psk=None), "say what clients are known by: --psk-file FILE, --psk ID:HEX, or"),
    (gateway_args(psk_file="x"), "one of --psk-file FILE and --psk ID:HEX"),
    (gateway_args(listen="localhost:1"), "--listen: 'localhost' is not an IPv4 address"),
    (gateway_args(listen="::1:1"), "[2001:db8::1]:5684"),
    (gateway_args(backend="127.0.0.1"), "--backend: '127.0.0.1' is not of the form"),
    (gateway_args(backend="127.0.0.1:99999"), "port '99999' is not a number from 0 to 65535"),
    (gateway_args(max_clients="0"), "--max-clients: '0' is not a number"),
    (gateway_args(psk="nokey"), "--psk: there is no colon"),
    (gateway_args(cert="x"), "--cert FILE and --key FILE go together"),
    (gateway_args(ca="x"), "--ca asks clients for certificates"),
    (gateway_args(cert="x", key="x"), "--cert alone would let everybody in: say with --ca FILE"),
    (gateway_args(cert="x", key="x", ca="x") + ["--anonymous-clients"], "give one of --ca FILE and"),
    (gateway_args(keys="both"), "--keys: 'both' is neither isolated nor retained"),
    (gateway_args(resumption="yes"), "--resumption: 'yes' is neither on nor off"),
    (gateway_args(keys="isolated"), "engine 'soft' holds keys in this host's memory, which --keys"),
    (gateway_args(engine="model", keys="isolated", resumption="on"), "--keys isolated allows none there"),
    (gateway_args(engine="model", resumption="on"), "--keys isolated, this engine's default, allows"),
    (gateway_args(engine="quantum"), "unknown engine 'quantum'"),
    (gateway_args() + ["--verbose"], "unknown option '--verbose'"),
    (gateway_args() + ["--listen", "127.0.0.1:1"], "--listen is given twice"),
    (gateway_args() + ["--engine"], "--engine needs a value"),
])
def test_usage_errors(run, args, sentence):
    assert sentence in one_sentence(run(*args), status=2)


def test_unknown_command(run):
    done = run("gatway")
    assert done.returncode == 2
    assert "there is no command 'gatway'" in done.stderr and "gateway" in done.stderr
    assert run().returncode == 2


def test_busy_port(run, service):
    busy = service()
    line = one_sentence(run(*gateway_args(listen=busy.address)), status=1)
    assert f"cannot listen on {busy.address}: Address already in use" in line


def test_address_of_another_machine(run):
    line = one_sentence(run(*gateway_args(listen="192.0.2.1:0")), status=1)
    assert "no interface of this machine has this address" in line


def test_backend_that_no_socket_reaches(run):
    line = one_sentence(run(*gateway_args(backend="255.255.255.255:9")), status=1)
    assert "cannot reach the backend 255.255.255.255:9: Permission denied" in line


def with_open_files(limit, program, *args):
    return ["bash", "-c", f'ulimit -n {limit}; exec "$@"', "-", str(program), *args]


def test_limit_on_open_files(program, service):
    args = gateway_args(max_clients="500")
    done = subprocess.run(with_open_files(300, program, *args), capture_output=True, text=True,
                          timeout=60)
    assert "the limit on open files allows 236 clients" in one_sentence(done, status=1)


def test_default_of_clients_heeds_the_limit_on_open_files(program, cleanup):
    g = Process(*with_open_files(300, program, *gateway_args()))
    cleanup.append(g)
    g.expect("event=listening .* max_clients=236$")


def test_log_that_nobody_reads_any_more(program, service, openssl, cleanup):
    keys = ["--psk", f"{IDENTITY}:{KEY}"]
    backend = service()
    g = subprocess.Popen([str(program), "gateway", "--listen", "127.0.0.1:0", "--backend",
                          backend.address, *keys], stderr=subprocess.PIPE)
    try:
        line = listening_line(g)
        g.stderr.close()
        openssl(int(re.search(rb":(\d+) backend", line)[1])).echo("the gateway goes on")
        g.send_signal(signal.SIGTERM)
        assert g.wait(60) == 0
    finally:
        g.kill()
        g.wait()


def test_psk_file(service, gateway, openssl, tmp_path):
    keys = tmp_path / "clients.psk"
    keys.write_text("# clients\n\n"
                    "no colon here\n"
                    f"{IDENTITY}:{KEY}\n"
                    "short:123\n"
                    f"{IDENTITY}:ffff\n"
                    "urn:dev:1:ABCDEF00112233445566778899aabbcc\r\n")
    keys.chmod(0o644)
    g = gateway(service().address, psk_file=keys)
    said = g.err.decode()
    assert f"{keys}:3: there is no colon" in said
    assert f"{keys}:5: the key has an odd number of hexadecimal digits" in said
    assert f"{keys}:6: the identity has a key already" in said
    assert f"{keys}: warning: other users may read it" in said
    assert said.count("the line is not used") == 3
    assert KEY not in said
    openssl(g.port).echo("the first entry lives")
    openssl(g.port, identity="urn:dev:1", key="abcdef00112233445566778899aabbcc").echo("so does it")


def test_psk_file_that_is_no_use(run, tmp_path):
    line = one_sentence(run(*gateway_args(psk=None, psk_file=tmp_path / "none")), status=1)
    assert "cannot read" in line and "No such file" in line
    empty = tmp_path / "empty"
    empty.touch(mode=0o600)
    assert "no usable entry" in one_sentence(run(*gateway_args(psk=None, psk_file=empty)), status=1)


def test_psk_on_the_command_line_is_wiped(service, gateway):
    g = gateway(service().address)
    assert "warning: other users of this machine can see --psk" in g.err.decode()
    seen = pathlib.Path(f"/proc/{g.popen.pid}/cmdline").read_bytes()
    assert b"--psk" in seen and KEY.encode() not in seen and IDENTITY.encode() not in seen


def test_identity_is_escaped_in_the_log(service, gateway, openssl, tmp_path):
    name = 'a"b caf\u00e9'
    keys = tmp_path / "keys"
    keys.write_text(f"{name}:{KEY}\n")
    g = gateway(service().address, psk_file=keys)
    openssl(g.port, identity=name).echo("hello")
    assert g.established()["identity"] == '"a\\x22b caf\\xc3\\xa9"'
