# SPDX-License-Identifier: Apache-2.0
"""`dtlane client` and `dtlane server`, with each other and with OpenSSL."""

import os
import re
import select
import signal
import socket
import stat
import subprocess

import pytest

from certs import SERVER_NAMES, Authority
from peers import IDENTITY, KEY, PSK, fields
from process import Process, wait_until

LINES = b"hello\n\nbinary \x00\xff\r\x1b bytes\nthe last has no end"


def of_server(certificates, ca=False):
    """Options of a server with a certificate; with `ca` it wants one of its clients too, else nothing."""
    own = ["--cert", certificates.server.cert, "--key", certificates.server.key]
    return own + (["--ca", certificates.ca.cert] if ca else ["--anonymous-clients"])


def of_client(certificates, cert=False):
    trust = ["--ca", certificates.ca.cert, "--host", "localhost"]
    own = ["--cert", certificates.client.cert, "--key", certificates.client.key]
    return trust + (own if cert else [])


def talk(program, port, *options, **how):
    """Runs a client to its end."""
    how = {"input": LINES} | how
    return subprocess.run([str(program), "client", "--connect", f"127.0.0.1:{port}",
                           *map(str, options or PSK)], capture_output=True, timeout=60, **how)


class SServer(Process):
    """OpenSSL's server; it shows what comes in and sends what it is told."""

    def __init__(self, *options):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        super().__init__("openssl", "s_server", "-dtls1_2", "-accept", f"127.0.0.1:{self.port}",
                         "-cipher", "ALL:@SECLEVEL=0", *options)
        self.expect("^ACCEPT")


@pytest.fixture
def s_server(cleanup):
    def make(*options):
        cleanup.append(SServer(*options))
        return cleanup[-1]
    return make


# --- with each other ---------------------------------------------------------------------------


def test_lines_come_back_as_they_are(engine, server, program):
    s = server("--engine", engine)
    done = talk(program, s.port, *PSK, "--engine", engine)
    assert done.returncode == 0, done.stderr
    assert done.stdout == LINES
    s.closed()
    counters = s.stop()
    assert counters["engine.opened"] == 4 + 2  # the lines; Finished, close_notify
    assert counters["engine.sealed"] >= 4


def test_certificates(engine, server, client, certificates):
    s = server("--engine", engine, credentials=of_server(certificates))
    assert "--anonymous-clients: anybody may come in" in s.expect("^event=warning .*$")[0]
    c = client(s.port, "--engine", engine, credentials=of_client(certificates))
    c.echo("hello")
    assert c.end() == 0
    seen = fields(c.err.decode())
    assert seen["subject"] == '"CN=server"' and seen["resumed"] == "no"
    assert seen["suite"].startswith("TLS-ECDHE-ECDSA-WITH-AES-")


def test_client_authentication(server, client, certificates):
    s = server(credentials=of_server(certificates, ca=True))
    client(s.port, credentials=of_client(certificates, cert=True)).echo("hello")
    assert s.established()["subject"] == '"CN=client"'
    stranger = client(s.port, credentials=of_client(certificates))
    assert stranger.wait() == 4
    assert "the peer refused" in stranger.sentences()[0]
    assert "certificate" in s.expect("^event=handshake_failed .*$")[0]


def test_both_kinds_of_credentials_at_once(server, client, certificates):
    s = server(credentials=PSK + of_server(certificates))
    client(s.port).echo("with a key")
    client(s.port, credentials=of_client(certificates)).echo("with a certificate")
    assert s.established(1)["identity"] == f'"{IDENTITY}"'
    assert "ECDSA" in s.established(2)["suite"]


def test_gateway_with_both_kinds_of_credentials(service, gateway, client, certificates):
    backend = service()
    g = gateway(backend.address, *of_server(certificates))
    client(g.port, credentials=of_client(certificates)).echo("with a certificate")
    client(g.port).echo("with a key")
    assert [data for data, _ in backend.requests] == [b"with a certificate\n", b"with a key\n"]


@pytest.mark.parametrize("kind", ["psk", "certificates"])
def test_resumption(kind, server, program, certificates, tmp_path):
    psk = kind == "psk"
    s = server(credentials=PSK if psk else of_server(certificates))
    file = tmp_path / "session"
    options = (PSK if psk else of_client(certificates)) + ["--resume", file]
    for count, resumed in enumerate(["no", "yes", "yes"], start=1):
        done = talk(program, s.port, *options)
        assert done.returncode == 0 and done.stdout == LINES, done.stderr
        assert fields(done.stderr.decode())["resumed"] == resumed
        assert s.established(count)["resumed"] == resumed
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["session"]


@pytest.mark.parametrize("options, resumed", [
    ([], "yes"), (["--resumption", "off"], "no"), (["--engine", "model"], "no"),
    (["--engine", "model", "--keys", "isolated"], "no"),
    (["--engine", "model", "--keys", "retained"], "yes")])
def test_the_server_resumes_if_keys_may_be_retained(options, resumed, server, program, tmp_path):
    s = server(*options)
    for _ in range(2):
        talk(program, s.port, *PSK, "--resume", tmp_path / "session")
    assert s.established(2)["resumed"] == resumed


def test_session_that_no_longer_counts(server, program, tmp_path):
    file = tmp_path / "session"
    for content in (None, b"", b"rubbish"):
        s = server("--resumption", "off") if content is None else server()
        if content is not None:
            file.write_bytes(content)
            file.chmod(0o600)
        done = talk(program, s.port, *PSK, "--resume", file)
        assert done.returncode == 0 and done.stdout == LINES, done.stderr
        assert fields(done.stderr.decode())["resumed"] == "no"


def test_isolated_keys_allow_no_session_file(server, program, tmp_path):
    s = server()
    for options in (["--engine", "model", "--keys", "isolated"], ["--engine", "model"]):
        done = talk(program, s.port, *PSK, "--resume", tmp_path / "session", *options)
        assert done.returncode == 2
        assert b"resumption keeps master secrets in the host's memory" in done.stderr
    done = talk(program, s.port, *PSK, "--resume", tmp_path / "session", "--engine", "model",
                "--keys", "retained")
    assert done.returncode == 0, done.stderr


def test_software_cannot_isolate_keys(run):
    done = run("client", "--connect", "127.0.0.1:9", *PSK, "--keys", "isolated")
    assert done.returncode == 2
    assert "engine 'soft' holds keys in this host's memory, which --keys isolated forbids" in \
        done.stderr


def test_session_file_that_cannot_be_written(server, program, tmp_path):
    done = talk(program, server().port, *PSK, "--resume", tmp_path / "none" / "session")
    assert done.returncode == 1 and done.stdout == LINES
    assert b"cannot write" in done.stderr and b"No such file or directory" in done.stderr


def test_names_and_addresses_of_both_families(server, client):
    for listen, target in (("127.0.0.1:0", "localhost"), ("[::1]:0", "[::1]"),
                           ("[::]:0", "127.0.0.1")):
        s = server(listen=listen)
        c = client(f"{target}:{s.port}")
        c.echo("hello")
        assert c.end() == 0


def test_identity_of_a_file_with_several(server, client, tmp_path):
    keys = tmp_path / "keys.psk"
    keys.touch(mode=0o600)
    keys.write_text(f"other:{'ff' * 16}\n{IDENTITY}:{KEY}\n")
    s = server()
    c = client(s.port, "--identity", IDENTITY, credentials=["--psk-file", keys])
    c.echo("hello")
    undecided = client(s.port, credentials=["--psk-file", keys])
    assert undecided.wait() == 2
    assert undecided.sentences() == [
        f"{keys} has 2 identities; say with --identity ID which one is ours"]


# --- with OpenSSL ------------------------------------------------------------------------------


def test_openssl_server_with_a_key(engine, s_server, client):
    s = s_server("-nocert", "-psk", KEY)
    c = client(s.port, "--engine", engine)
    c.say("from the client\n")
    s.expect("^from the client$")
    s.say("from the server\n")
    c.expect("^from the server$")
    assert c.end() == 0


def test_openssl_server_with_certificates(engine, s_server, client, certificates):
    s = s_server("-cert", certificates.server.cert, "-key", certificates.server.key, "-CAfile",
                 certificates.ca.cert, "-Verify", 1, "-verify_return_error")
    c = client(s.port, "--engine", engine, credentials=of_client(certificates, cert=True))
    c.say("from the client\n")
    s.expect("^from the client$")
    assert c.end() == 0


def test_openssl_client_with_certificates(engine, server, cleanup, certificates):
    s = server("--engine", engine, credentials=of_server(certificates, ca=True))
    c = Process("openssl", "s_client", "-dtls1_2", "-connect", f"127.0.0.1:{s.port}", "-cipher",
                "ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0", "-CAfile", certificates.ca.cert, "-cert",
                certificates.client.cert, "-key", certificates.client.key, "-verify_hostname",
                "localhost", "-verify_return_error")
    cleanup.append(c)
    c.say("hello\n")
    c.expect("^hello$")
    assert s.established()["subject"] == '"CN=client"'


# --- who is refused ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bad(certificates, tmp_path_factory):
    """Servers' certificates that are no good, by what is wrong with them."""
    other = Authority(tmp_path_factory.mktemp("other"), "other-ca")
    expired = certificates.ca.issue("expired", names=SERVER_NAMES, days=0)
    wait_until(lambda: subprocess.run(["openssl", "x509", "-noout", "-checkend", "-1", "-in",
                                       expired.cert], capture_output=True).returncode, "its end")
    return {"expired": expired,
            "name": certificates.ca.issue("elsewhere", names="DNS:elsewhere.example"),
            "ca": other.issue("stranger", names=SERVER_NAMES)}


@pytest.mark.parametrize("what, sentence", [
    ("expired", r"the certificate expired on \d{4}-\d\d-\d\d"),
    ("name", r"the certificate is not for 'localhost'"),
    ("ca", r"the certificate is not signed by a CA that is trusted here")])
def test_certificate_of_the_server(what, sentence, bad, s_server, client, certificates):
    s = s_server("-cert", bad[what].cert, "-key", bad[what].key)
    c = client(s.port, credentials=of_client(certificates))
    assert c.wait() == 5
    assert re.fullmatch(rf"127\.0\.0\.1:\d+: {sentence}", c.sentences()[0]), c
    assert b"established" not in c.err


def test_certificate_of_a_client(bad, server, client, certificates):
    s = server(credentials=of_server(certificates, ca=True))
    stranger = bad["ca"]
    c = client(s.port, credentials=of_client(certificates) +
               ["--cert", stranger.cert, "--key", stranger.key])
    assert c.wait() == 4
    assert 'subject="CN=stranger"' in s.closed()
    assert 'why="the certificate is not signed by a CA' in s.closed()


@pytest.mark.parametrize("key, identity, sentence", [
    ("ff" * 16, IDENTITY, "most likely it has another key"), (KEY, "nobody", "unknown PSK identity")])
def test_wrong_key(key, identity, sentence, server, client):
    c = client(server().port, credentials=["--psk", f"{identity}:{key}"])
    assert c.wait() == 4
    assert sentence in c.sentences()[0]


def test_wrong_key_that_the_server_keeps_silent_about(s_server, client):
    s = s_server("-nocert", "-psk", "ff" * 16)
    c = client(s.port, "--timeout", 3)
    assert c.wait() == 4
    assert c.sentences() == [f"127.0.0.1:{s.port}: the server answered, but fell silent during the "
                             "handshake, most likely because it has another key"]


def test_nobody_is_there(client, service):
    nobody = service()
    nobody.close()
    c = client(nobody.port)
    assert c.wait() == 3
    assert c.sentences() == [f"127.0.0.1:{nobody.port}: Connection refused"]


def test_nobody_answers(client, cleanup):
    silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    cleanup.append(silent)
    silent.bind(("127.0.0.1", 0))
    c = client(silent.getsockname()[1], "--timeout", 1)
    assert c.wait() == 3
    assert c.sentences()[0].endswith(": no answer within 1 s")


def test_no_such_host(client):
    c = client("no.such.host.invalid:5684")
    assert c.wait() == 1
    assert c.sentences()[0].startswith("cannot find no.such.host.invalid: ")


def damaged(what, certificates, directory):
    """The files of a server with something wrong, and the one that is to be named."""
    cert, key = certificates.server.cert, certificates.server.key
    made = directory / "made"
    if what == "truncated":
        made.write_text(cert.read_text()[:300])
        return made, key, made
    if what == "not PEM":
        made.write_text("no certificate\n")
        return made, key, made
    if what == "missing":
        return made, key, made
    if what == "key truncated":
        made.write_text(key.read_text()[:100])
        return cert, made, made
    if what == "too long":
        made.write_bytes(bytes((1 << 20) + 1))
        return cert, made, made
    return cert, certificates.client.key, certificates.client.key


@pytest.mark.parametrize("what, sentence", [
    ("truncated", "certificate cannot be read"), ("not PEM", "certificate cannot be read"),
    ("missing", "No such file or directory"), ("key truncated", "key cannot be read"),
    ("too long", "is longer than 1 MiB"), ("mismatch", "key does not match the certificate")])
@pytest.mark.parametrize("command", ["gateway", "server", "client"])
def test_files_that_are_no_good(command, what, sentence, run, certificates, tmp_path):
    cert, key, named = damaged(what, certificates, tmp_path)
    where = {"gateway": ["--listen", "127.0.0.1:0", "--backend", "127.0.0.1:9"],
             "server": ["--listen", "127.0.0.1:0"], "client": ["--connect", "127.0.0.1:9"]}[command]
    done = run(command, *where, "--ca", certificates.ca.cert, "--cert", cert, "--key", key)
    assert done.returncode == 1
    said = [l for l in done.stderr.splitlines() if "warning" not in l]
    assert len(said) == 1 and str(named) in said[0] and sentence in said[0], done.stderr


def test_own_certificate_that_has_expired(run, bad):
    done = run("server", "--listen", "127.0.0.1:0", "--anonymous-clients", "--cert",
               bad["expired"].cert, "--key", bad["expired"].key)
    assert done.returncode == 1
    assert re.search(rf"{bad['expired'].cert}: certificate expired on \d{{4}}-\d\d-\d\d", done.stderr)


def test_key_that_others_may_read(server, certificates, tmp_path):
    key = tmp_path / "open.key"
    key.write_bytes(certificates.server.key.read_bytes())
    key.chmod(0o644)
    s = server(credentials=["--anonymous-clients", "--cert", certificates.server.cert, "--key",
                            key])
    assert f"{key}: warning: other users may read it; chmod o= {key}" in s.err.decode()


# --- standard input and output -----------------------------------------------------------------


@pytest.mark.parametrize("engine, length", [("model", 1921), ("soft", 16385), ("soft", 1 << 20)])
def test_line_that_fits_no_record(engine, length, server, program):
    s = server()
    text = b"before\n" + bytes(length - 1) + b"\nafter\n"
    done = talk(program, s.port, *PSK, "--engine", engine, input=text)
    assert done.returncode == 1  # not all was sent
    assert done.stdout == b"before\nafter\n"
    assert f"line 2 is not sent: its {length} bytes do not fit into one record" in \
        done.stderr.decode()


def test_longest_line(server, program):
    line = b"x" * 16383 + b"\n"
    done = talk(program, server().port, input=line)
    assert done.returncode == 0 and done.stdout == line


def test_input_from_a_file(server, program, tmp_path):
    # As many as any host's socket takes at once: nobody paces them, and UDP may drop the rest.
    text = b"".join(b"line %d\n" % i for i in range(100))
    file = tmp_path / "input"
    file.write_bytes(text)
    with open(file, "rb") as f:
        done = talk(program, server().port, stdin=f, input=None)
    assert done.returncode == 0 and done.stdout == text


@pytest.mark.parametrize("stdin", ["/dev/null", "closed"])
def test_no_input(stdin, server, program):
    words = [str(program), "client", "--connect", f"127.0.0.1:{server().port}", *PSK]
    redirect = "<&-" if stdin == "closed" else f"<{stdin}"
    done = subprocess.run(["bash", "-c", f'"$@" {redirect}', "-", *words], capture_output=True,
                          timeout=60)
    assert done.returncode == 0, done.stderr
    assert b"event=established" in done.stderr


def test_streams_are_left_as_they_were(server, program):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        c = subprocess.Popen([str(program), "client", "--connect", f"127.0.0.1:{server().port}",
                              *PSK], stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL)
        try:
            ours.sendall(b"hello\n")
            assert ours.recv(100) == b"hello\n"
            assert os.get_blocking(theirs.fileno())
            ours.shutdown(socket.SHUT_WR)
            assert c.wait(60) == 0
        finally:
            c.kill()
            c.wait()


def test_end_of_input_leaves_time_for_answers(s_server, client):
    s = s_server("-nocert", "-psk", KEY)
    c = client(s.port, "--linger", 86400)
    c.say("the last words\n")
    c.hang_up()
    s.expect("^the last words$")
    s.say("an answer\n")
    c.expect("^an answer$")
    c.signal(signal.SIGINT)
    assert c.wait() == 128 + signal.SIGINT


def test_silence_after_the_end_of_input(s_server, client):
    s = s_server("-nocert", "-psk", KEY)
    c = client(s.port, "--linger", 0)
    c.say("the last words\n")
    assert c.end() == 0
    s.expect("^the last words$")
    s.expect("^DONE|^shutdown|^CONNECTION CLOSED|^ACCEPT", 2)


def test_the_server_says_goodbye(engine, server, client):
    s = server("--engine", engine)
    c = client(s.port)
    c.echo("hello")
    s.stop()
    assert c.wait() == 0  # though its input has not ended
    assert 'reason="closed by the peer"' in c.err.decode()


def test_the_server_is_gone(server, client):
    s = server()
    c = client(s.port)
    c.echo("hello")
    s.kill()
    c.say("nobody hears this\n")
    c.expect("nobody seems to listen there any more")
    c.say("nor this\n")
    assert c.end() == 1
    assert c.sentences() == [
        f"127.0.0.1:{s.port}: Connection refused: nobody seems to listen there any more"]
    assert 'reason="closed by this side"' in c.err.decode()  # not by the network, which may lie


def test_the_network_was_wrong(server, client, wire):
    s = server()
    line = wire(s.port)
    c = client(line.port)
    c.echo("hello")
    line.close()
    c.say("nobody hears this\n")
    c.expect("nobody seems to listen there any more")
    wire(s.port, ports=line.ports)
    c.echo("but this")
    assert c.end() == 0


def test_the_server_closes_before_all_is_sent(server, client):
    s = server()
    c = client(s.port)
    c.echo("hello")
    c.say("no end of the line")
    s.stop()
    assert c.wait() == 1
    assert c.sentences() == [f"127.0.0.1:{s.port}: the server closed before line 2 was sent"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal(number, engine, server, client):
    s = server()
    c = client(s.port, "--engine", engine)
    c.echo("hello")
    c.signal(number)
    assert c.wait() == 128 + number
    assert 'reason="closed by the peer"' in s.closed()


def test_output_that_cannot_be_written(server, program):
    s = server()
    with open("/dev/full", "w") as full:
        done = subprocess.run([str(program), "client", "--connect", f"127.0.0.1:{s.port}", *PSK],
                              input=b"hello\n", stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 1
    assert b"cannot write standard output: No space left on device" in done.stderr
    assert 'reason="closed by the peer"' in s.closed()


def test_reader_that_has_gone(server, program):
    c = subprocess.Popen([str(program), "client", "--connect", f"127.0.0.1:{server().port}", *PSK],
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    c.stdout.close()
    c.stdin.write(b"hello\n")
    c.stdin.flush()
    try:
        assert c.wait(60) == 1
        assert b"cannot write standard output: Broken pipe" in c.stderr.read()
    finally:
        c.kill()
        c.wait()


def test_reader_that_never_reads(server, program):
    s = server()
    with subprocess.Popen([str(program), "client", "--connect", f"127.0.0.1:{s.port}", *PSK],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as c:
        os.set_blocking(c.stdin.fileno(), False)
        while select.select([], [c.stdin], [], 1)[1]:  # until it does not read any more either
            os.write(c.stdin.fileno(), b"x" * 999 + b"\n")
        c.send_signal(signal.SIGINT)  # it is not stuck in a write
        assert c.wait(60) == 130  # its goodbye, behind a thousand records, may be lost
