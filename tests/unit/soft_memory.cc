// SPDX-License-Identifier: Apache-2.0
//
// What an engine and its sessions take of the host's memory.
#include <gtest/gtest.h>
#include <malloc.h>

#include "tests/unit/engine_harness.h"

extern "C" {
#include "driver/soft/session.h"
}

static size_t HeapInUse()
{
    return mallinfo2().uordblks; // 0 under the address sanitizer
}

TEST(SoftMemory, IdleEngineIsSmallAndASessionIsLittleMoreThanItsTwoKeySchedules)
{
    const size_t before = HeapInUse();
    Engine engine("soft");
    EXPECT_LT(HeapInUse() - before, 64u * 1024);

    const unsigned kSessions = 10000;
    const size_t idle = HeapInUse();
    for (unsigned i = 0; i < kSessions; i++)
        engine.Install(Pair(32, 16).a);
    const size_t each = (HeapInUse() - idle) / kSessions;
    EXPECT_LT(each, 1280u) << "mbedTLS 2.28 takes 930 bytes, 3.6 1100";
    printf("a session: %zu bytes of heap, %zu of them its structure\n", each,
           sizeof(dtl_soft_session));
}
