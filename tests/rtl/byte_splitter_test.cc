// SPDX-License-Identifier: Apache-2.0
//
// The byte splitter: packets of any length cut into pieces of any length.

#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <verilated.h>

#include "Vbyte_splitter.h"

using Bytes = std::vector<uint8_t>;

class ByteSplitter : public ::testing::Test
{
  protected:
    VerilatedContext context;
    std::unique_ptr<Vbyte_splitter> dut;
    std::mt19937 rng{5};
    unsigned cycles = 0;

    void SetUp() override
    {
        context.randReset(2);
        context.randSeed(5);
        dut.reset(new Vbyte_splitter(&context));
        dut->rst_ni = 0;
        dut->start_i = dut->s_axis_tvalid = dut->ready_i = 0;
        edge();
        dut->rst_ni = 1;
    }

    void edge()
    {
        dut->clk_i = 0;
        dut->eval();
        dut->clk_i = 1;
        dut->eval();
        cycles++;
    }

    bool chance(unsigned percent)
    {
        return rng() % 100 < percent;
    }

    // Sends a packet in and takes it out in pieces; returns it as it came out.
    Bytes through(const Bytes &packet, const std::vector<unsigned> &pieces, unsigned source,
                  unsigned sink)
    {
        Bytes out;
        size_t at = 0, piece = 0, taken = 0, beats = (packet.size() + 15) / 16;
        dut->len_i = uint16_t(packet.size());
        dut->start_i = 1;
        dut->s_axis_tvalid = dut->ready_i = 0;
        edge();
        dut->start_i = 0;
        bool offered = false;
        for (unsigned guard = 0; (piece < pieces.size() || at < beats) && guard < 20000; guard++) {
            offered |= at < beats && chance(source);
            dut->s_axis_tvalid = offered;
            for (unsigned i = 0; offered && i < 16; i++) {
                uint8_t byte = 16 * at + i < packet.size() ? packet[16 * at + i] : 0xEE;
                reinterpret_cast<uint8_t *>(&dut->s_axis_tdata[0])[i] = byte;
            }
            bool ready = piece < pieces.size() && chance(sink);
            dut->ready_i = ready;
            dut->take_i = piece < pieces.size() ? uint8_t(pieces[piece]) : 1;
            dut->clk_i = 0;
            dut->eval();
            if (ready && dut->valid_o) {
                auto *bytes = reinterpret_cast<const uint8_t *>(&dut->data_o[0]);
                out.insert(out.end(), bytes, bytes + pieces[piece]);
                taken += pieces[piece++];
            }
            if (offered && dut->s_axis_tready) {
                at++;
                offered = false;
            }
            dut->clk_i = 1;
            dut->eval();
            cycles++;
        }
        dut->s_axis_tvalid = 1; // the next packet's: must not be taken
        dut->ready_i = 0;
        dut->eval();
        EXPECT_EQ(dut->s_axis_tready, 0);
        EXPECT_EQ(taken, packet.size());
        return out;
    }

    Bytes random_packet(size_t length)
    {
        Bytes b(length);
        for (auto &byte : b)
            byte = uint8_t(rng());
        return b;
    }
};

TEST_F(ByteSplitter, CutsAnywhere)
{
    for (size_t length = 1; length <= 600; length++) {
        Bytes packet = random_packet(length);
        std::vector<unsigned> pieces;
        for (size_t left = length; left;) {
            unsigned n = unsigned(std::min<size_t>(left, 1 + rng() % 16));
            pieces.push_back(n);
            left -= n;
        }
        ASSERT_EQ(through(packet, pieces, 20 + rng() % 81, 20 + rng() % 81), packet) << length;
    }
}

TEST_F(ByteSplitter, MovesAPieceEachCycle)
{
    Bytes packet = random_packet(13 + 8 + 1600 + 8);
    std::vector<unsigned> pieces(100, 16);
    pieces.insert(pieces.begin(), {13, 8});
    pieces.push_back(8);
    cycles = 0;
    ASSERT_EQ(through(packet, pieces, 100, 100), packet);
    EXPECT_LE(cycles, pieces.size() + 3);
}

TEST_F(ByteSplitter, TakesNoBeatForAnEmptyPacket)
{
    EXPECT_TRUE(through({}, {}, 100, 100).empty());
}
