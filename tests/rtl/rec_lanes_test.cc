// SPDX-License-Identifier: Apache-2.0
//
// The record engine with 2 and with 4 lanes: the same answers in the same order, only sooner.

#include "Vrec_lanes_tb.h"
#include "tests/rtl/rec_rig.h"

using namespace rec;
using Engines = Rig<Vrec_lanes_tb>;

class Lanes : public ::testing::TestWithParam<unsigned>
{
  protected:
    Engines e{31 + GetParam()};

    void SetUp() override
    {
        e.dut.v->four_lanes_i = GetParam() == 4;
        e.dut.reset();
        for (uint16_t slot = 0; slot < 8; slot++)
            ASSERT_EQ(e.install({1, slot}, e.random_params()), Ok);
    }

    void push(uint64_t seq, size_t length)
    {
        Session s{1, uint16_t(e.below(8))}, t{1, uint16_t(e.below(8))};
        e.seal(s, e.random_bytes(length));
        e.open(t, e.peer(t, seq, e.random_bytes(length)));
    }
};

TEST_P(Lanes, AnswerInOrderLikeTheModel)
{
    for (uint64_t i = 0; i < 600; i++) {
        push(i, e.below(5) ? e.below(300) : e.below(1500));
        if (i % 100 == 99) {
            e.dut.seal.pace =
                e.dut.open.pace = {e.below(60), e.below(60), e.below(60), e.below(60)};
            e.finish();
        }
    }
    e.finish();
}

TEST_P(Lanes, WorkSideBySide)
{
    const size_t length = 512, records = 100;
    for (uint64_t i = 0; i < records; i++)
        push(i, length);
    uint64_t before = e.dut.cycles;
    e.finish();
    double one_lane = double((2 + length / 16) * 4) * 12 / 2; // 10 or 14 rounds, evenly
    double share = double(e.dut.cycles - before) / (2 * records * one_lane / GetParam());
    EXPECT_LT(share, 1.15) << "lanes are idle";
}

TEST_P(Lanes, RemoveWaitsForEachOfThem)
{
    for (uint64_t i = 0; i < 40; i++)
        push(i, 200);
    e.dut.run(1500);
    Session gone{1, 3};
    EXPECT_EQ(e.dut.control(Remove, gone), Ok);
    e.dut.run_until(40, 40); // what was not begun finds no session
    for (auto *direction : {&e.dut.seal, &e.dut.open})
        for (const Answer &a : direction->answers)
            EXPECT_TRUE(a.result == Ok || a.result == UnknownSession);
}

INSTANTIATE_TEST_SUITE_P(Counts, Lanes, ::testing::Values(2u, 4u));
