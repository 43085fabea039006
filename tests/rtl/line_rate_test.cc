// SPDX-License-Identifier: Apache-2.0
//
// 4 lanes at 125 MHz keep up with Gigabit Ethernet in both directions at once, and have something
// to spare: some sizes of the sweep of `make line-rate`. Cycles of the model are the hardware's, so
// this does not depend on the machine.

#include <gtest/gtest.h>

#include DEVICE_H
#include "tests/bench/line_rate.h"

using namespace line;

static const Rate gbe{1, 125};
static const uint32_t seed = 1;

struct LineCase {
    bool key_256;
    std::vector<size_t> payloads;
};

class GigabitEthernet : public ::testing::TestWithParam<LineCase>
{
};

TEST_P(GigabitEthernet, LosesNoFrameInEitherDirection)
{
    std::printf("seed %u\n", seed);
    auto [key_256, payloads] = GetParam();
    for (const Outcome &o : LineRate<DEVICE>(gbe, {key_256, false}, payloads, seed).run(LANES)) {
        EXPECT_EQ(o.drops, 0u);
        EXPECT_GE(o.able, (key_256 ? 1.1 : 1.6) * o.offered) << "the goals of docs/PERFORMANCE.md";
        EXPECT_NEAR(o.reached, o.offered, 0.01 * o.offered);
        EXPECT_EQ(o.first.count, o.frames);
    }
}

INSTANTIATE_TEST_SUITE_P(Sizes, GigabitEthernet,
                         ::testing::Values(LineCase{false, {1}}, LineCase{false, {64}},
                                           LineCase{false, {1441}},
                                           LineCase{false, {40, 576, 1400}}, LineCase{true, {1}},
                                           LineCase{true, {64}}, LineCase{true, {1441}},
                                           LineCase{true, {40, 576, 1400}}));

// What the test above would say if the engine were too slow.
TEST(GigabitEthernetAtHalfTheClock, DropsFrames)
{
    for (size_t payload : {64, 1441})
        for (const Outcome &o :
             LineRate<DEVICE>({1, 60}, {true, false}, {payload}, seed).run(LANES)) {
            EXPECT_LT(o.able, o.offered);
            EXPECT_GT(o.drops, 0u);
            EXPECT_LT(o.reached, 0.99 * o.offered);
        }
}
