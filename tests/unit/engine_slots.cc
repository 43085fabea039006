// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

extern "C" {
#include "driver/slots.h"
}

class EngineSlots : public testing::Test
{
  protected:
    ~EngineSlots() override
    {
        dtl_slots_free(&slots);
    }

    dtl_session Add()
    {
        dtl_session name = 0;
        EXPECT_EQ(dtl_slots_add(&slots, &thing, &name), 0);
        return name;
    }

    dtl_slots slots{};
    int thing = 0;
};

TEST_F(EngineSlots, FindsWhatIsThereAndNothingElse)
{
    dtl_slots_init(&slots, 100);
    dtl_session a = Add();
    EXPECT_NE(a, 0u);
    EXPECT_EQ(dtl_slots_find(&slots, a), &thing);
    EXPECT_EQ(dtl_slots_find(&slots, 0), nullptr);
    EXPECT_EQ(dtl_slots_find(&slots, a + 1), nullptr);       // a slot never used
    EXPECT_EQ(dtl_slots_find(&slots, a + 0x10000), nullptr); // another generation
    dtl_slots_remove(&slots, a);
    EXPECT_EQ(dtl_slots_find(&slots, a), nullptr);
    EXPECT_EQ(dtl_slots_find(&slots, a & 0xffff), nullptr) << "generation 0 is nobody's";
}

TEST_F(EngineSlots, CapacityIsAllThatCanBeHeldAtOnce)
{
    dtl_slots_init(&slots, 50);
    std::set<dtl_session> names;
    for (int i = 0; i < 50; i++)
        names.insert(Add());
    EXPECT_EQ(names.size(), 50u);
    dtl_session none;
    EXPECT_EQ(dtl_slots_add(&slots, &thing, &none), DTL_ERR_FULL);
    for (dtl_session s : names)
        EXPECT_EQ(dtl_slots_find(&slots, s), &thing);
}

TEST_F(EngineSlots, SlotThatHasUsedUpItsGenerationsIsRetired)
{
    dtl_slots_init(&slots, 2);
    std::set<dtl_session> names;
    for (unsigned i = 0; i < 2 * 65535u; i++) {
        dtl_session s = Add();
        ASSERT_TRUE(names.insert(s).second) << "name " << s << " came twice";
        dtl_slots_remove(&slots, s);
    }
    dtl_session none;
    EXPECT_EQ(dtl_slots_add(&slots, &thing, &none), DTL_ERR_FULL);
    EXPECT_EQ(slots.retired, 2u);
}

TEST_F(EngineSlots, TearingDownVisitsEveryone)
{
    dtl_slots_init(&slots, 100);
    dtl_session first = Add();
    for (int i = 0; i < 40; i++)
        Add();
    dtl_slots_remove(&slots, first);
    unsigned visited = 0;
    uint32_t cursor = 0;
    while (dtl_slots_take_next(&slots, &cursor))
        visited++;
    EXPECT_EQ(visited, 40u);
    EXPECT_EQ(slots.live, 0u);
}
