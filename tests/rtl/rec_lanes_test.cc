// SPDX-License-Identifier: Apache-2.0
//
// Seal and open share LANES lanes: answers keep their order whichever lane is first, both get an
// equal share, and neither ever waits for the other's output.

#include "tests/rtl/rec_fixture.h"

using namespace rec;

static const uint16_t sessions = std::min(48, SLOTS - 4);

// Cycles that a lane needs for a record, schedule of a full lane and of a compact one; 10 or 14
// rounds, evenly.
static double one_lane(size_t length)
{
#ifdef COMPACT
    return double((2 + length / 16) * 8) * 12 + 8;
#else
    return double((2 + length / 16) * 4) * 12 / 2;
#endif
}

class Lanes : public ::testing::Test
{
  protected:
    Engine e{31};

    void SetUp() override
    {
        for (uint16_t slot = 0; slot < sessions; slot++)
            ASSERT_EQ(e.install({1, slot}, e.random_params()), Ok);
    }

    Session any()
    {
        return {1, uint16_t(e.below(sessions))};
    }

    void push(bool seal, uint64_t seq, size_t length)
    {
        Session s = any();
        if (seal)
            e.seal(s, e.random_bytes(length));
        else
            e.open(s, e.peer(s, seq, e.random_bytes(length)));
    }

    // Runs until `done`, or for as long as no honest engine needs.
    template <class F> bool reached(F done, uint64_t limit = 2000000)
    {
        while (!done()) {
            if (!limit--)
                return false;
            e.dut.step();
        }
        return true;
    }

    // Cycles until everything is answered.
    uint64_t cycles_of(const std::vector<size_t> &seals)
    {
        for (size_t length : seals)
            e.seal({1, 0}, e.random_bytes(length));
        uint64_t before = e.dut.cycles;
        e.finish();
        return e.dut.cycles - before;
    }
};

TEST_F(Lanes, AnswerInOrderLikeTheModel)
{
    for (uint64_t i = 0; i < 600; i++) {
        push(true, 0, e.below(5) ? e.below(300) : e.below(1500));
        push(false, i, e.below(5) ? e.below(300) : e.below(1500));
        if (i % 100 == 99) {
            e.dut.seal.pace =
                e.dut.open.pace = {e.below(60), e.below(60), e.below(60), e.below(60)};
            e.finish();
        }
    }
    e.finish();
    EXPECT_EQ(e.results[Ok], 1200u);
}

TEST_F(Lanes, RefusedRecordsKeepTheirPlaceAmongOthers)
{
    for (uint64_t seq = 0; seq < 300; seq++) {
        const Session s = any(), unknown{2, s.slot};
        Bytes record = e.peer(s, seq, e.random_bytes(e.below(300)));
        const size_t too_long = seq % 100 == 99 ? 65535 : 2000 + e.below(3000);
        switch (seq % 100 == 99 ? 1 : e.below(8)) {
        case 0:
            e.seal(unknown, e.random_bytes(e.below(100)));
            e.open(unknown, record);
            break;
        case 1:
            e.seal(s, e.random_bytes(too_long));
            e.open(s, e.random_bytes(too_long));
            break;
        case 2:
            record.back() ^= 1;
            e.open(s, record);
            break;
        case 3:
            e.open(s, record);
            e.open(s, record);
            break;
        case 4:
            e.open(s, e.random_bytes(e.below(30)));
            break;
        default:
            e.seal(s, e.random_bytes(e.below(300)));
            e.open(s, record);
        }
    }
    e.finish();
    for (Result result : {Ok, BadRecord, TooLong, UnknownSession, ReplayDup, Auth})
        EXPECT_GT(e.results[result], 0u) << result;
}

#ifndef COMPACT // which has one record at a time
TEST_F(Lanes, ShortRecordsFinishBesideALongOneAndAreAnsweredAfterIt)
{
    uint64_t alone = cycles_of({1920}), one_short = cycles_of({16});
    uint64_t together = cycles_of({1920, 16, 16, 16}); // compared in order
    EXPECT_LT(together, alone + one_short);
}
#endif

TEST_F(Lanes, WorkSideBySide)
{
    const size_t length = 512, records = 100;
    for (uint64_t i = 0; i < records; i++) {
        push(true, 0, length);
        push(false, i, length);
    }
    uint64_t before = e.dut.cycles;
    e.finish();
    double share = double(e.dut.cycles - before) / (2 * records * one_lane(length) / LANES);
    EXPECT_LT(share, 1.15) << "lanes are idle";
}

#ifndef COMPACT
// Room for results and the choice of a lane must keep both contexts of every lane busy.
TEST_F(Lanes, KeepToTheirScheduleWithLongRecordsOfOneDirection)
{
    const size_t length = 1392, records = 24 * LANES;
    const Session s{1, sessions};
    Params p = e.random_params();
    p.key_256 = false;
    ASSERT_EQ(e.install(s, p), Ok);
    for (bool seal : {true, false}) {
        const Direction &direction = seal ? e.dut.seal : e.dut.open;
        const size_t had = direction.answers.size();
        for (uint64_t i = 0; i < records; i++) {
            if (seal)
                e.seal(s, e.random_bytes(length));
            else
                e.open(s, e.peer(s, i, e.random_bytes(length)));
        }
        auto cycles_at = [&](size_t count) {
            EXPECT_TRUE(reached([&] { return direction.answers.size() >= had + count; }));
            return e.dut.cycles;
        };
        uint64_t begin = cycles_at(records / 4);
        double cycles = double(cycles_at(3 * records / 4) - begin) / double(records / 2);
        double schedule = double((2 + length / 16) * 4) * 10 / 2 / LANES;
        EXPECT_LT(cycles, schedule / 0.97) << (seal ? "seal" : "open");
        e.finish();
    }
}
#endif

TEST_F(Lanes, AreSharedEvenlyBySealAndOpen)
{
    for (uint64_t i = 0; i < 200; i++) {
        push(true, 0, 200);
        push(false, i, 200);
    }
    ASSERT_TRUE(
        reached([&] { return e.dut.seal.answers.size() + e.dut.open.answers.size() >= 240; }));
    EXPECT_NEAR(double(e.dut.seal.answers.size()), 120, 3 + LANES);
    e.finish();
}

// --- an output that is never read ----------------------------------------------------------------

enum Shut { Data = 1, Answers = 2, Both = 3 };

class BlockedOutput : public Lanes,
                      public ::testing::WithParamInterface<std::tuple<bool, Shut, bool>>
{
  protected:
    static constexpr size_t records = 150;
    bool seal_blocked = std::get<0>(GetParam()), at_once = std::get<2>(GetParam());
    Direction &blocked = seal_blocked ? e.dut.seal : e.dut.open;
    Direction &running = seal_blocked ? e.dut.open : e.dut.seal;
    uint64_t running_seq = 0;

    void block()
    {
        Shut shut = std::get<1>(GetParam());
        blocked.pace = {0, 0, shut & Answers ? 100u : 0u, shut & Data ? 100u : 0u};
    }

    void push_blocked()
    {
        for (uint64_t i = 0; i < 100u * LANES; i++)
            push(seal_blocked, i, i % 10 ? 100 + e.below(500) : 1920);
    }

    // Until its queues are full and it takes nothing more. The longest record takes 7000 cycles, or
    // 14000 in a compact lane.
    void run_until_stuck()
    {
        for (size_t before = 0; before != blocked.waiting();) {
            before = blocked.waiting();
            e.dut.run(30000);
        }
    }

    // Cycles that the running direction takes for always the same records, from the tenth answer
    // on.
    uint64_t cycles_of_running()
    {
        const size_t lengths[] = {512, 40, 1400, 16, 200, 1920};
        for (size_t i = 0; i < records; i++) {
            Session s{1, uint16_t(i % sessions)};
            Bytes text(lengths[i % 6], 0x5A);
            if (seal_blocked)
                e.open(s, e.peer(s, running_seq++, text));
            else
                e.seal(s, text);
        }
        size_t had = running.answers.size();
        auto cycles_at = [&](size_t count) {
            EXPECT_TRUE(reached([&] { return running.answers.size() >= had + count; }))
                << "it stands still";
            return e.dut.cycles;
        };
        uint64_t begin = cycles_at(10);
        return cycles_at(records) - begin;
    }
};

TEST_P(BlockedOutput, LeavesTheOtherDirectionItsFullRate)
{
    uint64_t alone = 0;
    for (uint64_t phase = 0; phase < 4;
         phase++) { // of the lanes' four cycles, which one is free first
        while (e.dut.cycles % 4 != phase)
            e.dut.step();
        alone = std::max(alone, cycles_of_running());
        e.finish();
    }

    push_blocked();
    if (at_once)
        block();
    e.dut.run(e.below(3000)); // otherwise at a moment of full flight
    block();
    run_until_stuck();
    size_t stuck = blocked.answers.size();
    EXPECT_LT(stuck, 100u * LANES);
    EXPECT_LE(cycles_of_running(), alone);
    EXPECT_EQ(blocked.answers.size(), stuck);
    EXPECT_GT(blocked.waiting(), 0u) << "nothing was held back";

    const Session late{1, SLOTS - 2};
    ASSERT_EQ(e.install(late, e.random_params()), Ok); // control goes on as well
    e.expect_query(late);
    EXPECT_EQ(e.remove(late), Ok);

    blocked.pace = {};
    e.finish(); // nothing was lost
}

INSTANTIATE_TEST_SUITE_P(OneAtATime, BlockedOutput,
                         ::testing::Combine(::testing::Bool(),
                                            ::testing::Values(Data, Answers, Both),
                                            ::testing::Bool()));
