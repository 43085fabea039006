# SPDX-License-Identifier: Apache-2.0
"""Tries one cell of the matrix."""

import random
import string

import ends
from peers import Gateway, IDENTITY, KEY, Service, fields
from process import Process, wait_until
from proxy import Fate, Proxy

CLIENTS = {"openssl": ends.OpensslClient, "gnutls": ends.GnutlsClient, "wolfssl": ends.WolfsslClient}
SERVERS = {"openssl": ends.OpensslServer, "gnutls": ends.GnutlsServer, "wolfssl": ends.WolfsslServer}
ATTEMPTS = 3
PAYLOAD_SIZES = (2, 64, 1200)
PAYLOAD_SIZES_LOSSY = (2, 64, 250)  # gnutls-serv makes a record of every 256 bytes; all must arrive
NEW_SESSION_TICKET = 4
CHARACTERS = string.ascii_letters + string.digits + string.punctuation


class Bench:
    """What a trial works with, and what it has to clean up."""

    def __init__(self, cell, directory, program, wolfpeer, certificates, attempt=1, fate=None):
        self.cell, self.directory, self.certificates = cell, directory, certificates
        self.program, self.wolfpeer, self.seed = program, wolfpeer, cell.seed(attempt)
        self.fate = fate or Fate(self.seed, cell.loss / 100)
        # A flight that is lost again and again is repeated 1, 3, 7, 15 and 31 s later.
        self.patience = 45 if cell.loss else 30
        self._ends = []
        self._kept = []

    def keep(self, thing):
        self._kept.append(thing)
        return thing

    def at_end(self, call):
        self._ends.append(call)

    def close(self):
        """Ends everything and leaves in the directory what it said."""
        for call in self._ends:
            call()
        for thing in reversed(self._kept):
            thing.close()
        said = [str(thing) for thing in self._kept]
        (self.directory / "log.txt").write_text("\n\n".join(said) + "\n")


def lines_for(bench):
    """Payload: a line of each size, of characters that show any that is lost or changed."""
    rng = random.Random(bench.seed)
    sizes = PAYLOAD_SIZES_LOSSY if bench.cell.loss else PAYLOAD_SIZES
    return [ends.MARK + "".join(rng.choices(CHARACTERS, k=size - 1)) for size in sizes]


def converse(bench, client):
    """Says each line until it has come back: DTLS does not repeat records that are lost."""
    lines = lines_for(bench)
    for line in lines:
        for _ in range(bench.patience):
            client.say(line + "\n")
            try:
                wait_until(lambda: f"\n{line}\n".encode() in b"\n" + client.out, "the echo", 1)
                break
            except AssertionError:
                assert client.popen.poll() is None, f"it ended before the echo: {client}"
        else:
            raise AssertionError(f"no echo of {line[:40]}: {client}")
    return lines


def proxy_to(bench, port):
    """The line between the ends. Of a resumed handshake's cell, the full one before has a good line."""
    return bench.keep(Proxy(port, bench.fate, spared=1 if bench.cell.resumed else 0))


def gateway_for(bench, backend):
    options = ["--engine", bench.cell.engine]
    if not bench.cell.suite.psk:
        made = bench.certificates.server
        options += ["--cert", made.cert, "--key", made.key, "--anonymous-clients"]
    if bench.cell.resumed:
        options += ["--keys", "retained", "--resumption", "on"]
    return bench.keep(Gateway(bench.program, backend, *options))


def check_ticket(bench, proxy):
    """A ticket is given where the cell is about one, and only there if it is about ids."""
    given = any(f"0:22/{NEW_SESSION_TICKET}" in line for line in proxy.log)
    assert not bench.cell.resumed or given == (bench.cell.mode == "ticket"), str(proxy)


def check_established(line, cell):
    """`line`: the fields of our own log's line."""
    assert line["suite"] == cell.suite.ours, line
    assert line["engine"] == cell.engine.partition(":")[0], line
    assert line.get("resumed", "no") == ("yes" if cell.resumed else "no"), line


def try_their_client(bench):
    service = bench.keep(Service())
    gateway = gateway_for(bench, service.address)
    proxy = proxy_to(bench, gateway.port)
    client = ends.connect(bench, CLIENTS[bench.cell.program], proxy.port)
    lines = converse(bench, client)
    check_established(gateway.established(2 if bench.cell.resumed else 1), bench.cell)
    check_ticket(bench, proxy)
    said = b"".join(data for data, _ in service.requests).decode()  # a record may hold two lines
    assert set(said.splitlines()) == set(lines)


def try_their_server(bench):
    kind = SERVERS[bench.cell.program]
    server, port = ends.listen(bench, kind)
    proxy = proxy_to(bench, port)
    client = ends.connect(bench, ends.OurClient, proxy.port)
    converse(bench, client)
    check_established(fields(client.expect("^event=established .*$")[0]), bench.cell)
    check_ticket(bench, proxy)
    if kind.resumed and bench.cell.resumed:
        server.expect(kind.resumed)


def coap_put(bench, port, put, got):
    """libcoap's client gives up after a few repeats, so it may have to be asked again."""
    credentials = ["-u", IDENTITY, "-k", bytes.fromhex(KEY)]
    if not bench.cell.suite.psk:
        credentials = ["-R", bench.certificates.ca.cert]
    command = [bench.cell.program.replace("coap", "coap-client"), "-m", "put", "-f", put, "-o", got,
               *credentials, f"coaps://{ends.LOOPBACK}:{port}/example_data"]
    for _ in range(10 if bench.cell.loss else 1):
        client = bench.keep(Process(*command))
        assert client.wait(bench.patience) == 0, str(client)
        if got.exists():
            return
    raise AssertionError(f"no answer: {client}")


def try_coap(bench):
    """A PUT, whose answer is what was put."""
    server, port = ends.listen(bench, ends.CoapServer)
    gateway = gateway_for(bench, f"{ends.LOOPBACK}:{port}")
    put, got = bench.directory / "put", bench.directory / "got"
    put.write_text("".join(lines_for(bench))[:1000])
    coap_put(bench, proxy_to(bench, gateway.port).port, put, got)
    assert got.read_bytes() == put.read_bytes()
    check_established(gateway.established(), bench.cell)


def try_once(bench):
    """Raises if the cell does not work. Cleans up and logs in any case."""
    try:
        if bench.cell.program.startswith("coap"):
            try_coap(bench)
        elif bench.cell.peer_is_client:
            try_their_client(bench)
        else:
            try_their_server(bench)
    finally:
        bench.close()


def try_cell(cell, directory, *tools):
    """Returns how many attempts it took. Only where datagrams are lost there is more than one: a
    handshake may lose all repeats that its ends have the patience for."""
    for attempt in range(1, ATTEMPTS + 1):
        at = directory / f"{cell}.{attempt}"
        at.mkdir(parents=True)
        try:
            try_once(Bench(cell, at, *tools, attempt=attempt))
            return attempt
        except Exception as e:
            e.add_note(f"seed {cell.seed(attempt)}; what everybody said: {at}/log.txt")
            if not cell.loss or attempt == ATTEMPTS:
                raise


def too_much_bad_luck(attempts):
    """`attempts` that each cell took. One in ten may need a second where datagrams are lost; three in a
    hundred do. Whether a given flight is repeated is asked in test_last_flight.py."""
    again = [cell for cell, count in attempts.items() if count != 1]
    return len(again) > 0.1 * len([cell for cell in attempts if cell.loss])
