// SPDX-License-Identifier: Apache-2.0
//
// The COBS encoder against the encoder of the paper.

#include <memory>
#include <random>

#include <gtest/gtest.h>
#include <verilated.h>

#include "Vcobs_enc.h"
#include "tests/rtl/link_wire.h"

using wire::Bytes;

class CobsEnc : public ::testing::TestWithParam<int> // percent of stalls on either side
{
  protected:
    VerilatedContext context;
    std::unique_ptr<Vcobs_enc> dut;
    std::mt19937 rng{7};

    void SetUp() override
    {
        context.randReset(2);
        context.randSeed(7);
        dut.reset(new Vcobs_enc(&context));
        dut->rst_ni = 0;
        dut->s_axis_tvalid = 0;
        dut->m_axis_tready = 0;
        for (int level : {0, 1, 0, 1}) {
            dut->clk_i = level;
            dut->eval();
        }
        dut->rst_ni = 1;
    }

    bool awake()
    {
        return int(rng() % 100) >= GetParam();
    }

    // The frames one after the other; returns all bytes up to the last delimiter.
    Bytes encode(const std::vector<Bytes> &frames)
    {
        Bytes out;
        size_t frame = 0, at = 0, delimiters = 0;
        for (unsigned n = 0; delimiters < frames.size(); n++) {
            if (n > 1000000) {
                ADD_FAILURE() << "the encoder hangs";
                break;
            }
            if (!dut->s_axis_tvalid && frame < frames.size() && awake()) {
                dut->s_axis_tvalid = 1;
                dut->s_axis_tdata = frames[frame][at];
                dut->s_axis_tlast = at + 1 == frames[frame].size();
            }
            dut->m_axis_tready = awake();
            dut->clk_i = 0;
            dut->eval();
            bool taken = dut->s_axis_tvalid && dut->s_axis_tready;
            bool given = dut->m_axis_tvalid && dut->m_axis_tready;
            uint8_t byte = dut->m_axis_tdata;
            dut->clk_i = 1;
            dut->eval();
            if (given) {
                out.push_back(byte);
                delimiters += byte == 0;
            }
            if (taken) {
                dut->s_axis_tvalid = 0;
                if (++at == frames[frame].size()) {
                    frame++;
                    at = 0;
                }
            }
        }
        return out;
    }

    void expect_like_paper(const std::vector<Bytes> &frames)
    {
        Bytes want;
        for (const Bytes &f : frames) {
            Bytes encoded = wire::cobs_encode(f);
            want.insert(want.end(), encoded.begin(), encoded.end());
            want.push_back(0);
        }
        ASSERT_EQ(encode(frames), want) << "frame of " << frames[0].size();
    }

    Bytes random_bytes(size_t n, unsigned zero_percent)
    {
        Bytes b(n);
        for (auto &byte : b)
            byte = rng() % 100 < zero_percent ? 0 : uint8_t(1 + rng() % 255);
        return b;
    }
};

TEST_P(CobsEnc, BlocksAroundTheLongest)
{
    for (size_t n : {1, 2, 253, 254, 255, 256, 507, 508, 509, 510, 761, 762, 763, 2068})
        for (unsigned zeros : {0, 1, 50, 100})
            expect_like_paper({random_bytes(n, zeros)});
}

TEST_P(CobsEnc, ZeroAtEveryPlaceAroundTheLongestBlock)
{
    for (size_t at = 250; at < 262; at++) {
        Bytes b = random_bytes(262, 0);
        b[at] = 0;
        expect_like_paper({b});
        b.resize(at + 1); // and at the end
        expect_like_paper({b});
    }
}

TEST_P(CobsEnc, FramesBackToBack)
{
    std::vector<Bytes> frames;
    for (int i = 0; i < 200; i++)
        frames.push_back(random_bytes(1 + rng() % 600, i % 4 * 10));
    expect_like_paper(frames);
}

INSTANTIATE_TEST_SUITE_P(Stalls, CobsEnc, ::testing::Values(0, 30, 90));

TEST(CobsReference, IsThePapers)
{
    // The example of the paper, and its rule for 254 bytes without a zero.
    EXPECT_EQ(
        wire::cobs_encode({0x45, 0x00, 0x00, 0x2C, 0x4C, 0x79, 0x00, 0x00, 0x40, 0x06, 0x4F, 0x37}),
        (Bytes{0x02, 0x45, 0x01, 0x04, 0x2C, 0x4C, 0x79, 0x01, 0x05, 0x40, 0x06, 0x4F, 0x37}));
    Bytes full(254, 0x11), encoded = wire::cobs_encode(full);
    EXPECT_EQ(encoded.size(), 256u);
    EXPECT_EQ(encoded.front(), 0xFF);
    EXPECT_EQ(encoded.back(), 0x01);
    EXPECT_EQ(wire::cobs_decode(encoded), full);
}
