/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The record engine with LANES lanes and SLOTS places for sessions, and one session in it that most
 * tests use.
 */
#ifndef TESTS_RTL_REC_FIXTURE_H
#define TESTS_RTL_REC_FIXTURE_H

#include DEVICE_H
#include "tests/rtl/rec_rig.h"

namespace rec
{

using Engine = Rig<DEVICE>;

constexpr Session S{1, 5};

class RecordEngine : public ::testing::Test
{
  protected:
    Engine e{11};

    void install(Params p = {}, Session s = S)
    {
        ASSERT_EQ(e.install(s, p), Ok);
    }

    Result open(const Bytes &record, Session s = S)
    {
        e.open(s, record);
        return Result(e.finish().result);
    }

    Result seal(size_t length, Session s = S)
    {
        e.seal(s, e.random_bytes(length));
        return Result(e.finish().result);
    }

    Bytes peer(uint64_t seq, size_t length = 20)
    {
        return e.peer(S, seq, e.random_bytes(length));
    }
};

} // namespace rec

#endif
