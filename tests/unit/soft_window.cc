// SPDX-License-Identifier: Apache-2.0
//
// The replay window against the plainest thing that does the same: a set of all numbers accepted.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

extern "C" {
#include "driver/soft/window.h"
}

namespace
{
class Oracle
{
  public:
    explicit Oracle(uint64_t size) : size_(size)
    {
    }

    dtl_result Accept(uint64_t seq)
    {
        uint64_t top = accepted_.empty() ? 0 : *accepted_.rbegin();
        if (seq + size_ <= top)
            return DTL_R_REPLAY_OLD;
        return accepted_.insert(seq).second ? DTL_R_OK : DTL_R_REPLAY_DUP;
    }

  private:
    uint64_t size_;
    std::set<uint64_t> accepted_;
};
} // namespace

static void Compare(uint8_t size, uint64_t base, uint64_t spread, uint32_t seed)
{
    std::mt19937_64 random(seed);
    dtl_window w{};
    w.size = size;
    Oracle oracle(size);
    for (int i = 0; i < 3000; i++) {
        uint64_t seq = std::min<uint64_t>(base + random() % spread, DTL_SEQ_MAX);
        base += random() % 3 == 0;
        ASSERT_EQ(dtl_window_accept(&w, seq), oracle.Accept(seq))
            << "size " << int{size} << " seed " << seed << " step " << i << " number " << seq;
    }
}

TEST(SoftWindow, EverySizeDoesWhatASetDoes)
{
    for (unsigned size = 1; size <= DTL_WINDOW_MAX; size++)
        for (uint32_t seed = 1; seed <= 4; seed++)
            Compare(static_cast<uint8_t>(size), 0, 50 * seed, seed);
}

TEST(SoftWindow, EndOfTheNumberSpace)
{
    for (uint32_t seed = 1; seed <= 4; seed++)
        Compare(64, DTL_SEQ_MAX - 2000, 150, seed);
}
