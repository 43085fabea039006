// SPDX-License-Identifier: Apache-2.0
//
// The mailbox of control requests: what it holds comes out, and no byte of it is left afterwards.

#include <memory>
#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <verilated.h>

#include "Vlink_mailbox.h"

using Beat = std::vector<uint32_t>;

class Mailbox : public ::testing::Test
{
  protected:
    VerilatedContext context;
    std::unique_ptr<Vlink_mailbox> dut;
    std::mt19937 rng{9};
    const Beat zero{0, 0, 0, 0};

    void SetUp() override
    {
        context.randReset(2);
        context.randSeed(9);
        dut.reset(new Vlink_mailbox(&context));
        dut->rst_ni = 0;
        dut->valid_i = dut->commit_i = dut->rollback_i = dut->done_i = dut->m_axis_tready = 0;
        clock();
        dut->rst_ni = 1;
    }

    void clock()
    {
        dut->clk_i = 0;
        dut->eval();
        dut->clk_i = 1;
        dut->eval();
        dut->valid_i = dut->commit_i = dut->rollback_i = dut->done_i = 0;
    }

    // Writes a header and `beats` payload beats; the last one comes with the verdict if so asked.
    std::vector<Beat> fill(unsigned beats, bool commit, bool at_once = false)
    {
        std::vector<Beat> sent;
        for (unsigned n = 0; n < 50 && !dut->free_o; n++)
            clock();
        EXPECT_TRUE(dut->free_o);
        for (unsigned i = 0; i <= beats; i++) {
            Beat b{uint32_t(rng()), uint32_t(rng()), uint32_t(rng()), uint32_t(rng())};
            for (int w = 0; w < 4; w++)
                dut->beat_i[w] = b[size_t(w)];
            dut->valid_i = 1;
            if (i == beats && at_once) {
                dut->commit_i = commit;
                dut->rollback_i = !commit;
            }
            clock();
            if (i > 0)
                sent.push_back(b);
        }
        if (!at_once) {
            dut->commit_i = commit;
            dut->rollback_i = !commit;
            clock();
        }
        return sent;
    }

    std::vector<Beat> payload(unsigned beats)
    {
        std::vector<Beat> got;
        dut->m_axis_tready = 1;
        for (unsigned i = 0; i < beats; i++) {
            dut->clk_i = 0;
            dut->eval();
            EXPECT_TRUE(dut->m_axis_tvalid);
            got.push_back({dut->m_axis_tdata[0], dut->m_axis_tdata[1], dut->m_axis_tdata[2],
                           dut->m_axis_tdata[3]});
            clock();
        }
        dut->m_axis_tready = 0;
        return got;
    }

    void done()
    {
        dut->done_i = 1;
        clock();
    }
};

TEST_F(Mailbox, HandsOverWhatItGot)
{
    for (int i = 0; i < 5; i++) {
        auto sent = fill(8, true, i & 1);
        EXPECT_TRUE(dut->full_o);
        EXPECT_FALSE(dut->free_o);
        EXPECT_EQ(payload(8), sent);
        done();
        EXPECT_FALSE(dut->full_o);
    }
}

TEST_F(Mailbox, KeepsNothingOfARequestThatIsDone)
{
    fill(8, true);
    payload(8);
    done();
    fill(0, true);
    EXPECT_EQ(payload(8), std::vector<Beat>(8, zero));
}

TEST_F(Mailbox, KeepsNothingOfARequestThatWasDropped)
{
    for (unsigned beats = 0; beats <= 8; beats++)
        for (bool at_once : {false, true}) {
            fill(beats, false, at_once);
            EXPECT_FALSE(dut->full_o);
            fill(0, true);
            EXPECT_EQ(payload(8), std::vector<Beat>(8, zero)) << beats;
            done();
        }
}

TEST_F(Mailbox, IsCleanAfterReset)
{
    fill(0, true);
    EXPECT_EQ(payload(8), std::vector<Beat>(8, zero));
}
