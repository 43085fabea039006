// SPDX-License-Identifier: Apache-2.0
//
// Session requests of the record engine: install, remove, query, wipe (docs/PROTOCOL.md section 5).

#include <algorithm>

#include "tests/rtl/rec_fixture.h"

using namespace rec;
using RecordSessions = RecordEngine;

TEST_F(RecordSessions, InstallIsIdempotentAndGenerationsRise)
{
    Params p = e.random_params();
    install(p, {5, 8});
    seal(9, {5, 8});
    EXPECT_EQ(e.install({5, 8}, p), Ok); // again: no number is set back
    seal(9, {5, 8});
    EXPECT_EQ(e.install({6, 8}, p), NoSlot);
    EXPECT_EQ(e.install({4, 8}, p), NoSlot);
    EXPECT_EQ(e.remove({4, 8}), Ok); // not there
    seal(9, {5, 8});
    EXPECT_EQ(e.remove({5, 8}), Ok);
    EXPECT_EQ(e.remove({5, 8}), Ok);
    EXPECT_EQ(seal(9, {5, 8}), UnknownSession);
    EXPECT_EQ(e.install({5, 8}, p), Refused); // a late repetition
    EXPECT_EQ(e.install({4, 8}, p), Refused);
    EXPECT_EQ(e.install({6, 8}, e.random_params()), Ok);
    EXPECT_EQ(seal(9, {5, 8}), UnknownSession);
    EXPECT_EQ(seal(9, {6, 8}), Ok);
    EXPECT_EQ(e.install({1, SLOTS}, p), Refused);
    EXPECT_EQ(e.install({0, 9}, p), Refused);
    EXPECT_EQ(e.dut.v->sessions_o, 1);
    e.expect_query({5, 8});
    e.expect_query({6, 8});
}

TEST_F(RecordSessions, RefusesParametersThatAreNotAllowed)
{
    const std::vector<std::pair<size_t, uint8_t>> wrong = {
        {0, 4},  {0, 0x80}, {1, 65}, {14, 1},  {15, 1},  {80, 1},  {81, 1},  {88, 1},
        {89, 1}, {96, 1},   {97, 1}, {108, 1}, {111, 1}, {112, 1}, {113, 1},
    };
    for (auto [at, value] : wrong) {
        Bytes w = Params().wire();
        w[at] |= value;
        EXPECT_EQ(e.dut.control(Install, S, w), Refused) << "byte " << at;
    }
    Bytes w = Params().wire();
    std::fill(w.begin() + 104, w.begin() + 108, uint8_t(0));
    EXPECT_EQ(e.dut.control(Install, S, w), Refused) << "bad-MAC limit 0";
    EXPECT_EQ(seal(1), UnknownSession);
    install(); // a refusal has not used the generation up
    EXPECT_EQ(seal(1), Ok);
    EXPECT_EQ(open(peer(1)), Ok);
}

TEST_F(RecordSessions, FillsEverySlot)
{
    for (uint16_t slot = 0; slot < SLOTS; slot++)
        install(e.random_params(), {uint16_t(slot + 1), slot});
    EXPECT_EQ(e.dut.v->sessions_o, SLOTS);
    for (uint16_t slot = 0; slot < SLOTS; slot++) {
        Session s{uint16_t(slot + 1), slot};
        e.seal(s, e.random_bytes(slot));
        e.open(s, e.peer(s, 1, e.random_bytes(slot)));
    }
    e.finish();
    EXPECT_EQ(e.results[Ok], 2u * SLOTS);
}

TEST_F(RecordSessions, WipeForgetsSessionsAndGenerations)
{
    install();
    install({}, {7, 9});
    e.seal(S, e.random_bytes(100));
    e.dut.run_taken();
    e.dut.run(40); // until it has begun
    EXPECT_EQ(e.dut.control(WipeAll, {0, 0}), Ok);
    e.model.wipe();
    e.finish(); // a record in flight still ends
    EXPECT_EQ(e.dut.v->sessions_o, 0);
    EXPECT_EQ(seal(1), UnknownSession);
    install(e.random_params()); // generation 1 again, other keys
    EXPECT_EQ(seal(1), Ok);
}

TEST_F(RecordSessions, AResetForgetsEverything)
{
    install();
    EXPECT_EQ(seal(1), Ok);
    e.dut.reset();
    e.model.wipe();
    EXPECT_EQ(seal(1), UnknownSession);
    EXPECT_EQ(open(Wire().seal(Params().rx_key, Params().rx_salt, false, true, {})),
              UnknownSession);
    EXPECT_EQ(e.dut.v->sessions_o, 0);
}

TEST_F(RecordSessions, AnswersQueriesBesideTraffic)
{
    install();
    for (uint64_t i = 0; i < 400; i++) {
        e.seal(S, e.random_bytes(e.below(40)));
        e.open(S, peer(i, e.below(40)));
    }
    uint64_t next = 0, top = 0, sealed = 0, opened = 0;
    while (e.dut.seal.waiting()) {
        Bytes state;
        ASSERT_EQ(e.dut.control(Query, S, {}, &state), Ok);
        uint64_t now[] = {get_be(state, 0, 8), get_be(state, 8, 8), get_be(state, 24, 4),
                          get_be(state, 28, 4)};
        ASSERT_TRUE(next <= now[0] && top <= now[1] && sealed <= now[2] && opened <= now[3]);
        ASSERT_LE(now[0], 400u);
        ASSERT_EQ(now[0], now[2]);
        ASSERT_LE(now[1], now[3]); // the window is read first
        next = now[0], top = now[1], sealed = now[2], opened = now[3];
    }
    e.finish();
    e.expect_query(S);
}
