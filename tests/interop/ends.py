# SPDX-License-Identifier: Apache-2.0
"""Both ends of a cell of the matrix: the peers' programs and ours, as clients and as servers.

`bench` is what a trial works with: its cell, a directory of its own, the certificates."""

import itertools
import pathlib
import re
import socket
import threading

from peers import IDENTITY, KEY
from process import Process, wait_until

MARK = "#"  # starts every line of payload: no program takes such a line for a command
LOOPBACK = "127.0.0.1"
MTU = 1400  # GnuTLS: else it refuses 1200 bytes of payload

# --- clients: what to run, what it says when connected, what it says when it has resumed -------------


class OpensslClient:
    runs_to_resume = 2
    connected = "Verify return code"
    resumed = "^Reused, TLSv1.2"

    @staticmethod
    def command(bench, port):
        """-nbio: else it waits in one read for a record that never comes, and hears nobody."""
        cell, session = bench.cell, bench.directory / "session"
        yield from ("openssl", "s_client", "-nbio", "-dtls1_2", "-connect", f"{LOOPBACK}:{port}", "-cipher",
                    f"{cell.suite.openssl}:@SECLEVEL=0", "-sess_out", session)
        if cell.suite.psk:
            yield from ("-psk", KEY, "-psk_identity", IDENTITY)
        else:
            yield from ("-CAfile", bench.certificates.ca.cert, "-verify_return_error",
                        "-verify_hostname", "localhost", "-groups", "P-256")
        if cell.mode == "id":
            yield "-no_ticket"
        if session.exists():
            yield from ("-sess_in", session)


def gnutls_priority(cell):
    """Tickets are turned off here because some versions send them in spite of --noticket."""
    key = "PSK" if cell.suite.psk else "ECDHE-ECDSA"
    return (f"NONE:+VERS-DTLS1.2:+{key}:+{cell.suite.gnutls}:+AEAD:+COMP-NULL:+SIGN-ALL"
            f":+GROUP-SECP256R1:+CTYPE-ALL{':%NO_TICKETS' if cell.mode == 'id' else ''}")


class GnutlsClient:
    runs_to_resume = 1
    connected = "Simple Client Mode"
    resumed = "This is a resumed session"

    @staticmethod
    def command(bench, port):
        cell = bench.cell
        yield from ("gnutls-cli", "--udp", "--mtu", MTU, "-p", port, LOOPBACK, "--priority",
                    gnutls_priority(cell))
        if cell.suite.psk:
            yield from ("--pskusername", IDENTITY, "--pskkey", KEY)
        else:
            yield from ("--x509cafile", bench.certificates.ca.cert, "--verify-hostname", "localhost")
        if cell.resumed:
            yield "--resume"


class WolfsslClient:
    runs_to_resume = 1
    connected = "^connected"
    resumed = "^established .* resumed=1"

    @staticmethod
    def command(bench, port):
        return (bench.wolfpeer, "client", port, bench.cell.suite.wolfssl, bench.certificates.ca.cert,
                bench.cell.mode)


class OurClient:
    runs_to_resume = 2
    connected = "^event=established"
    resumed = "^event=established .* resumed=yes"

    @staticmethod
    def command(bench, port):
        yield from (bench.program, "client", "--connect", f"{LOOPBACK}:{port}", "--engine",
                    bench.cell.engine, "--timeout", bench.patience, "--linger", 0)
        if bench.cell.suite.psk:
            yield from ("--psk", f"{IDENTITY}:{KEY}")
        else:
            yield from ("--ca", bench.certificates.ca.cert, "--host", "localhost")
        if bench.cell.resumed:
            yield from ("--keys", "retained", "--resume", bench.directory / "session")


def connect(bench, kind, port):
    """A client that is connected; if the cell is about resumption, by a resumed handshake."""
    runs = kind.runs_to_resume if bench.cell.resumed else 1
    for run in range(1, runs + 1):
        client = bench.keep(Process(*kind.command(bench, port)))
        client.expect(kind.connected, patience=bench.patience)
        if run < runs:
            client.hang_up()
            client.wait()
    text = (client.out + client.err).decode()
    assert bool(re.search(kind.resumed, text, re.MULTILINE)) == bench.cell.resumed, \
        f"a {'full' if bench.cell.resumed else 'resumed'} handshake: {client}"
    return client


# --- servers: what to run, what it says when a client has resumed ------------------------------------


class OpensslServer:
    resumed = "^Reused session-id"

    @staticmethod
    def command(bench, port):
        cell = bench.cell
        yield from ("openssl", "s_server", "-dtls1_2", "-4", "-accept", port, "-cipher",
                    f"{cell.suite.openssl}:@SECLEVEL=0")
        if cell.suite.psk:
            yield from ("-nocert", "-psk", KEY)
        else:
            yield from ("-cert", bench.certificates.server.cert, "-key",
                        bench.certificates.server.key, "-named_curve", "P-256")
        if cell.mode == "id":
            yield "-no_ticket"

    @staticmethod
    def echo(process, stopped):
        """s_server shows what it gets and sends what it is told. So we tell it."""
        said = 0
        while not stopped.wait(0.01):
            lines = re.findall(rb"^#.*\n", process.out, re.MULTILINE)
            for line in lines[said:]:
                process.say(line.decode())
            said = len(lines)


class GnutlsServer:
    resumed = None  # it does not say
    echo = None

    @staticmethod
    def command(bench, port):
        cell = bench.cell
        yield from ("gnutls-serv", "--udp", "--mtu", MTU, "--echo", "-p", port, "--priority",
                    gnutls_priority(cell))
        if cell.suite.psk:
            keys = bench.directory / "psk.txt"
            keys.write_text(f"{IDENTITY}:{KEY}\n")
            yield from ("--pskpasswd", keys)
        else:
            yield from ("--x509certfile", bench.certificates.server.cert, "--x509keyfile",
                        bench.certificates.server.key, "--disable-client-cert")


class WolfsslServer:
    resumed = "^established .* resumed=1"
    echo = None

    @staticmethod
    def command(bench, port):
        made = bench.certificates.server
        return (bench.wolfpeer, "server", port, bench.cell.suite.wolfssl, made.cert, made.key,
                bench.cell.mode)


class CoapServer:
    """A CoAP server without DTLS, which answers a PUT with what was put."""
    echo = None

    @staticmethod
    def command(bench, port):
        return ("coap-server-notls", "-A", LOOPBACK, "-p", port, "-e", "-d", 1)


_ports = itertools.count(20000)  # below those that the system gives out
_ports_lock = threading.Lock()


def free_port():
    """For servers that can't choose a free port themselves."""
    with _ports_lock:
        for port in _ports:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
                try:
                    s.bind(("", port))
                    return port
                except OSError:
                    pass


def listen(bench, kind):
    """A server that listens and echoes, and its port."""
    port = free_port()
    server = bench.keep(Process(*kind.command(bench, port)))
    files = [pathlib.Path("/proc/net/udp"), pathlib.Path("/proc/net/udp6")]
    wait_until(lambda: any(f":{port:04X} " in f.read_text() for f in files), f"{kind} to listen")
    if kind.echo:
        stopped = threading.Event()
        threading.Thread(target=kind.echo, args=(server, stopped), daemon=True).start()
        bench.at_end(stopped.set)
    return server, port
