// SPDX-License-Identifier: Apache-2.0
//
// A client that begins anew from the address of a live association, and those who only pretend to.
#include <gtest/gtest.h>

#include "tests/unit/dtls_world.h"

using namespace dtls;

namespace
{

const char *const kPath = "10.0.0.1:40000";

class Reconnect : public testing::Test
{
  protected:
    void Begin()
    {
        first = &w.NewClient(kPath);
        old_assoc = w.Establish(*first);
        Require(first->Send("old"), "the client cannot send");
        w.Run(10);
        Require(first->received.size() == 1, "no echo");
    }

    void ExpectOldWorks()
    {
        size_t before = w.data.size();
        w.Inject(kPath, w.engine.AsPeer(old_session(), DTL_CT_APPLICATION_DATA, {'x'}));
        w.Run(1);
        ASSERT_EQ(w.data.size(), before + 1);
        EXPECT_EQ(w.data.back().first, old_assoc);
        EXPECT_EQ(w.FindClosed(old_assoc), nullptr);
    }

    dtl_session old_session() const
    {
        return w.established.front().session;
    }

    void ExpectReplacedBy(Peer &c)
    {
        Require(w.established.size() == 2, "no second association");
        EXPECT_NE(w.established[1].assoc, old_assoc);
        Require(w.RunUntil([&] { return w.FindClosed(old_assoc) != nullptr; }, 5000),
                "the old association stays");
        EXPECT_EQ(w.FindClosed(old_assoc)->reason, DTL_CLOSE_REPLACED);
        ASSERT_TRUE(c.Send("new"));
        ASSERT_TRUE(w.RunUntil([&] { return !c.received.empty(); }, 5000));
        EXPECT_EQ(w.data.back().first, w.established[1].assoc);
        EXPECT_EQ(dtl_endpoint_associations(w.ep), 1u);
        EXPECT_EQ(w.engine.live_sessions(), 1u);
    }

    World w;
    Peer *first = nullptr;
    dtl_assoc old_assoc = 0;
};

TEST_F(Reconnect, FromTheSamePortReplacesTheAssociation)
{
    Begin();
    Peer &c = w.NewClient(kPath);
    w.Establish(c);
    ExpectReplacedBy(c);
}

TEST_F(Reconnect, OpensslFromTheSamePort)
{
    Begin();
    Peer &c = w.NewOpenssl(kPath, kPskAes128Ccm);
    w.Establish(c);
    ExpectReplacedBy(c);
}

TEST_F(Reconnect, AgainAndAgain)
{
    Begin();
    for (int i = 0; i < 50; i++) {
        Peer &c = w.NewClient(kPath);
        w.Establish(c);
        ASSERT_TRUE(c.Send("hello"));
        w.Run(10);
        ASSERT_EQ(c.received.size(), 1u);
    }
    EXPECT_EQ(w.closed.size(), 50u);
    EXPECT_EQ(dtl_endpoint_associations(w.ep), 1u);
}

TEST_F(Reconnect, OldSessionWorksUntilTheNewOneIsInstalled)
{
    Begin();
    w.engine.policy = [](const dtl_op &op, unsigned) {
        return Verdict{Verdict::kDo, DTL_R_OK, op.kind == DTL_OP_INSTALL ? 300u : 0u};
    };
    Peer &c = w.NewClient(kPath);
    c.Start();
    for (int i = 0; i < 10 && w.established.size() < 2; i++) {
        ExpectOldWorks();
        w.Run(20);
    }
    ASSERT_TRUE(w.RunUntil([&] { return w.established.size() == 2; }));
    ExpectReplacedBy(c);
}

TEST_F(Reconnect, DataOfTheNewSessionWaitsForItsKeys)
{
    Begin();
    w.engine.policy = [](const dtl_op &op, unsigned) {
        return Verdict{Verdict::kDo, DTL_R_OK, op.kind == DTL_OP_INSTALL ? 300u : 0u};
    };
    Peer &c = w.NewClient(kPath);
    c.Start();
    ASSERT_TRUE(w.RunUntil([&] { return c.open(); }));
    ASSERT_TRUE(c.Send("early"));
    ASSERT_TRUE(w.RunUntil([&] { return !c.received.empty() && w.established.size() == 2; }));
    EXPECT_EQ(w.data.back().first, w.established[1].assoc);
    EXPECT_EQ(w.Count("drop_auth"), 0u) << "offered to the new handshake instead";
}

TEST_F(Reconnect, RecordsStillInsideTheOldSessionReachTheNewOne)
{
    Begin();
    unsigned delayed = 0;
    w.engine.policy = [&](const dtl_op &op, unsigned) {
        bool old_open = op.kind == DTL_OP_OPEN && op.session == old_session();
        delayed += old_open;
        return Verdict{Verdict::kDo, DTL_R_OK, old_open ? 40u : 0u};
    };
    Peer &c = w.NewClient(kPath);
    c.Start();
    ASSERT_TRUE(w.RunUntil([&] { return c.open(); }));
    ASSERT_TRUE(c.Send("request"));
    ASSERT_TRUE(w.RunUntil([&] { return !c.received.empty(); }, 5000));
    EXPECT_GT(delayed, 0u);
}

TEST_F(Reconnect, InjectedClientHelloDoesNotKillALiveSession)
{
    Begin();
    Bytes hello = w.wire.front().bytes; // without a cookie, from a spoofed address
    hello[13 + 12 + 2] ^= 0xff;         // another client random
    for (int i = 0; i < 100; i++) {
        w.Inject(kPath, hello);
        ExpectOldWorks();
    }
    EXPECT_EQ(w.Count("handshakes_started"), 1u);
    w.Run(200000);
    ExpectOldWorks();
}

TEST_F(Reconnect, RecordedClientHelloWithItsCookieIsStale)
{
    Begin();
    std::vector<Packet> recorded(w.wire);
    for (const Packet &p : recorded)
        if (p.to_us)
            w.Inject(kPath, p.bytes);
    w.Run(10);
    EXPECT_EQ(w.Count("handshakes_started"), 1u);
    EXPECT_EQ(w.Count("drop_hello_stale"), 2u);
    ExpectOldWorks();
}

TEST_F(Reconnect, HandshakeThatFailsLeavesTheOldSessionAlone)
{
    Begin();
    static const Bytes kWrong(16, 'w');
    Peer &c = w.NewClient(kPath, kPskAes128Ccm8, dtls_peer_mbedtls,
                          [](auto &config) { config.psk = kWrong.data(); });
    c.Start();
    ASSERT_TRUE(w.RunUntil([&] { return w.closed.size() == 1; }));
    EXPECT_EQ(w.closed[0].reason, DTL_CLOSE_BAD_PSK);
    EXPECT_NE(w.closed[0].assoc, old_assoc);
    ExpectOldWorks();
}

TEST_F(Reconnect, HandshakeThatFallsSilentLeavesTheOldSessionAlone)
{
    Begin();
    Peer &c = w.NewClient(kPath);
    unsigned packets = 0;
    w.network = [&](const Packet &p) {
        packets += p.to_us;
        return p.to_us && packets > 2 ? std::vector<uint64_t>{} : std::vector<uint64_t>{1};
    };
    c.Start();
    ASSERT_TRUE(w.RunUntil([&] { return w.closed.size() == 1; }));
    EXPECT_EQ(w.closed[0].reason, DTL_CLOSE_TIMEOUT);
    ExpectOldWorks();
}

TEST_F(Reconnect, OldSessionMayEndWhileTheNewHandshakeRuns)
{
    Begin();
    Peer &c = w.NewClient(kPath);
    w.network = [&](const Packet &) { return std::vector<uint64_t>{100}; };
    c.Start();
    ASSERT_TRUE(w.RunUntil([&] { return w.Count("handshakes_started") == 2; }));
    w.Close(old_assoc);
    ASSERT_TRUE(w.RunUntil([&] { return c.open() && w.established.size() == 2; }));
    EXPECT_EQ(w.FindClosed(old_assoc)->reason, DTL_CLOSE_LOCAL);
    ASSERT_TRUE(c.Send("new"));
    w.Run(1000);
    EXPECT_EQ(c.received, std::vector<std::string>{"new"});
}

TEST_F(Reconnect, NewestHandshakeWins)
{
    Begin();
    w.network = [&](const Packet &) { return std::vector<uint64_t>{100}; };
    Peer &second = w.NewClient(kPath);
    second.Start();
    ASSERT_TRUE(w.RunUntil([&] { return w.Count("handshakes_started") == 2; }));
    w.network = nullptr;
    Peer &third = w.NewClient(kPath);
    w.Establish(third);
    EXPECT_EQ(w.Count("handshakes_started"), 3u);
    ExpectReplacedBy(third);
    EXPECT_EQ(w.closed.size(), 2u) << "the second never was established";
}

TEST_F(Reconnect, WhileTheLastOneIsBeingInstalledHasToAskAgain)
{
    Begin();
    w.engine.policy = [](const dtl_op &op, unsigned n) {
        return Verdict{Verdict::kDo, DTL_R_OK, op.kind == DTL_OP_INSTALL && n == 1 ? 1500u : 0u};
    };
    Peer &second = w.NewClient(kPath);
    second.Start();
    ASSERT_TRUE(w.RunUntil([&] { return second.open(); }));
    Peer &third = w.NewClient(kPath);
    third.Start();
    ASSERT_TRUE(w.RunUntil([&] { return third.open() && w.established.size() == 3; }));
    EXPECT_GT(w.Count("drop_hello_busy"), 0u);
    ASSERT_TRUE(third.Send("new"));
    w.Run(10);
    EXPECT_EQ(third.received.size(), 1u);
    EXPECT_EQ(dtl_endpoint_associations(w.ep), 1u);
}

TEST_F(Reconnect, DuringTheFirstHandshakeReplacesThat)
{
    w.network = [&](const Packet &) { return std::vector<uint64_t>{100}; };
    w.NewClient(kPath).Start();
    ASSERT_TRUE(w.RunUntil([&] { return w.Count("handshakes_started") == 1; }));
    w.network = nullptr;
    Peer &c = w.NewClient(kPath);
    w.Establish(c);
    ASSERT_EQ(w.closed.size(), 1u);
    EXPECT_EQ(w.closed[0].reason, DTL_CLOSE_REPLACED);
    EXPECT_FALSE(w.closed[0].was_established);
    ASSERT_TRUE(c.Send("hello"));
    w.Run(10);
    EXPECT_EQ(c.received.size(), 1u);
}

TEST_F(Reconnect, UnderLoss)
{
    for (unsigned lost = 0; lost < 14; lost++) {
        SCOPED_TRACE("packet " + std::to_string(lost) + " lost");
        World world;
        Peer &a = world.NewClient(kPath);
        world.Establish(a);
        a.Send("old");
        world.Run(10);
        unsigned n = 0;
        world.record_per_datagram = true;
        world.network = [&](const Packet &) {
            return n++ == lost ? std::vector<uint64_t>{} : std::vector<uint64_t>{1};
        };
        Peer &b = world.NewClient(kPath);
        world.Establish(b);
        ASSERT_TRUE(world.RunUntil(
            [&] {
                b.Send("again");
                world.Run(500);
                return !b.received.empty();
            },
            20000));
        EXPECT_EQ(dtl_endpoint_associations(world.ep), 1u);
    }
}

} // namespace
