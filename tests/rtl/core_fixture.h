/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole device with LANES lanes as a host sees it, and beside it the plain model of
 * rec_model.h.
 */
#ifndef TESTS_RTL_CORE_FIXTURE_H
#define TESTS_RTL_CORE_FIXTURE_H

#include <cstddef>

#include <gtest/gtest.h>

#include DEVICE_H
#include "driver/link/dtl_regs.h"
#include "tests/rtl/link_host.h"
#include "tests/rtl/rec_model.h"

using rec::Session;
using wire::Bytes;
using wire::Request;
using wire::Response;

constexpr uint16_t token = 0xC0DE;
#ifndef SLOTS
#define SLOTS 128
#endif
#ifndef CREDIT_BEATS
#define CREDIT_BEATS 512
#endif
constexpr unsigned credit = CREDIT_BEATS;

/* For tests that have so many beats of a direction unanswered; a host must not. */
#define NEEDS_CREDIT(beats)                                                                        \
    if (credit < (beats))                                                                          \
    GTEST_SKIP() << "needs a credit of " << (beats) << " beats"
#define REG(name) uint16_t(offsetof(dtl_regs_t, name))

class Core : public ::testing::Test
{
  protected:
    LinkHost<DEVICE> host{31};
    rec::Model model;

    void SetUp() override
    {
        host.reset();
        ASSERT_EQ(attach(token).boot, token);
    }

    Response attach(uint32_t value)
    {
        return host.ask({.opcode = wire::Attach, .value = value});
    }

    Bytes random_bytes(size_t n)
    {
        Bytes b(n);
        for (auto &byte : b)
            byte = uint8_t(host.rng());
        return b;
    }

    rec::Params random_params()
    {
        rec::Params p;
        p.key_256 = host.rng() & 1;
        p.tag_16 = host.rng() & 1;
        for (unsigned i = 0; i < (p.key_256 ? 32 : 16); i++) {
            p.tx_key[i] = uint8_t(host.rng());
            p.rx_key[i] = uint8_t(host.rng());
        }
        for (unsigned i = 0; i < 4; i++) {
            p.tx_salt[i] = uint8_t(host.rng());
            p.rx_salt[i] = uint8_t(host.rng());
        }
        p.next = host.rng();
        return p;
    }

    static Request request(uint8_t opcode, Session s, Bytes payload = {}, uint16_t tag = 0)
    {
        return {.opcode = opcode,
                .type = uint8_t(opcode == wire::Seal ? 23 : 0),
                .tag = tag,
                .generation = s.generation,
                .slot = s.slot,
                .value = opcode == wire::Install ? token : 0u,
                .payload = std::move(payload)};
    }

    void install(Session s, const rec::Params &p)
    {
        unsigned result = host.ask(request(wire::Install, s, p.wire())).result;
        EXPECT_EQ(result, unsigned(model.install(s, p)));
    }

    /* A record of the peer for a session that the model has. */
    Bytes peer_record(Session s, uint64_t seq, const Bytes &text)
    {
        const rec::Params &p = model.live.at(s.slot).p;
        rec::Wire w;
        w.seq = seq;
        w.explicit_nonce = uint64_t(w.epoch) << 48 | seq;
        return w.seal(p.rx_key, p.rx_salt, p.key_256, p.tag_16, text);
    }

    rec::Answer answer_of_model(const Request &q)
    {
        rec::Request r{q.tag, {q.generation, q.slot}, q.type, q.payload};
        return q.opcode == wire::Seal ? model.seal(r) : model.open(r);
    }

    static void expect_like(const rec::Answer &want, const Response &r)
    {
        EXPECT_EQ(r.tag, want.tag);
        EXPECT_EQ(r.result, want.result);
        EXPECT_EQ(r.flags, want.soft_limit | want.hard_limit << 1 | want.bad_mac_limit << 2 |
                               want.first_auth << 3);
        EXPECT_EQ(r.payload, want.data);
        EXPECT_EQ(r.boot, token);
        if (want.result == rec::Ok) {
            EXPECT_EQ(r.seq, want.seq);
            EXPECT_EQ(r.type, r.opcode == wire::Open ? want.ctype : 0);
        }
    }

    void expect_like_model(const Request &q)
    {
        expect_like(answer_of_model(q), host.ask(q));
    }

    void expect_state_of_model(Session s)
    {
        Response r = host.ask(request(wire::Query, s));
        Bytes want = model.query(s);
        EXPECT_EQ(r.result, want.empty() ? unsigned(rec::UnknownSession) : 0u);
        EXPECT_EQ(r.payload, want);
    }
};

#endif
