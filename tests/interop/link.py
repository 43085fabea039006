# SPDX-License-Identifier: Apache-2.0
"""A host of docs/PROTOCOL.md, written from that page alone, and careless: it just goes."""

import socket
import struct
import zlib

ATTACH, INSTALL, SEAL = 0x01, 0x10, 0x20
TOKEN = 0x1234


def _cobs(data):
    out, block = bytearray(), bytearray()
    for byte in data + b"\0":
        if byte:
            block.append(byte)
        if not byte or len(block) == 254:
            out += bytes([len(block) + 1]) + block
            block.clear()
    return bytes(out) + b"\0"


def _uncobs(frame):
    out, at = bytearray(), 0
    while at < len(frame):
        code = frame[at]
        out += frame[at + 1:at + code]
        at += code
        if code < 255 and at < len(frame):
            out.append(0)
    return bytes(out)


class Host:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(30)
        self.socket.connect(str(path))
        self._read = b""

    def ask(self, opcode, payload=b"", slot=0, generation=0, kind=0, value=0):
        """Returns the result and the payload of the answer."""
        body = struct.pack(">BBHHHHHI", opcode, kind, 7, generation, slot, len(payload), 0,
                           value) + payload
        self.socket.sendall(b"\0" + _cobs(body + struct.pack("<I", zlib.crc32(body))))
        while True:
            frame, delimiter, rest = self._read.partition(b"\0")
            if delimiter:
                self._read = rest
                if frame:
                    answer = _uncobs(frame)
                    return answer[1], answer[16:-4]
            else:
                chunk = self.socket.recv(65536)
                assert chunk, "the device hung up"
                self._read += chunk

    def attach(self):
        assert self.ask(ATTACH, value=TOKEN)[0] == 0

    def install(self, tx_key, rx_key, slot=0):
        """AES-128-CCM with both keys given; epoch 1, numbers from 0."""
        params = struct.pack(">BBHH4s4sH32s32sQQQIIQQ", 2, 64, 1, 1, b"salt", b"tlas", 0, tx_key,
                             rx_key, 0, 1 << 40, 1 << 40, 1 << 20, 0, 0, 0)
        assert self.ask(INSTALL, params, slot=slot, generation=1, value=TOKEN)[0] == 0

    def seal(self, data, slot=0):
        result, record = self.ask(SEAL, data, slot=slot, generation=1, kind=23)
        assert result == 0
        return record

    def close(self):
        self.socket.close()
