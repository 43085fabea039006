// SPDX-License-Identifier: Apache-2.0
//
// The round of the RTL and the two in C of sim/dpi, in step: blocks every cycle, the same answer in
// the same cycle, which is what FIPS 197 section 5.1 says by arithmetic.

#include <array>
#include <memory>
#include <random>

#include <gtest/gtest.h>
#include <verilated.h>

#include "Vaes_round.h"
#include "Vaes_round_dpi.h"
#include "tests/rtl/aes_math.h"

extern "C" {
#include "sim/dpi/aes_round.h"
}

namespace
{
using Block = std::array<uint32_t, 4>; // byte i in bits [8i+7:8i]

uint8_t byte_of(const Block &b, unsigned column, unsigned row)
{
    return uint8_t(b[column % 4] >> 8 * row);
}

Block shifted(const Block &a)
{
    Block out{};
    for (unsigned c = 0; c < 4; c++)
        for (unsigned r = 0; r < 4; r++)
            out[c] |= uint32_t(aes::sub_byte(byte_of(a, c + r, r))) << 8 * r;
    return out;
}

Block mixed(const Block &a)
{
    static const uint8_t factors[4] = {2, 3, 1, 1};
    const Block s = shifted(a);
    Block out{};
    for (unsigned c = 0; c < 4; c++)
        for (unsigned r = 0; r < 4; r++)
            for (unsigned i = 0; i < 4; i++)
                out[c] ^= uint32_t(aes::times(factors[i], byte_of(s, c, (r + i) % 4))) << 8 * r;
    return out;
}

// A stretch of blocks in which every byte takes every value, then blocks of any kind.
Block block(unsigned t, std::mt19937 &rng)
{
    Block b;
    for (unsigned i = 0; i < 4; i++)
        b[i] = t < 256 ? 0x01010101 * t + 0x04030201 * i : uint32_t(rng());
    return b;
}

template <class V> void clock(V &v, const Block &a)
{
    for (unsigned i = 0; i < 4; i++)
        v.a_i[i] = a[i];
    for (int level : {0, 1}) {
        v.clk_i = level;
        v.eval();
    }
}

template <class W> Block value(const W &wide)
{
    return {wide[0], wide[1], wide[2], wide[3]};
}
} // namespace

TEST(AesRound, TheProcessorAndTheRtlAnswerAlikeInTheSameCycle)
{
    VerilatedContext context;
    context.randReset(2);
    context.randSeed(1);
    Vaes_round rtl{&context, "rtl"};
    Vaes_round_dpi dpi{&context, "dpi"};
    std::mt19937 rng(1);
    Block pipe[3];
    for (unsigned t = 0; t < 20000; t++) {
        pipe[2] = pipe[1];
        pipe[1] = pipe[0];
        pipe[0] = block(t, rng);
        clock(rtl, pipe[0]);
        clock(dpi, pipe[0]);
        if (t < 2)
            continue;
        ASSERT_EQ(value(dpi.shifted_o), value(rtl.shifted_o)) << t;
        ASSERT_EQ(value(dpi.mixed_o), value(rtl.mixed_o)) << t;
        if (t < 400) { // arithmetic is slow
            ASSERT_EQ(value(dpi.shifted_o), shifted(pipe[2])) << t;
            ASSERT_EQ(value(dpi.mixed_o), mixed(pipe[2])) << t;
        }
    }
}

TEST(AesRound, TheTableIsWhatTheProcessorDoes)
{
    std::mt19937 rng(2);
    for (unsigned t = 0; t < 20000; t++) {
        const Block a = block(t, rng);
        Block s, m, table_s, table_m;
        dtl_aes_round(a.data(), s.data(), m.data());
        dtl_aes_round_by_table(a.data(), table_s.data(), table_m.data());
        ASSERT_EQ(table_s, s) << t;
        ASSERT_EQ(table_m, m) << t;
    }
}
