// SPDX-License-Identifier: Apache-2.0
//
// The COBS decoder against the encoder of the paper, and on what no encoder sends.

#include <memory>
#include <random>

#include <gtest/gtest.h>
#include <verilated.h>

#include "Vcobs_dec.h"
#include "tests/rtl/link_wire.h"

using wire::Bytes;

struct Frame {
    Bytes bytes;
    bool bad;
    bool operator==(const Frame &o) const
    {
        return bytes == o.bytes && bad == o.bad;
    }
};

class CobsDec : public ::testing::TestWithParam<int> // percent of stalls on either side
{
  protected:
    VerilatedContext context;
    std::unique_ptr<Vcobs_dec> dut;
    std::mt19937 rng{8};

    void SetUp() override
    {
        context.randReset(2);
        context.randSeed(8);
        dut.reset(new Vcobs_dec(&context));
        dut->rst_ni = 0;
        dut->s_axis_tvalid = 0;
        dut->ready_i = 0;
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

    std::vector<Frame> decode(const Bytes &in)
    {
        std::vector<Frame> frames;
        Bytes bytes;
        size_t at = 0;
        for (unsigned quiet = 0; quiet < 200;) {
            if (!dut->s_axis_tvalid && at < in.size() && awake()) {
                dut->s_axis_tvalid = 1;
                dut->s_axis_tdata = in[at];
            }
            dut->ready_i = awake();
            dut->clk_i = 0;
            dut->eval();
            EXPECT_FALSE(dut->byte_valid_o && dut->end_valid_o);
            if (dut->byte_valid_o && dut->ready_i)
                bytes.push_back(dut->byte_o);
            if (dut->end_valid_o && dut->ready_i) {
                frames.push_back({bytes, bool(dut->end_bad_o)});
                bytes.clear();
            }
            bool taken = dut->s_axis_tvalid && dut->s_axis_tready;
            dut->clk_i = 1;
            dut->eval();
            if (taken) {
                dut->s_axis_tvalid = 0;
                at++;
            }
            quiet = at < in.size() ? 0 : quiet + 1;
        }
        return frames;
    }

    Bytes random_bytes(size_t n, unsigned zero_percent)
    {
        Bytes b(n);
        for (auto &byte : b)
            byte = rng() % 100 < zero_percent ? 0 : uint8_t(1 + rng() % 255);
        return b;
    }
};

TEST_P(CobsDec, UndoesTheEncoder)
{
    Bytes in;
    std::vector<Frame> want;
    for (size_t n : {1, 2, 253, 254, 255, 256, 507, 508, 509, 510, 761, 762, 763, 2068})
        for (unsigned zeros : {0, 1, 50, 100}) {
            want.push_back({random_bytes(n, zeros), false});
            Bytes encoded = wire::cobs_encode(want.back().bytes);
            in.insert(in.end(), encoded.begin(), encoded.end());
            in.push_back(0);
        }
    EXPECT_EQ(decode(in), want);
}

TEST_P(CobsDec, TakesAFullLastBlockWithAndWithoutAnEmptyOneBehind)
{
    Bytes full(254, 0x22), in = wire::cobs_encode(full);
    ASSERT_EQ(in.back(), 0x01);
    in.back() = 0x00;
    EXPECT_EQ(decode(in), (std::vector<Frame>{{full, false}}));
}

TEST_P(CobsDec, IgnoresEmptyFrames)
{
    Bytes in(500, 0x00);
    in.insert(in.end(), {0x02, 0x33, 0x00, 0x00, 0x00});
    EXPECT_EQ(decode(in), (std::vector<Frame>{{{0x33}, false}}));
}

TEST_P(CobsDec, MarksABlockThatIsCutShortAndStartsAfresh)
{
    for (uint8_t missing = 1; missing < 254; missing++) {
        Bytes block = random_bytes(254, 0), in{0xFF};
        in.insert(in.end(), block.begin(), block.end() - missing);
        in.insert(in.end(), {0x00, 0x03, 0x44, 0x55, 0x00});
        auto frames = decode(in);
        ASSERT_EQ(frames.size(), 2u);
        EXPECT_TRUE(frames[0].bad);
        EXPECT_EQ(frames[1], (Frame{{0x44, 0x55}, false}));
    }
}

TEST_P(CobsDec, AgreesWithTheReferenceOnNoise)
{
    for (int i = 0; i < 300; i++) {
        Bytes in = random_bytes(1 + rng() % 300, 0);
        auto want = wire::cobs_decode(in);
        in.push_back(0);
        auto frames = decode(in);
        ASSERT_EQ(frames.size(), 1u);
        EXPECT_EQ(frames[0].bad, !want);
        if (want) {
            EXPECT_EQ(frames[0].bytes, *want);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Stalls, CobsDec, ::testing::Values(0, 30, 90));
