// SPDX-License-Identifier: Apache-2.0
//
// The replay window against a model that keeps a set (tests/rtl/rec_model.h).

#include <set>

#include <gtest/gtest.h>

#include "Vrec_replay.h"
#include "tests/rtl/rec_model.h"

using rec::SeqMax;
using rec::Window;

class Replay : public ::testing::Test
{
  protected:
    VerilatedContext context;
    Vrec_replay dut{&context};

    Replay()
    {
        dut.rst_ni = dut.take_i = dut.load_i = dut.start_i = 0;
        clock();
        dut.rst_ni = 1;
    }

    void clock()
    {
        for (int edge = 0; edge < 2; edge++) {
            dut.clk_i = uint8_t(edge);
            dut.eval();
        }
    }

    // The verdict on a number.
    int ask(unsigned size, uint64_t top, uint64_t window, uint64_t seq)
    {
        dut.stored_i[2] = uint32_t(window);
        dut.stored_i[3] = uint32_t(window >> 32);
        dut.stored_i[0] = uint32_t(top);
        dut.stored_i[1] = uint32_t(top >> 32) | size << 16;
        dut.load_i = 1;
        return ask_again(seq);
    }

    // The verdict on another number of the same session.
    int ask_again(uint64_t seq)
    {
        dut.seq_i = seq;
        dut.take_i = 1;
        clock();
        dut.take_i = dut.load_i = 0;
        clock();
        clock();
        dut.start_i = 1;
        clock();
        dut.start_i = 0;
        for (cycles = 1; !dut.done_o; cycles++) {
            if (cycles > 18)
                throw std::runtime_error("no verdict");
            clock();
        }
        next_top = dut.window_o[0] | uint64_t(dut.window_o[1] & 0xFFFF) << 32;
        next_size = dut.window_o[1] >> 16;
        next_window = dut.window_o[2] | uint64_t(dut.window_o[3]) << 32;
        return dut.result_o;
    }

    unsigned cycles = 0; // that the last verdict took
    unsigned next_size = 0;
    uint64_t next_top = 0, next_window = 0;

    // One number through both, with the model's window or the one that is left. The model is moved
    // on.
    void expect_same(Window &w, uint64_t seq, bool again = false)
    {
        uint64_t top = w.top;
        int got = again ? ask_again(seq) : ask(w.size, top, w.bits(), seq);
        ASSERT_EQ(got, w.accept(seq)) << "size " << w.size << " top " << top << " number " << seq;
        ASSERT_EQ(next_size, w.size);
        ASSERT_EQ(next_top, w.top) << "size " << w.size << " top " << top << " number " << seq;
        ASSERT_EQ(next_window, w.bits())
            << "size " << w.size << " top " << top << " number " << seq;
    }
};

static uint64_t bits(std::mt19937_64 &rng)
{
    uint64_t b = rng(), mode = rng() % 4;
    return mode == 0 ? b : mode == 1 ? b & rng() : mode == 2 ? ~uint64_t(0) : 0;
}

// Every distance that a window can tell apart, at tops where the arithmetic could wrap.
TEST_F(Replay, EverySizeAndDistance)
{
    std::mt19937_64 rng(1);
    const uint64_t tops[] = {0,          1,           63,          64,         65,
                             0xFFFFFFFF, 0x100000000, SeqMax - 64, SeqMax - 1, SeqMax};
    for (unsigned size = 0; size <= 64; size++)
        for (uint64_t top : tops)
            for (int64_t distance = -130; distance <= 130; distance++) {
                int64_t seq = int64_t(top) + distance;
                if (seq < 0 || uint64_t(seq) > SeqMax)
                    continue;
                Window w(size, top, bits(rng));
                ASSERT_NO_FATAL_FAILURE(expect_same(w, uint64_t(seq)));
            }
}

TEST_F(Replay, FarJumps)
{
    std::mt19937_64 rng(2);
    for (int i = 0; i < 200000; i++) {
        Window w(unsigned(rng() % 65), rng() & SeqMax, bits(rng));
        uint64_t near = 1ull << (rng() % 48);
        uint64_t seq = rng() % 2 ? rng() & SeqMax : (w.top ^ near);
        ASSERT_NO_FATAL_FAILURE(expect_same(w, seq));
    }
}

TEST_F(Replay, RandomWalks)
{
    for (uint32_t seed = 1; seed <= 20; seed++) {
        std::mt19937_64 rng(seed);
        unsigned size = unsigned(rng() % 65);
        Window w(size, seed % 3 == 0 ? SeqMax - 2000 : 0, 0);
        uint64_t next = w.top;
        for (int i = 0; i < 5000; i++) {
            next = std::min(SeqMax, next + rng() % 3);
            uint64_t late = rng() % 4 ? 0 : rng() % 80;
            ASSERT_NO_FATAL_FAILURE(expect_same(w, next - std::min(next, late), i != 0))
                << "seed " << seed;
        }
    }
}

// No number passes twice, whatever came in between.
TEST_F(Replay, NoNumberPassesTwice)
{
    std::mt19937_64 rng(3);
    for (unsigned size : {1u, 2u, 33u, 64u}) {
        uint64_t top = 0, window = 0;
        std::set<uint64_t> passed;
        for (int i = 0; i < 20000; i++) {
            uint64_t base = top + 5;
            uint64_t seq = base - std::min(base, rng() % 150);
            if (ask(size, top, window, seq) != rec::Ok)
                continue;
            ASSERT_TRUE(passed.insert(seq).second) << "number " << seq;
            top = next_top;
            window = next_window;
        }
    }
}

TEST_F(Replay, TheNextNumberTakesTwoCycles)
{
    EXPECT_EQ(ask(64, 1000, 1, 1001), rec::Ok);
    EXPECT_EQ(cycles, 2u);
}
