// SPDX-License-Identifier: Apache-2.0
//
// The byte packer: pieces of any length joined into beats, the last one filled up with zeros.

#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <verilated.h>

#include "Vbyte_packer.h"

using Bytes = std::vector<uint8_t>;

class BytePacker : public ::testing::Test
{
  protected:
    VerilatedContext context;
    std::unique_ptr<Vbyte_packer> dut;
    std::mt19937 rng{6};
    Bytes out;
    unsigned lasts = 0;

    void SetUp() override
    {
        context.randReset(2);
        context.randSeed(6);
        dut.reset(new Vbyte_packer(&context));
        dut->rst_ni = 0;
        dut->valid_i = 0;
        edge();
        dut->rst_ni = 1;
    }

    void edge()
    {
        dut->clk_i = 0;
        dut->eval();
        dut->clk_i = 1;
        dut->eval();
        if (!dut->rst_ni || !dut->valid_o)
            return;
        auto *bytes = reinterpret_cast<const uint8_t *>(&dut->data_o[0]);
        EXPECT_EQ(lasts, 0u) << "a beat after the last one";
        out.insert(out.end(), bytes, bytes + 16);
        lasts += dut->last_o;
    }

    void put(const uint8_t *piece, unsigned n, bool last)
    {
        dut->valid_i = 1;
        dut->len_i = uint8_t(n);
        dut->last_i = last;
        for (unsigned i = 0; i < 16; i++)
            reinterpret_cast<uint8_t *>(&dut->data_i[0])[i] = i < n ? piece[i] : 0;
        dut->clk_i = 0;
        dut->eval();
        while (!dut->ready_o)
            edge();
        edge();
        dut->valid_i = 0;
    }
};

TEST_F(BytePacker, JoinsAnyPieces)
{
    for (size_t length = 1; length <= 600; length++) {
        Bytes packet(length);
        for (auto &byte : packet)
            byte = uint8_t(rng());
        out.clear();
        lasts = 0;
        for (size_t at = 0; at < length;) {
            unsigned n = unsigned(std::min<size_t>(length - at, 1 + rng() % 16));
            put(&packet[at], n, at + n == length);
            at += n;
            if (rng() % 3 == 0)
                edge(); // a gap
        }
        edge();
        ASSERT_EQ(lasts, 1u) << length;
        packet.resize((length + 15) / 16 * 16, 0);
        ASSERT_EQ(out, packet) << length;
    }
}
