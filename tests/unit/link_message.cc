// SPDX-License-Identifier: Apache-2.0
//
// The bytes of docs/PROTOCOL.md sections 2, 3 and 5.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/link_fault.h"

TEST(LinkMessage, RequestHeader)
{
    dtl_request r{};
    r.opcode = DTL_LINK_SEAL;
    r.type = 23;
    r.tag = 0x1122;
    r.session = 0x33445566; // generation, slot
    r.length = 0x0778;
    r.address = 0x99aa;
    r.value = 0xbbccddee;
    uint8_t out[16];
    dtl_request_put(out, &r);
    EXPECT_EQ(Bytes(out, out + 16), (Bytes{0x20, 23, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x07, 0x78,
                                           0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee}));
}

TEST(LinkMessage, ResponseHeader)
{
    Bytes body{0xA1, 7,    0x11, 0x22, 22,   0x05, 0x00, 0x03, 0xab, 0xcd,
               0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 'x',  'y',  'z'};
    dtl_response r{};
    ASSERT_EQ(dtl_response_get(&r, body.data(), body.size()), 0);
    EXPECT_EQ(r.opcode, DTL_LINK_OPEN);
    EXPECT_EQ(r.result, DTL_R_AUTH);
    EXPECT_EQ(r.tag, 0x1122);
    EXPECT_EQ(r.type, 22);
    EXPECT_EQ(r.flags, 5);
    EXPECT_EQ(r.boot, 0xabcd);
    EXPECT_EQ(r.seq, 0x010203040506u);
    EXPECT_EQ(Bytes(r.payload, r.payload + r.length), (Bytes{'x', 'y', 'z'}));

    EXPECT_EQ(dtl_response_get(&r, body.data(), 15), DTL_ERR_FORMAT);
    EXPECT_EQ(dtl_response_get(&r, body.data(), body.size() - 1), DTL_ERR_FORMAT);
    body[0] = 0x21; // a request
    EXPECT_EQ(dtl_response_get(&r, body.data(), body.size()), DTL_ERR_FORMAT);
}

TEST(LinkMessage, InstallPayload)
{
    dtl_session_params p{};
    p.key_len = 32;
    p.tag_len = 16;
    p.window_size = 64;
    p.bad_mac_limit = 0x01020304;
    p.tx.epoch = 0x0506;
    p.rx.epoch = 0x0708;
    for (unsigned i = 0; i < 4; i++) {
        p.tx.salt[i] = static_cast<uint8_t>(0x10 + i);
        p.rx.salt[i] = static_cast<uint8_t>(0x20 + i);
    }
    for (unsigned i = 0; i < 32; i++) {
        p.tx.key[i] = static_cast<uint8_t>(0x40 + i);
        p.rx.key[i] = static_cast<uint8_t>(0x80 + i);
    }
    p.tx.next_seq = 0x0a0b0c0d0e0f;
    p.tx.soft_limit = 0x1a1b1c1d1e1f;
    p.tx.hard_limit = 0x2a2b2c2d2e2f;
    p.rx.top = 0x3a3b3c3d3e3f;
    p.rx.window = 0x4142434445464748;

    uint8_t out[DTL_INSTALL_LEN];
    dtl_install_put(out, &p);
    auto at = [&](size_t from, const Bytes &want) {
        EXPECT_EQ(Bytes(out + from, out + from + want.size()), want) << "byte " << from;
    };
    at(0, {3, 64, 5, 6, 7, 8, 0x10, 0x11, 0x12, 0x13, 0x20, 0x21, 0x22, 0x23, 0, 0});
    at(16, Bytes(p.tx.key, p.tx.key + 32));
    at(48, Bytes(p.rx.key, p.rx.key + 32));
    at(80, {0, 0, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0, 0, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f});
    at(96, {0, 0, 0x2a, 0x2b, 0x2c, 0x2d, 0x2e, 0x2f, 1, 2, 3, 4, 0, 0, 0, 0});
    at(112, {0, 0, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f});
    at(120, {0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48});

    p.key_len = 16;
    p.tag_len = 8;
    dtl_install_put(out, &p);
    EXPECT_EQ(out[0], 0);
    at(32, Bytes(16, 0)); // a short key is followed by zeros, whatever stood in the parameters
    at(64, Bytes(16, 0));
}

TEST(LinkMessage, QueryPayload)
{
    uint8_t in[DTL_QUERY_LEN];
    for (unsigned i = 0; i < sizeof in; i++)
        in[i] = static_cast<uint8_t>(i);
    dtl_session_state s{};
    dtl_query_get(&s, in);
    EXPECT_EQ(s.tx_next, 0x0001020304050607u);
    EXPECT_EQ(s.rx_top, 0x08090a0b0c0d0e0fu);
    EXPECT_EQ(s.rx_window, 0x1011121314151617u);
    EXPECT_EQ(s.sealed, 0x18191a1bu);
    EXPECT_EQ(s.opened, 0x1c1d1e1fu);
    EXPECT_EQ(s.auth_failed, 0x20212223u);
    EXPECT_EQ(s.replayed, 0x24252627u);
    EXPECT_EQ(s.last_activity_ms, 0u);
}
