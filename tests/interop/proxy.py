# SPDX-License-Identifier: Apache-2.0
"""A UDP relay that loses, doubles and reorders datagrams, the same ones for the same seed."""

import heapq
import random
import select
import socket
import threading
import time

HANDSHAKE = 22
LATE = 0.03  # seconds that a datagram is held back so that later ones overtake it


class Fate:
    """What happens to the nth datagram of a client in a direction: a function of the seed alone."""

    def __init__(self, seed, loss, doubled=0.05, late=0.05):
        self.seed, self.loss = seed, loss
        self.doubled, self.late = (doubled, late) if loss else (0, 0)

    def __call__(self, client, direction, number):
        """Delays of the copies that arrive: none if it is lost, two if it is doubled."""
        rng = random.Random(f"{self.seed} {client} {direction} {number}")
        lost, doubled, late = rng.random(), rng.random(), rng.random()
        if lost < self.loss:
            return []
        first = LATE if late < self.late else 0
        return [first, first + LATE / 2] if doubled < self.doubled else [first]


class Lose:
    """A fate that loses just these datagrams of a client in a direction."""
    seed = loss = "as told"

    def __init__(self, client, direction, *numbers):
        self.client, self.direction, self.numbers = client, direction, numbers

    def __call__(self, client, direction, number):
        lost = (client, direction) == (self.client, self.direction) and number in self.numbers
        return [] if lost else [0]


def records_of(datagram):
    """Its records as text: epoch:type, and of a handshake in the clear the message's type."""
    names = []
    while len(datagram) > 13:
        kind, epoch, length = datagram[0], int.from_bytes(datagram[3:5], "big"), \
            int.from_bytes(datagram[11:13], "big")
        message = f"/{datagram[13]}" if kind == HANDSHAKE and epoch == 0 else ""
        names.append(f"{epoch}:{kind}{message}")
        datagram = datagram[13 + length:]
    return " ".join(names)


class _Client:
    """One client's way to the server: a socket of its own, so that the server tells clients apart."""

    def __init__(self, number, address, server_port):
        self.number, self.address = number, address
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(("127.0.0.1", server_port))
        self.count = {"up": 0, "down": 0}


class Proxy:
    """Relays between any number of clients and a server on 127.0.0.1. The first `spared` clients
    have a good line. `log` says what became of every datagram."""

    def __init__(self, server_port, fate, spared=0):
        self.fate, self.spared, self.server_port = fate, spared, server_port
        self.front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.front.bind(("127.0.0.1", 0))
        self.port = self.front.getsockname()[1]
        self.log = [f"seed {fate.seed}, loss {fate.loss}, first {spared} clients spared"]
        self._clients = {}  # by address
        self._held = []  # (when, order, send, data)
        self._order = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._relay, daemon=True)
        self._thread.start()

    def _relay(self):
        while not self._stop.is_set():
            ways = {client.socket: client for client in self._clients.values()}
            for readable in select.select([self.front, *ways], [], [], self._patience())[0]:
                try:
                    if readable is self.front:
                        self._from_client()
                    else:
                        self._from_server(ways[readable])
                except ConnectionRefusedError:  # an end has closed its port
                    pass
            self._release()

    def _patience(self):
        return min(0.1, max(0, self._held[0][0] - time.monotonic())) if self._held else 0.1

    def _from_client(self):
        data, address = self.front.recvfrom(65535)
        if address not in self._clients:
            self._clients[address] = _Client(len(self._clients), address, self.server_port)
        client = self._clients[address]
        self._pass_on(client, "up", data, client.socket.send)

    def _from_server(self, client):
        data = client.socket.recv(65535)
        self._pass_on(client, "down", data, lambda d: self.front.sendto(d, client.address))

    def _pass_on(self, client, direction, data, send):
        number = client.count[direction]
        client.count[direction] += 1
        delays = [0] if client.number < self.spared else self.fate(client.number, direction, number)
        late, doubled = any(delay >= LATE for delay in delays), len(delays) == 2
        what = " and ".join(["late"] * late + ["doubled"] * doubled)
        self.log.append(f"client {client.number} {direction} {number}: {records_of(data)}, "
                        f"{len(data)} bytes, {what or ('passed' if delays else 'lost')}")
        for delay in delays:
            self._order += 1
            heapq.heappush(self._held, (time.monotonic() + delay, self._order, send, data))

    def _release(self):
        while self._held and self._held[0][0] <= time.monotonic():
            _, _, send, data = heapq.heappop(self._held)
            try:
                send(data)
            except ConnectionRefusedError:  # about an earlier datagram
                send(data)

    def __str__(self):
        return "\n".join(["proxy", *self.log])

    def close(self):
        self._stop.set()
        self._thread.join()
        self.front.close()
        for client in self._clients.values():
            client.socket.close()
