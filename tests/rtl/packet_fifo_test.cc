// SPDX-License-Identifier: Apache-2.0
//
// The packet FIFO against two queues: what is published and what may still be rolled back.

#include <deque>
#include <random>

#include <gtest/gtest.h>
#include <verilated.h>

#include "Vpacket_fifo.h"

static const unsigned Depth = 256; // the module's default

class PacketFifo : public ::testing::Test
{
  protected:
    VerilatedContext context;
    std::unique_ptr<Vpacket_fifo> dut;
    std::deque<uint32_t> published, pending;
    uint32_t next = 1;
    unsigned popped = 0, rolled_back = 0, refused = 0, stalled = 0; // stalled: cycles in a row

    void SetUp() override
    {
        context.randReset(2);
        context.randSeed(7);
        dut.reset(new Vpacket_fifo(&context));
        dut->rst_ni = 0;
        dut->valid_i = dut->commit_i = dut->rollback_i = dut->ready_i = 0;
        tick();
        dut->rst_ni = 1;
    }

    void tick()
    {
        dut->clk_i = 0;
        dut->eval();
        dut->clk_i = 1;
        dut->eval();
    }

    void cycle(bool write, bool commit, bool rollback, bool read)
    {
        dut->valid_i = write;
        for (int i = 0; i < 4; i++)
            dut->data_i[i] = next * 2654435761u + uint32_t(i);
        dut->commit_i = commit;
        dut->rollback_i = rollback;
        dut->ready_i = read;
        dut->clk_i = 0;
        dut->eval();

        unsigned held = unsigned(published.size() + pending.size());
        ASSERT_GE(dut->space_o + held, Depth);
        ASSERT_LE(dut->space_o + held, Depth + 4); // so many may be in the prefetch
        ASSERT_EQ(bool(dut->ready_o), dut->space_o != 0);
        stalled = dut->valid_o || published.empty() ? 0 : stalled + 1;
        ASSERT_LE(stalled, 6u) << "a published beat does not show";
        if (dut->valid_o) {
            ASSERT_FALSE(published.empty()) << "a beat shows that was not committed";
            for (int i = 0; i < 4; i++)
                ASSERT_EQ(dut->data_o[i], published.front() * 2654435761u + uint32_t(i));
            if (read) {
                published.pop_front();
                popped++;
            }
        }
        if (write && dut->ready_o)
            pending.push_back(next++);
        refused += write && !dut->ready_o;
        if (commit) {
            published.insert(published.end(), pending.begin(), pending.end());
            pending.clear();
        } else if (rollback) {
            rolled_back += unsigned(pending.size());
            pending.clear();
        }
        dut->clk_i = 1;
        dut->eval();
    }
};

TEST_F(PacketFifo, RandomCommitsAndRollbacks)
{
    for (uint32_t seed = 1; seed <= 8; seed++) {
        std::mt19937 rng(seed);
        unsigned reads = 10 + rng() % 90, decisions = 2 + rng() % 60;
        for (int i = 0; i < 20000; i++) {
            bool decide = rng() % decisions == 0, good = rng() % 3 != 0;
            // A full FIFO of uncommitted beats waits for a decision.
            decide |= pending.size() + published.size() >= Depth && published.empty();
            ASSERT_NO_FATAL_FAILURE(
                cycle(rng() % 4 != 0, decide && good, decide && !good, rng() % 100 < reads))
                << "seed " << seed;
        }
    }
    EXPECT_GT(popped, 20000u);
    EXPECT_GT(rolled_back, 5000u);
    EXPECT_GT(refused, 100u);
}

TEST_F(PacketFifo, MovesABeatEachCycle)
{
    for (int i = 0; i < 10; i++)
        ASSERT_NO_FATAL_FAILURE(cycle(true, true, false, true));
    popped = 0;
    for (int i = 0; i < 1000; i++)
        ASSERT_NO_FATAL_FAILURE(cycle(true, true, false, true));
    EXPECT_EQ(popped, 1000u);
    EXPECT_EQ(refused, 0u);
}

TEST_F(PacketFifo, ShowsNothingUntilTheCommit)
{
    for (unsigned i = 0; i < Depth; i++)
        ASSERT_NO_FATAL_FAILURE(cycle(true, false, false, true));
    EXPECT_EQ(dut->space_o, 0);
    for (int i = 0; i < 20; i++)
        ASSERT_NO_FATAL_FAILURE(cycle(false, false, false, true));
    EXPECT_EQ(popped, 0u);
    ASSERT_NO_FATAL_FAILURE(cycle(false, false, true, true));
    EXPECT_EQ(dut->space_o, Depth);
}
