# SPDX-License-Identifier: Apache-2.0
"""The gateway and what is around it: clients, a UDP service, and a wire that records."""

import re
import signal
import socket
import struct
import threading

from process import Process, wait_until

IDENTITY = "client1"
KEY = "0102030405060708090a0b0c0d0e0f10"
PSK = ["--psk", f"{IDENTITY}:{KEY}"]

# OpenSSL's names, GnuTLS's names
SUITES = {
    "PSK-AES128-CCM8": "AES-128-CCM-8",
    "PSK-AES128-CCM": "AES-128-CCM",
    "PSK-AES256-CCM8": "AES-256-CCM-8",
    "PSK-AES256-CCM": "AES-256-CCM",
}


def address(host, port):
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def fields(line):
    """The names and values of a line of the log."""
    return dict(re.findall(r'(\w+)=("[^"]*"|\S+)', line))


class Serving(Process):
    """A command that serves clients, on a free port or wherever `listen` says."""

    def __init__(self, program, command, *options, listen="127.0.0.1:0"):
        super().__init__(program, command, "--listen", listen, *options)
        self.port = int(self.expect(r"event=listening address=\S+:(\d+) ")[1])

    def established(self, count=1):
        """The fields of the count-th line about an established association."""
        return fields(self.expect(r"^event=established .*$", count)[0])

    def closed(self, count=1):
        return self.expect(r"^event=(?:closed|handshake_failed) .*$", count)[0]

    def close(self):
        """Every test ends with a clean end of the gateway, whatever it was about."""
        if self.popen.returncode is None:
            self.stop()
        self.kill()

    def stop(self, number=signal.SIGTERM):
        """Ends it and returns its counters; those that are 0 are left out."""
        self.signal(number)
        assert self.wait() == 0, str(self)
        return self.counters()


class Gateway(Serving):
    """`dtlane gateway`."""

    def __init__(self, program, backend, *options, listen="127.0.0.1:0", psk_file=None):
        keys = ["--psk-file", psk_file] if psk_file else PSK
        super().__init__(program, "gateway", "--backend", backend, *keys, *options, listen=listen)


class Server(Serving):
    """`dtlane server`; it knows the one key, or what `credentials` say instead."""

    def __init__(self, program, *options, credentials=None, **where):
        super().__init__(program, "server", *(credentials or PSK), *options, **where)


class Client(Process):
    """`dtlane client` at a port of this machine, or at the address that `target` is."""

    def __init__(self, program, target, *options, credentials=None):
        where = target if ":" in str(target) else f"127.0.0.1:{target}"
        super().__init__(program, "client", "--connect", where, *(credentials or PSK), *options)

    def end(self):
        """Ends its input and waits for its end. Returns the exit status."""
        self.hang_up()
        return self.wait()

    def sentences(self):
        """What it says to people."""
        return [line.removeprefix("dtlane client: ") for line in self.err.decode().splitlines()
                if line.startswith("dtlane client: ") and "warning: other users" not in line]


class Sim(Process):
    """`dtlane-sim` at a path."""

    def __init__(self, program, path, *options):
        super().__init__(program, "--listen", path, *options)
        self.expect("^event=listening ")

    def stop(self, number=signal.SIGTERM):
        """Ends it and returns its counters."""
        self.signal(number)
        assert self.wait() == 0, str(self)
        return self.counters()


class Openssl(Process):
    """OpenSSL's client. SECLEVEL=0, because newer versions take CCM_8 at no other level."""

    def __init__(self, port, host="127.0.0.1", suite="PSK-AES128-CCM8", identity=IDENTITY, key=KEY):
        super().__init__(
            "openssl", "s_client", "-dtls1_2", "-connect", address(host, port), "-cipher",
            f"{suite}:@SECLEVEL=0", "-psk", key, "-psk_identity", identity)


class Gnutls(Process):
    """GnuTLS's client."""

    def __init__(self, port, suite="PSK-AES128-CCM8"):
        super().__init__(
            "gnutls-cli", "--udp", "-p", port, "127.0.0.1", "--pskusername", IDENTITY, "--pskkey",
            KEY, "--priority", f"NONE:+VERS-DTLS1.2:+PSK:+{SUITES[suite]}:+AEAD:+COMP-NULL:"
            "+SIGN-ALL:+GROUP-ALL:+CTYPE-ALL")


class Service:
    """A UDP service. It answers with what `answer(data)` returns, the same data by default."""

    def __init__(self, host="127.0.0.1", port=0, answer=lambda data: data):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        self.socket.bind((host, port))
        self.socket.settimeout(0.1)
        self.port = self.socket.getsockname()[1]
        self.address = address(host, self.port)
        self.answer = answer
        self.requests = []  # (data, peer)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while not self._stop.is_set():
            try:
                data, peer = self.socket.recvfrom(65535)
            except TimeoutError:
                continue
            self.requests.append((data, peer))
            self.socket.sendto(self.answer(data), peer)

    def close(self):
        self._stop.set()
        self._thread.join()
        self.socket.close()


class Wire:
    """A UDP relay between one client and the gateway that records what comes. Of the client's
    datagrams it passes on the first `passes`, all by default. `ports` are those of one that was
    closed, in whose place it comes."""

    def __init__(self, port, passes=None, ports=(0, 0)):
        self.passes = passes
        self.client_side = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.client_side.bind(("127.0.0.1", ports[0]))
        self.gateway_side = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.gateway_side.bind(("127.0.0.1", ports[1]))
        self.gateway_side.connect(("127.0.0.1", port))
        self.port = self.client_side.getsockname()[1]
        self.ports = self.port, self.gateway_side.getsockname()[1]
        self.gateway_port = port
        self.client = None
        self.packets = []  # (True: from the client, data)
        self._lock = threading.Lock()  # an answer is recorded after its question
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=t, daemon=True) for t in (self._up, self._down)]
        for thread in self._threads:
            thread.start()

    def _up(self):
        self.client_side.settimeout(0.1)
        while not self._stop.is_set():
            try:
                data, self.client = self.client_side.recvfrom(65535)
            except TimeoutError:
                continue
            with self._lock:
                if self.passes is None or len(self.sent(True)) < self.passes:
                    self.gateway_side.send(data)
                self.packets.append((True, data))

    def _down(self):
        self.gateway_side.settimeout(0.1)
        while not self._stop.is_set():
            try:
                data = self.gateway_side.recv(65535)
            except (TimeoutError, ConnectionRefusedError):  # the gateway may end before us
                continue
            with self._lock:
                self.packets.append((False, data))
                self.client_side.sendto(data, self.client)

    def sent(self, from_client):
        return [data for whence, data in self.packets if whence == from_client]

    def wait_for(self, from_client, count):
        wait_until(lambda: len(self.sent(from_client)) >= count, f"{count} datagrams on the wire")

    def close(self):
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self.client_side.close()
        self.gateway_side.close()

    def write_pcap(self, path):
        """As a capture of raw IPv4 packets (link type 101)."""
        with open(path, "wb") as f:
            f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
            for number, (from_client, data) in enumerate(self.packets):
                ends = (40000, self.gateway_port) if from_client else (self.gateway_port, 40000)
                packet = _ipv4_udp(*ends, data)
                f.write(struct.pack("<IIII", 0, number, len(packet), len(packet)) + packet)


def _ipv4_udp(source, destination, data):
    udp = struct.pack(">HHHH", source, destination, 8 + len(data), 0) + data
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, socket.IPPROTO_UDP, 0,
                     bytes([127, 0, 0, 1]), bytes([127, 0, 0, 1]))
    return ip + udp
