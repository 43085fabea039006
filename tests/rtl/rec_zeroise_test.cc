// SPDX-License-Identifier: Apache-2.0
//
// The end of sessions with records in flight: it waits for those records, overwrites every copy of
// the keys, and disturbs no other session (docs/PROTOCOL.md section 5).

#include DEVICE_SYMS_H
#include "tests/rtl/key_material.h"
#include "tests/rtl/rec_fixture.h"

using namespace rec;

class Zeroise : public RecordEngine
{
  protected:
    // Anywhere in the state of the Verilated engine: registers, wires and RAMs.
    bool holds(const Bytes &block)
    {
        auto *state = e.dut.v->rootp->vlSymsp;
        return memmem(state, sizeof *state, block.data(), block.size());
    }

    unsigned held(const Params &p)
    {
        unsigned n = 0;
        for (const Bytes &block : key_material(p))
            n += holds(block);
        return n;
    }
};

TEST_F(Zeroise, ARemovalOverwritesEveryCopyOfTheKeys)
{
    Params p[2];
    for (uint16_t i = 0; i < 2; i++) {
        p[i] = e.random_params();
        install(p[i], {1, i});
    }
    for (uint64_t i = 0; i < 6 * LANES; i++) {
        e.seal({1, 0}, e.random_bytes(300));
        e.open({1, 0}, e.peer({1, 0}, i, e.random_bytes(300)));
    }
    e.finish();
    EXPECT_EQ(held(p[0]), key_material(p[0]).size()) << "raw, and expanded in the lanes";
    EXPECT_EQ(e.remove({1, 0}), Ok);
    EXPECT_EQ(held(p[0]), 0u);
    EXPECT_TRUE(holds(Bytes(p[1].tx_key, p[1].tx_key + 16))) << "another session lost its key";
}

TEST_F(Zeroise, OtherSessionsCannotHoldARemovalUp)
{
    const Session other{1, 6};
    install();
    install({}, other);
    for (uint64_t i = 0; i < 300; i++) {
        e.seal(other, e.random_bytes(e.below(200)));
        e.open(other, e.peer(other, i, e.random_bytes(e.below(200))));
    }
    e.dut.run(1000);
    EXPECT_EQ(e.remove(S), Ok);
    EXPECT_GT(e.dut.seal.waiting(), 100u);
    EXPECT_GT(e.dut.open.waiting(), 100u);
    e.finish();
}

// --- at any moment -------------------------------------------------------------------------------

class ZeroiseInFlight : public Zeroise
{
  protected:
    static constexpr unsigned each = 8; // records of each session in each direction
    const Session other{1, 6};
    uint64_t peer_seq = 0;

    void begin_traffic(Session going)
    {
        for (unsigned i = 0; i < 2 * each; i++) {
            Session s = i % 2 ? going : other;
            e.seal(s, e.random_bytes(e.below(120)));
            e.open(s, e.peer(s, peer_seq++, e.random_bytes(e.below(120))));
        }
    }

    // Those of the session that went are right or, from the first that was too late, unknown. Those
    // of the other are right, unless it went as well.
    void expect_answers(Direction &direction, std::deque<Answer> &want, bool other_went)
    {
        bool late[2] = {};
        for (unsigned i = 0; i < 2 * each; i++) {
            const Answer &got = direction.answers[i];
            bool &gone = late[i % 2];
            gone = gone || ((i % 2 || other_went) && got.result == UnknownSession);
            EXPECT_EQ(got.tag, want[i].tag);
            EXPECT_EQ(int(got.result), gone ? int(UnknownSession) : int(want[i].result));
            EXPECT_EQ(got.data, gone ? Bytes() : want[i].data);
            went_late += gone;
            went_well += !gone;
        }
        direction.answers.clear();
        want.clear();
    }

    void expect_traffic(bool other_went)
    {
        e.dut.run_until(2 * each, 2 * each);
        expect_answers(e.dut.seal, e.want_seal, other_went);
        expect_answers(e.dut.open, e.want_open, other_went);
    }

    // None is begun after the end of its session, not even one whose request came before.
    void expect_unknown(Session s, const Bytes &record)
    {
        e.dut.seal.push({1, s, 23, e.random_bytes(20)});
        e.dut.open.push({2, s, 0, record});
        e.dut.run_until(1, 1);
        for (auto *d : {&e.dut.seal, &e.dut.open}) {
            EXPECT_EQ(int(d->answers.front().result), int(UnknownSession));
            d->answers.clear();
        }
    }

    unsigned went_late = 0, went_well = 0;
};

static const unsigned phases = 240;

TEST_F(ZeroiseInFlight, ARemovalAtAnyMoment)
{
    install(e.random_params(), other);
    for (unsigned phase = 0; phase < phases; phase++) {
        Session s{uint16_t(phase + 1), 5};
        Params p = e.random_params();
        install(p, s);
        Bytes record = e.peer(s, 9999, e.random_bytes(20));
        begin_traffic(s);
        e.dut.run(uint64_t(phase) * 11 / LANES);
        EXPECT_EQ(e.dut.control(Remove, s), Ok);
        EXPECT_EQ(held(p), 0u) << "phase " << phase;
        expect_traffic(false);
        expect_unknown(s, record);
        e.model.remove(s);
        e.expect_query(other);
        ASSERT_FALSE(HasFailure()) << "phase " << phase;
    }
    EXPECT_GT(went_late, phases);
    EXPECT_GT(went_well, phases);
}

TEST_F(ZeroiseInFlight, TheEndOfAllSessionsAtAnyMoment)
{
    for (unsigned phase = 0; phase < phases; phase++) {
        Params p[2] = {e.random_params(), e.random_params()};
        install(p[0], S);
        install(p[1], other);
        Bytes record = peer(9999);
        begin_traffic(S);
        e.dut.run(uint64_t(phase) * 11 / LANES);
        EXPECT_EQ(e.dut.control(WipeAll, {0, 0}), Ok);
        for (const Params &gone : p)
            EXPECT_EQ(held(gone), 0u) << "phase " << phase;
        EXPECT_EQ(e.dut.v->sessions_o, 0);
        expect_traffic(true);
        expect_unknown(S, record);
        e.model.wipe(); // generations as well: the next phase installs the same names
        ASSERT_FALSE(HasFailure()) << "phase " << phase;
    }
    EXPECT_GT(went_late, phases);
    EXPECT_GT(went_well, phases);
}
