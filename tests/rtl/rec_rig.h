/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A record engine and its reference model side by side: what is asked of one is asked of the other,
 * and every answer is compared. Fails on any repeated (key, nonce) among the records sealed.
 */
#ifndef TESTS_RTL_REC_RIG_H
#define TESTS_RTL_REC_RIG_H

#include <set>

#include <gtest/gtest.h>

#include "tests/rtl/rec_model.h"

namespace rec
{

template <class V> class Rig
{
  public:
    explicit Rig(uint32_t seed) : dut(seed), rng(seed * 2654435761u + 1)
    {
        std::printf("seed %u\n", seed);
    }

    Dut<V> dut;
    Model model;
    std::mt19937 rng;
    std::map<int, unsigned> results; /* answers by result */

    unsigned below(unsigned n)
    {
        return unsigned(rng() % n);
    }

    Bytes random_bytes(size_t n)
    {
        Bytes b(n);
        for (auto &byte : b)
            byte = uint8_t(rng());
        return b;
    }

    Params random_params()
    {
        Params p;
        p.key_256 = below(2);
        p.tag_16 = below(2);
        p.tx_epoch = uint16_t(1 + below(3));
        p.rx_epoch = uint16_t(1 + below(3));
        for (uint8_t *salt : {p.tx_salt, p.rx_salt})
            for (int i = 0; i < 4; i++)
                salt[i] = uint8_t(rng());
        for (uint8_t *key : {p.tx_key, p.rx_key})
            for (int i = 0; i < (p.key_256 ? 32 : 16); i++)
                key[i] = uint8_t(rng());
        p.next = rng() % 1000;
        return p;
    }

    uint8_t install(Session s, const Params &p)
    {
        uint8_t want = model.install(s, p), got = dut.control(Install, s, p.wire());
        EXPECT_EQ(got, want) << "install of slot " << s.slot;
        return got;
    }

    uint8_t remove(Session s)
    {
        model.remove(s);
        return dut.control(Remove, s);
    }

    void expect_query(Session s)
    {
        Bytes got, want = model.query(s);
        EXPECT_EQ(dut.control(Query, s, {}, &got), want.empty() ? UnknownSession : Ok);
        EXPECT_EQ(got, want);
    }

    const Params &params(Session s)
    {
        return model.live.at(s.slot).p;
    }

    void seal(Session s, const Bytes &text, uint8_t ctype = 23)
    {
        Request r{tag++, s, ctype, text};
        want_seal.push_back(model.seal(r));
        auto at = model.live.find(s.slot);
        key_of.push_back(at == model.live.end()
                             ? Bytes()
                             : Bytes(at->second.p.tx_key, at->second.p.tx_key + 32));
        dut.seal.push(r);
    }

    void open(Session s, const Bytes &record)
    {
        Request r{tag++, s, uint8_t(rng()), record};
        want_open.push_back(model.open(r));
        dut.open.push(r);
    }

    /* What the peer of a session would send. */
    Bytes peer(Session s, uint64_t seq, const Bytes &text)
    {
        Wire w;
        w.epoch = params(s).rx_epoch;
        w.seq = seq;
        w.explicit_nonce = uint64_t(w.epoch) << 48 | seq;
        return peer(s, w, text);
    }
    Bytes peer(Session s, const Wire &w, const Bytes &text)
    {
        const Params &p = params(s);
        return w.seal(p.rx_key, p.rx_salt, p.key_256, p.tag_16, text);
    }

    /* Runs until everything is answered, and compares. Returns the last answer. */
    Answer finish()
    {
        dut.run_until(dut.seal.answers.size() < want_seal.size() ? want_seal.size() : 0,
                      dut.open.answers.size() < want_open.size() ? want_open.size() : 0);
        Answer last = check();
        EXPECT_TRUE(want_seal.empty() && want_open.empty());
        return last;
    }

    /* Compares what has come so far. */
    Answer check()
    {
        Answer last{};
        while (!dut.seal.answers.empty()) {
            last = take(dut.seal.answers, want_seal, "seal");
            note_number(last);
        }
        while (!dut.open.answers.empty())
            last = take(dut.open.answers, want_open, "open");
        return last;
    }

    std::deque<Answer> want_seal, want_open;

  private:
    std::deque<Bytes> key_of;               /* of each seal, in order */
    std::set<std::pair<Bytes, Bytes>> used; /* (key, salt-less nonce) of every sealed record */
    uint16_t tag = 1;

    Answer take(std::deque<Answer> &got, std::deque<Answer> &want, const char *what)
    {
        Answer g = got.front(), w = want.empty() ? Answer{} : want.front();
        EXPECT_FALSE(want.empty()) << what << ": an answer that nobody asked for";
        got.pop_front();
        if (!want.empty())
            want.pop_front();
        results[g.result]++;
        std::string who = std::string(what) + " of request " + std::to_string(w.tag);
        EXPECT_EQ(g.tag, w.tag) << who;
        EXPECT_EQ(int(g.result), int(w.result)) << who;
        EXPECT_EQ(g.ctype, w.ctype) << who;
        EXPECT_EQ(g.first_auth, w.first_auth) << who;
        EXPECT_EQ(g.bad_mac_limit, w.bad_mac_limit) << who;
        EXPECT_EQ(g.hard_limit, w.hard_limit) << who;
        EXPECT_EQ(g.soft_limit, w.soft_limit) << who;
        EXPECT_EQ(g.len, w.len) << who;
        EXPECT_EQ(g.seq, w.seq) << who;
        EXPECT_EQ(g.data, w.data) << who;
        return g;
    }

    void note_number(const Answer &a)
    {
        Bytes key = key_of.front();
        key_of.pop_front();
        if (a.result != Ok)
            return;
        Bytes nonce(a.data.begin() + 13, a.data.begin() + 21);
        EXPECT_TRUE(used.insert({key, nonce}).second) << "a (key, nonce) was used twice";
    }
};

} // namespace rec

#endif
