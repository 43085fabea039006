# SPDX-License-Identifier: Apache-2.0
"""The interop matrix: what a cell is, and which cells there are."""

import itertools
import zlib
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Suite:
    """A cipher suite by everybody's name for it."""
    code: str
    openssl: str
    gnutls: str
    ours: str
    psk: bool

    @property
    def wolfssl(self):
        return self.openssl.replace("CCM8", "CCM-8")

    def __str__(self):
        return self.openssl


def _suite(code, key, bits, short):
    name = {"PSK": "PSK", "ECDSA": "ECDHE-ECDSA"}[key]
    return Suite(code, f"{name}-AES{bits}-CCM{'8' if short else ''}",
                 f"AES-{bits}-CCM{'-8' if short else ''}",
                 f"TLS-{name}-WITH-AES-{bits}-CCM{'-8' if short else ''}", key == "PSK")


SUITES = [
    _suite("C0A4", "PSK", 128, False), _suite("C0A5", "PSK", 256, False),
    _suite("C0A8", "PSK", 128, True), _suite("C0A9", "PSK", 256, True),
    _suite("C0AC", "ECDSA", 128, False), _suite("C0AD", "ECDSA", 256, False),
    _suite("C0AE", "ECDSA", 128, True), _suite("C0AF", "ECDSA", 256, True),
]
PEERS = ["openssl client", "openssl server", "gnutls client", "gnutls server", "wolfssl client",
         "wolfssl server", "coap-openssl client", "coap-gnutls client"]
MODES = ["full", "id", "ticket"]  # a full handshake; one resumed by session id; by ticket
ENGINES = ["soft", "model"]
LOSSES = [0, 10, 30]  # percent of datagrams, each way


@dataclass(frozen=True)
class Cell:
    """One trial of the matrix. `peer` says whose program it is and which role it has."""
    peer: str
    suite: Suite
    mode: str
    engine: str
    loss: int

    @property
    def program(self):
        return self.peer.split()[0]

    @property
    def peer_is_client(self):
        return self.peer.endswith("client")

    @property
    def resumed(self):
        return self.mode != "full"

    def __str__(self):
        return f"{self.peer.replace(' ', '-')}.{self.suite}.{self.mode}.{self.engine}.loss{self.loss}"


    def seed(self, attempt=1):
        """Of the losses and the payload; so every cell has its own."""
        return zlib.crc32(f"{self} {attempt}".encode())

    @property
    def values(self):
        return tuple(getattr(self, field.name) for field in fields(self))


# Suites that a program does not offer. tests/interop/test_matrix.py asks the programs, both ways.
LACKS = {"wolfssl": {"C0A4", "C0A5", "C0A8", "C0A9", "C0AD"}}
# libcoap offers every suite and can't be told which; the first of ours that it has is taken.
COAP_GETS = {"C0A4", "C0AC"}

CANNOT = {
    "a": "Debian's wolfSSL is built without this suite",
    "b": "libcoap's client can't be told which suite to offer, and this is not the one that we choose",
    "c": "libcoap's client keeps no session between its runs",
    "d": "wolfSSL 5.5 does not repeat its last flight when that is lost (5.7 does)",
    "e": "mbedTLS 2.28, which we do handshakes with, changes the session id between the two ClientHellos "
         "of a resumption by ticket (3.6 does not), and wolfSSL's cookie covers the id",
}


def cannot(cell):
    """Why this cell can't be, a key of CANNOT, or None."""
    if cell.suite.code in LACKS.get(cell.program, ()):
        return "a"
    if cell.program.startswith("coap"):
        if cell.suite.code not in COAP_GETS:
            return "b"
        if cell.resumed:
            return "c"
    if cell.program == "wolfssl" and cell.loss and cell.peer_is_client == cell.resumed:
        return "d"
    if cell.peer == "wolfssl server" and cell.mode == "ticket":
        return "e"
    return None


def product():
    return [Cell(*values) for values in itertools.product(PEERS, SUITES, MODES, ENGINES, LOSSES)]


def feasible():
    return [cell for cell in product() if not cannot(cell)]


# Beside the matrix: the small device with each peer and each suite once.
SMALL = [Cell(peer, SUITES[suite], mode, "model:small", 0) for peer, suite, mode in [
    ("openssl client", 3, "id"), ("openssl server", 5, "ticket"), ("gnutls client", 1, "ticket"),
    ("gnutls server", 2, "full"), ("wolfssl client", 6, "id"), ("wolfssl server", 7, "full"),
    ("coap-openssl client", 0, "full"), ("coap-gnutls client", 4, "full")]]
