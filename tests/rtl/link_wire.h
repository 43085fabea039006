/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames, requests and responses of docs/PROTOCOL.md, written from it and from the COBS paper
 * (Cheshire and Baker, 1999), apart from the RTL and the driver. CRC-32 is zlib's.
 */
#ifndef TESTS_RTL_LINK_WIRE_H
#define TESTS_RTL_LINK_WIRE_H

#include <cstdint>
#include <optional>
#include <vector>

#include <zlib.h>

namespace wire
{

using Bytes = std::vector<uint8_t>;

/* StuffData of the paper. */
inline Bytes cobs_encode(const Bytes &in)
{
    Bytes out{0};
    size_t code_at = 0;
    uint8_t code = 1;
    auto finish_block = [&] {
        out[code_at] = code;
        code_at = out.size();
        out.push_back(0);
        code = 1;
    };
    for (uint8_t byte : in) {
        if (byte == 0) {
            finish_block();
            continue;
        }
        out.push_back(byte);
        if (++code == 0xFF)
            finish_block();
    }
    out[code_at] = code;
    return out;
}

/* UnStuffData of the paper, less the zero that it leaves at the end. */
inline std::optional<Bytes> cobs_decode(const Bytes &in)
{
    Bytes out;
    bool zero = false;
    for (size_t at = 0; at < in.size();) {
        size_t code = in[at++];
        if (code == 0 || at + code - 1 > in.size())
            return std::nullopt;
        if (zero)
            out.push_back(0);
        out.insert(out.end(), in.begin() + long(at), in.begin() + long(at + code - 1));
        at += code - 1;
        zero = code != 0xFF;
    }
    return out;
}

inline uint32_t crc(const Bytes &body)
{
    return uint32_t(crc32(0, body.data(), unsigned(body.size())));
}

/* Body to wire bytes, delimiter included. */
inline Bytes frame(Bytes body)
{
    uint32_t c = crc(body);
    for (int shift = 0; shift < 32; shift += 8)
        body.push_back(uint8_t(c >> shift));
    Bytes out = cobs_encode(body);
    out.push_back(0);
    return out;
}

/* Wire bytes without the delimiter to body; nothing if they are not a good frame. */
inline std::optional<Bytes> unframe(const Bytes &bytes)
{
    auto body = cobs_decode(bytes);
    if (!body || body->size() < 4)
        return std::nullopt;
    uint32_t sent = 0;
    for (int i = 0; i < 4; i++) {
        sent = sent << 8 | body->back();
        body->pop_back();
    }
    if (crc(*body) != sent)
        return std::nullopt;
    return body;
}

enum Opcode : uint8_t {
    Attach = 0x01,
    Read = 0x02,
    Write = 0x03,
    Install = 0x10,
    Remove = 0x11,
    Query = 0x12,
    Seal = 0x20,
    Open = 0x21,
};

constexpr unsigned payload_max = 2048;

inline void put(Bytes &b, uint64_t value, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        b.push_back(uint8_t(value >> 8 * i));
}

inline uint64_t get(const Bytes &b, size_t at, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++)
        value = value << 8 | b.at(at + size_t(i));
    return value;
}

struct Request {
    uint8_t opcode = 0, type = 0;
    uint16_t tag = 0, generation = 0, slot = 0, address = 0;
    uint32_t value = 0;
    Bytes payload{};
    std::optional<uint16_t> length{}; /* a lie; otherwise that of the payload */

    Bytes body() const
    {
        Bytes b{opcode, type};
        put(b, tag, 2);
        put(b, generation, 2);
        put(b, slot, 2);
        put(b, length.value_or(uint16_t(payload.size())), 2);
        put(b, address, 2);
        put(b, value, 4);
        b.insert(b.end(), payload.begin(), payload.end());
        return b;
    }
    Bytes bytes() const
    {
        return frame(body());
    }
    unsigned beats() const
    {
        return unsigned(1 + (payload.size() + 15) / 16);
    }
};

struct Response {
    uint8_t opcode, result, type, flags; /* opcode without bit 7 */
    uint16_t tag, boot;
    uint64_t seq;
    Bytes payload;

    uint32_t value() const
    {
        return uint32_t(seq);
    }
};

/* Nothing if the body is not a response whose length is right. */
inline std::optional<Response> parse_response(const Bytes &b)
{
    if (b.size() < 16 || !(b[0] & 0x80) || get(b, 6, 2) != b.size() - 16)
        return std::nullopt;
    Response r{};
    r.opcode = b[0] & 0x7F;
    r.result = b[1];
    r.tag = uint16_t(get(b, 2, 2));
    r.type = b[4];
    r.flags = b[5];
    r.boot = uint16_t(get(b, 8, 2));
    r.seq = get(b, 10, 6);
    r.payload.assign(b.begin() + 16, b.end());
    return r;
}

} // namespace wire

#endif
