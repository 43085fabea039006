// SPDX-License-Identifier: Apache-2.0
//
// Operations on their way into the engine: in order, in bursts, held while the engine is full.

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

extern "C" {
#include "host/loop/engine_side.h"
}

namespace
{

// Takes as many operations as `appetite` says and keeps them.
struct Narrow {
    dtl_engine base{};
    int fd = -1;
    unsigned appetite = 0;
    std::vector<dtl_op *> taken;
    std::vector<unsigned> bursts;
};

unsigned Enqueue(dtl_engine *e, dtl_op *const *ops, unsigned n, uint64_t)
{
    auto *narrow = reinterpret_cast<Narrow *>(e);
    n = std::min(n, narrow->appetite);
    narrow->appetite -= n;
    narrow->taken.insert(narrow->taken.end(), ops, ops + n);
    narrow->bursts.push_back(n);
    return n;
}

unsigned Dequeue(dtl_engine *, dtl_item *, unsigned, uint64_t)
{
    return 0;
}

int Fd(const dtl_engine *e)
{
    return reinterpret_cast<const Narrow *>(e)->fd;
}

void Close(dtl_engine *e)
{
    close(reinterpret_cast<Narrow *>(e)->fd);
}

constexpr unsigned kBurstMax = 4, kRoom = 6;

class LoopEngineSide : public ::testing::Test
{
  protected:
    void SetUp() override
    {
        kind_.scheme = "narrow";
        kind_.enqueue = Enqueue;
        kind_.dequeue = Dequeue;
        kind_.fd = Fd;
        kind_.close = Close;
        narrow_.base.kind = &kind_;
        narrow_.base.limits.burst_max = kBurstMax;
        narrow_.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        ASSERT_EQ(uv_loop_init(&shared_.loop), 0);
        side_.shared = &shared_;
        side_.engine = &narrow_.base;
        ASSERT_EQ(dtl_engine_side_start(&side_, kRoom), 0);
    }
    void TearDown() override
    {
        dtl_engine_side_close(&side_);
        uv_run(&shared_.loop, UV_RUN_DEFAULT);
        EXPECT_EQ(uv_loop_close(&shared_.loop), 0);
    }

    void Put(unsigned n)
    {
        for (unsigned i = 0; i < n; i++) {
            ASSERT_TRUE(dtl_engine_side_room(&side_));
            dtl_engine_side_put(&side_, &ops_[next_++]);
        }
    }

    void Offer(unsigned appetite)
    {
        narrow_.appetite = appetite;
        dtl_engine_side_enqueue(&side_);
    }

    dtl_engine_kind kind_{};
    Narrow narrow_;
    dtl_shared shared_{};
    dtl_engine_side side_{};
    dtl_op ops_[64]{};
    unsigned next_ = 0;
};

TEST_F(LoopEngineSide, EnqueuesWhatWaitsAsOneBurst)
{
    Put(3);
    Offer(100);
    EXPECT_EQ(narrow_.bursts, (std::vector<unsigned>{3}));
    EXPECT_EQ(shared_.counts.engine_bursts, 1u);
    EXPECT_EQ(shared_.counts.engine_ops, 3u);
    EXPECT_EQ(shared_.counts.engine_largest_burst, 3u);
    EXPECT_EQ(shared_.counts.engine_full, 0u);
    EXPECT_FALSE(dtl_engine_side_idle(&side_)); // they are inside
}

TEST_F(LoopEngineSide, NeverOffersMoreThanTheEnginesBurst)
{
    Put(6);
    Offer(100);
    EXPECT_EQ(narrow_.bursts, (std::vector<unsigned>{4, 2}));
}

TEST_F(LoopEngineSide, HoldsTheRestInOrderWhileTheEngineIsFull)
{
    for (unsigned round = 0; round < 8; round++) {
        while (dtl_engine_side_room(&side_))
            Put(1);
        Offer(round % 3 + 1);
        if (next_ > 56)
            break;
    }
    EXPECT_GT(shared_.counts.engine_full, 0u);
    Offer(100);
    ASSERT_EQ(narrow_.taken.size(), next_);
    for (unsigned i = 0; i < next_; i++)
        EXPECT_EQ(narrow_.taken[i], &ops_[i]) << i;
}

TEST_F(LoopEngineSide, HasRoomForSoManyAndNoMore)
{
    Put(kRoom);
    EXPECT_FALSE(dtl_engine_side_room(&side_));
    Offer(1);
    EXPECT_TRUE(dtl_engine_side_room(&side_));
}

} // namespace
