// SPDX-License-Identifier: Apache-2.0
//
// Opening a device and letting it go.
#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <deque>

#include "tests/unit/link_fault.h"

// The next random numbers; the kernel's once these are used up.
static std::deque<uint16_t> next_random;

// In place of the C library's.
extern "C" ssize_t getrandom(void *out, size_t len, unsigned flags)
{
    if (next_random.empty())
        return syscall(SYS_getrandom, out, len, flags);
    for (size_t at = 0; at < len; at += sizeof(uint16_t)) {
        memcpy(static_cast<uint8_t *>(out) + at, &next_random.front(), sizeof(uint16_t));
        next_random.pop_front();
    }
    return static_cast<ssize_t>(len);
}

class LinkOpen : public testing::Test
{
  protected:
    LinkOpen() : rig("wire")
    {
        rig.device->farewell = &farewell;
    }

    void TearDown() override
    {
        rig.StopTampering();
    }

    // It must not open, must say `words`, and must let go of the transport.
    void ExpectFailure(const std::vector<std::string> &words)
    {
        EXPECT_FALSE(rig.Open());
        for (const std::string &word : words)
            EXPECT_NE(rig.error.find(word), std::string::npos) << rig.error;
        EXPECT_TRUE(farewell.closed);
    }

    shim_farewell farewell{};
    LinkRig rig;
};

TEST_F(LinkOpen, LimitsAreThoseOfTheDevice)
{
    ASSERT_TRUE(rig.Open()) << rig.error;
    const struct dtl_engine_limits &l = rig.engine->limits();
    EXPECT_EQ(l.sessions, SHIM_DEVICE_SESSIONS);
    EXPECT_EQ(l.payload_max, SHIM_DEVICE_PAYLOAD_MAX);
    EXPECT_EQ(l.window_max, 64);
    EXPECT_EQ(l.lanes, SHIM_DEVICE_LANES);
    EXPECT_EQ(l.cid_max, 0);
    EXPECT_EQ(l.caps, DTL_CAP_KEYS_ISOLATED);
    EXPECT_NE(rig.device->regs.STATUS & 0xffff, 0u) << "attached with a token";
}

TEST_F(LinkOpen, SilentDeviceIsGivenUpWithAdvice)
{
    rig.device->mute = true;
    ExpectFailure({"does not answer", "powered", "connected"});
    EXPECT_LE(farewell.waited_ms, 5000u);
}

TEST_F(LinkOpen, AnotherProtocolVersionIsRefusedNamingBoth)
{
    rig.device->regs.VERSION = 0x01020307;
    ExpectFailure({"version 7", "version 1", "update"});
}

TEST_F(LinkOpen, SomethingElseIsRefused)
{
    rig.device->regs.ID = 0x12345678;
    ExpectFailure({"no dtlane device", "12345678"});
}

TEST_F(LinkOpen, LimitsThatCannotBeAreRefused)
{
    rig.device->regs.CREDIT = 3;
    ExpectFailure({"cannot be"});
}

TEST_F(LinkOpen, BrokenTransportIsReported)
{
    rig.device->broken = true;
    ExpectFailure({"broke"});
}

TEST_F(LinkOpen, EveryAnswerMayBeLostOnce)
{
    unsigned lost = 0;
    std::vector<Bytes> before;
    rig.fault->to_host = [&](const Bytes &frame) {
        Bytes body = DecodeFrame(frame);
        body.resize(4); // opcode, result, tag
        bool again = std::find(before.begin(), before.end(), body) != before.end();
        before.push_back(body);
        lost += !again;
        return again ? std::vector<Bytes>{frame} : std::vector<Bytes>();
    };
    EXPECT_TRUE(rig.Open()) << rig.error;
    EXPECT_EQ(lost, 6u) << "five registers and the attachment";
}

TEST_F(LinkOpen, TokenIsNeitherZeroNorTheOneOfAnEarlierHost)
{
    rig.device->regs.STATUS = 0x1234;
    next_random = {1, 2, 3, 0, 0x1234, 0x4321}; // tags, then tokens
    ASSERT_TRUE(rig.Open()) << rig.error;
    EXPECT_EQ(rig.device->regs.STATUS & 0xffff, 0x4321u);
    EXPECT_TRUE(next_random.empty());
}

TEST_F(LinkOpen, TokenIsANewOneWhenASilentDeviceComesBack)
{
    next_random = {1, 2, 3, 0x1234};
    ASSERT_TRUE(rig.Open()) << rig.error;
    Engine &e = *rig.engine;
    auto next_turn = [&] {
        e.Dequeue();
        e.now = std::max(e.now, std::min(dtl_engine_deadline(e.raw()), e.now + 10000));
    };
    dtl_session s = e.Install(Pair().a);
    rig.device->mute = true;
    e.Run(Request::Query(s));
    ASSERT_EQ(e.engine_events.size(), 1u);
    rig.device->mute = false;
    next_random = {0, 0x1234, 0x4321};
    for (int i = 0; i < 20; i++)
        next_turn();
    EXPECT_EQ(rig.device->regs.STATUS, 0x4321u) << "and no session of before";
}

TEST_F(LinkOpen, TagsBeginAnywhere)
{
    next_random = {0xa1a2, 0xb1b2, 0xc1c2, 0x1234};
    ASSERT_TRUE(rig.Open()) << rig.error;
    dtl_session s = rig.engine->Install(Pair().a);
    rig.engine->Seal(s, {1});
    rig.engine->Open(s, Bytes(40));
    auto tag_of_first = [this](uint8_t opcode) {
        auto it = std::find_if(rig.fault->sent.begin(), rig.fault->sent.end(),
                               [=](const Bytes &b) { return b[0] == opcode; });
        return (*it)[2] << 8 | (*it)[3];
    };
    EXPECT_EQ(tag_of_first(DTL_LINK_READ), 0xa1a2);
    EXPECT_EQ(tag_of_first(DTL_LINK_SEAL), 0xb1b2);
    EXPECT_EQ(tag_of_first(DTL_LINK_OPEN), 0xc1c2);
}

TEST_F(LinkOpen, GarbageFromBeforeIsIgnored)
{
    rig.fault->ToHost(Pattern(300, 4));
    rig.fault->ToHost(EncodeFrame({0x82, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x34, 0, 0, 1, 2, 3, 4}));
    rig.fault->ToDevice({0x30, 0x31, 0x32}); // half a frame of the host before
    ASSERT_TRUE(rig.Open()) << rig.error;
    rig.engine->Install(Pair().a);
}

TEST_F(LinkOpen, ClosingMakesTheDeviceForget)
{
    ASSERT_TRUE(rig.Open());
    rig.engine->Install(Pair().a);
    rig.engine->Install(Pair().b);
    EXPECT_EQ(shim_device_live(rig.device), 2u);
    rig.Close();
    EXPECT_TRUE(farewell.closed);
    EXPECT_EQ(farewell.live, 0u);
    EXPECT_EQ(farewell.boot, 0);
}

TEST_F(LinkOpen, ClosingASilentDeviceDoesNotTakeLong)
{
    ASSERT_TRUE(rig.Open());
    rig.engine->Install(Pair().a);
    uint64_t before = rig.device->waited_ms;
    rig.device->mute = true;
    rig.Close();
    EXPECT_LE(farewell.waited_ms - before, 1000u);
}

TEST_F(LinkOpen, CountersOfASilentDeviceDoNotTakeLong)
{
    ASSERT_TRUE(rig.Open());
    dtl_session s = rig.engine->Install(Pair().a);
    rig.engine->Seal(s, {1});
    EXPECT_EQ(rig.engine->Counter("device_sealed"), 1u);
    uint64_t before = rig.device->waited_ms;
    rig.device->stalled = true;
    rig.engine->Seal(s, {2});
    EXPECT_EQ(rig.engine->Counter("device_sealed"), 1u) << "as it was";
    EXPECT_LE(rig.device->waited_ms - before, 300u);
    rig.device->stalled = false;
    EXPECT_EQ(rig.engine->Counter("device_sealed"), 2u) << "no answer was taken for another";
    EXPECT_EQ(rig.engine->Counter("device_opened"), 0u);
}

TEST(LinkOpenModel, KeysAreNotInTheTransportOnceInstalled)
{
    LinkRig rig("model");
    ASSERT_TRUE(rig.Open()) << rig.error;
    const Pair p(32, 16, 77);
    // The transport is one allocation; the device is another.
    const auto *begin = reinterpret_cast<const uint8_t *>(rig.fault->inner);
    const auto *end = begin + malloc_usable_size(rig.fault->inner);
    // Any six bytes of it: COBS changes zeros.
    auto holds = [=](const uint8_t *key) {
        for (const uint8_t *part = key; part + 6 <= key + DTL_KEY_MAX; part++)
            if (std::search(begin, end, part, part + 6) != end)
                return true;
        return false;
    };
    auto install = Request::Install(p.a);
    rig.engine->Enqueue({install.get()});
    EXPECT_TRUE(holds(p.a.tx.key)) << "on its way";
    rig.engine->Wait(*install);
    ASSERT_EQ(install->op.result, DTL_R_OK);
    EXPECT_FALSE(holds(p.a.tx.key));
    EXPECT_FALSE(holds(p.a.rx.key));
}

TEST_F(LinkOpen, KeysAreNowhereInTheHostOnceInstalled)
{
    ASSERT_TRUE(rig.Open());
    const Pair p(32, 16, 77);
    // The engine is one allocation.
    const auto *begin = reinterpret_cast<const uint8_t *>(rig.engine->raw());
    const auto *end = begin + malloc_usable_size(rig.engine->raw());
    auto holds = [=](const uint8_t *key) { return std::search(begin, end, key, key + 16) != end; };
    auto install = Request::Install(p.a);
    rig.device->stalled = true;
    rig.engine->Enqueue({install.get()});
    EXPECT_TRUE(holds(p.a.tx.key)) << "the request may have to be repeated";
    rig.device->stalled = false;
    rig.engine->Dequeue();
    rig.engine->Wait(*install);
    ASSERT_EQ(install->op.result, DTL_R_OK);
    EXPECT_FALSE(holds(p.a.tx.key));
    EXPECT_FALSE(holds(p.a.rx.key));
    EXPECT_FALSE(holds(p.a.tx.key + 16));
}
