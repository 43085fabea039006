// SPDX-License-Identifier: Apache-2.0
//
// Many who never finish: addresses without a cookie, handshakes that fall silent, tables that are
// full. Others must be served all the while.
#include <gtest/gtest.h>

#include <random>

#include "tests/unit/dtls_world.h"

using namespace dtls;

namespace
{

std::string Address(unsigned i)
{
    return "198.51." + std::to_string(i / 256) + "." + std::to_string(i % 256) + ":5684";
}

Bytes FirstHello()
{
    World w;
    w.NewClient().Start();
    return w.wire.front().bytes;
}

size_t BytesTo(const World &w, size_t from_packet)
{
    size_t n = 0;
    for (size_t i = from_packet; i < w.wire.size(); i++)
        n += w.wire[i].to_us ? 0 : w.wire[i].bytes.size();
    return n;
}

TEST(DtlsFlood, TenThousandAddressesWithoutACookieLeaveNothingBehind)
{
    World w;
    Peer &good = w.NewClient();
    w.Establish(good);
    Bytes hello = FirstHello();
    for (unsigned i = 0; i < 10000; i++) {
        size_t before = w.wire.size();
        w.Inject(Address(i), hello);
        ASSERT_EQ(w.wire.size(), before + 1);
        ASSERT_LE(BytesTo(w, before), hello.size());
    }
    EXPECT_EQ(w.Count("cookies_sent"), 10001u);
    EXPECT_EQ(w.Count("handshakes_started"), 1u);
    EXPECT_EQ(dtl_endpoint_associations(w.ep), 1u);
    ASSERT_TRUE(good.Send("still here"));
    w.Run(10);
    EXPECT_EQ(good.received.size(), 1u);
}

// Whatever an unverified address sends, it never gets more bytes than it sent.
TEST(DtlsFlood, NoAmplificationWhateverIsSent)
{
    World w;
    const Bytes hello = FirstHello();
    std::mt19937 random(1);
    for (unsigned i = 0; i < 20000; i++) {
        Bytes bad = hello;
        for (unsigned flips = 1 + random() % 4; flips; flips--)
            bad[random() % bad.size()] = static_cast<uint8_t>(random());
        if (random() % 4 == 0)
            bad.resize(random() % (bad.size() + 1));
        size_t before = w.wire.size();
        w.Inject(Address(i), bad);
        ASSERT_LE(BytesTo(w, before), bad.size()) << "seed 1, datagram " << i;
    }
    EXPECT_EQ(w.Count("handshakes_started"), 0u);
    EXPECT_EQ(dtl_endpoint_associations(w.ep), 0u);
    w.Establish(w.NewClient()); // and the listener has survived
}

TEST(DtlsFlood, ADatagramFullOfHellosGetsOneAnswer)
{
    const Bytes hello = FirstHello();
    World w;
    Bytes many;
    for (int i = 0; i < 10; i++)
        many.insert(many.end(), hello.begin(), hello.end());
    w.Inject(Address(0), many);
    EXPECT_EQ(w.wire.size(), 1u); // injected datagrams are not on it
    EXPECT_EQ(w.Count("cookies_sent"), 1u);
    EXPECT_EQ(w.Count("drop_hello_repeated"), 9u);
    w.Inject(Address(0), hello);
    EXPECT_EQ(w.Count("cookies_sent"), 2u);
}

TEST(DtlsFlood, ACookieIsBoundToItsAddress)
{
    World w;
    Peer &c = w.NewClient("10.0.0.1:1");
    w.Establish(c);
    std::vector<Packet> recorded(w.wire);
    w.Run(10);
    for (const Packet &p : recorded)
        if (p.to_us)
            w.Inject("10.0.0.2:1", p.bytes);
    EXPECT_EQ(w.Count("handshakes_started"), 1u);
    EXPECT_EQ(dtl_endpoint_associations(w.ep), 1u);
}

TEST(DtlsFlood, ACookieExpires)
{
    for (bool late : {false, true}) {
        World w;
        Peer &c = w.NewClient();
        w.network = [](const Packet &p) {
            // The client's second hello, with the cookie, never arrives.
            return p.to_us && p.n > 0 ? std::vector<uint64_t>{} : std::vector<uint64_t>{1};
        };
        c.Start();
        w.Run(10);
        Bytes hello = w.wire.back().bytes;
        ASSERT_TRUE(w.wire.back().to_us);
        w.Run(late ? 60001 : 59000);
        w.Inject(c.path, hello);
        EXPECT_EQ(w.Count("handshakes_started"), late ? 0u : 1u);
    }
}

// Clients that go silent as soon as the server has state for them.
class HalfOpen : public testing::Test
{
  protected:
    static std::vector<uint64_t> Silent(const Packet &p)
    {
        bool flooder = p.path.rfind("198.51.", 0) == 0;
        bool hello = p.bytes.size() > 13 && p.bytes[13] == 1;
        return flooder && p.to_us && !hello ? std::vector<uint64_t>{} : std::vector<uint64_t>{1};
    }
};

TEST_F(HalfOpen, AThousandHitTheCapAndOthersAreServed)
{
    World w([](dtl_endpoint_config &c) { c.handshakes_max = 100; });
    Peer &good = w.NewClient("10.0.0.1:1");
    dtl_assoc a = w.Establish(good);
    w.network = Silent;
    for (unsigned i = 0; i < 1000; i++) {
        w.NewClient(Address(i)).Start();
        if (i % 100 == 50) // somebody honest, in the middle of it
            w.Establish(w.NewClient("10.0.0.2:" + std::to_string(i)));
    }
    w.Run(500);
    EXPECT_EQ(w.established.size(), 11u);
    EXPECT_GT(w.Count("handshakes_displaced"), 0u);
    EXPECT_GT(w.Count("drop_handshakes_full"), 0u) << "nobody is displaced within a second";
    EXPECT_EQ(dtl_endpoint_associations(w.ep), 11u + 100u);

    ASSERT_TRUE(good.Send("still here"));
    w.Run(10);
    EXPECT_EQ(good.received.size(), 1u);
    EXPECT_EQ(w.FindClosed(a), nullptr);

    // Those that are left time out.
    w.network = [](const Packet &p) {
        return p.to_us ? std::vector<uint64_t>{} : std::vector<uint64_t>{1};
    };
    w.Run(300000);
    EXPECT_EQ(dtl_endpoint_associations(w.ep), 11u);
    EXPECT_EQ(w.Count("handshakes_failed"), 100u);
    for (const Closed &c : w.closed)
        EXPECT_EQ(c.reason, DTL_CLOSE_TIMEOUT);
}

TEST_F(HalfOpen, TheyNeverDisplaceWhatIsEstablished)
{
    World w([](dtl_endpoint_config &c) { c.associations_max = 10; });
    std::vector<Peer *> good;
    for (unsigned i = 0; i < 9; i++) {
        good.push_back(&w.NewClient("10.0.0.1:" + std::to_string(i)));
        w.Establish(*good.back());
    }
    w.network = Silent;
    for (unsigned i = 0; i < 10; i++) {
        w.NewClient(Address(i)).Start();
        w.Run(1000);
    }
    EXPECT_GE(w.Count("handshakes_displaced"), 5u);
    w.Establish(w.NewClient("10.0.0.2:1"));
    for (Peer *p : good) {
        ASSERT_TRUE(p->Send("here"));
        ASSERT_TRUE(w.RunUntil([&] { return p->received.size() == 1; }, 10));
    }
    EXPECT_TRUE(w.closed.empty());
}

// More honest clients at once than there are places: each gets its turn.
TEST_F(HalfOpen, ABurstOfHonestOnesIsServedInTurn)
{
    World w([](dtl_endpoint_config &c) { c.handshakes_max = 5; });
    std::vector<Peer *> clients;
    for (unsigned i = 0; i < 50; i++) {
        clients.push_back(&w.NewClient("10.0.0.1:" + std::to_string(i)));
        clients.back()->Start();
    }
    w.network = [](const Packet &) { return std::vector<uint64_t>{100}; };
    EXPECT_TRUE(w.RunUntil([&] { return w.established.size() == 50; }, 120000));
    EXPECT_EQ(w.Count("handshakes_displaced"), 0u);
}

TEST_F(HalfOpen, OneThatBeginsAnewInAFullTableDisplacesItself)
{
    World w([](dtl_endpoint_config &c) { c.handshakes_max = 2; });
    w.network = Silent;
    w.NewClient(Address(0)).Start();
    w.Run(10);
    w.NewClient(Address(1)).Start();
    w.Run(10);
    w.NewClient(Address(1)).Start();
    w.Run(10);
    w.network = {};
    w.Run(5000); // both repeat themselves, and find what they left
    EXPECT_EQ(w.established.size(), 2u);
    EXPECT_EQ(w.Count("handshakes_displaced"), 1u);
}

TEST(DtlsFlood, AHelloThatIsRepeatedForEverDoesNotHoldAHandshake)
{
    World w;
    Peer &c = w.NewClient();
    w.network = [](const Packet &p) {
        return p.to_us && p.n > 1 ? std::vector<uint64_t>{} : std::vector<uint64_t>{1};
    };
    c.Start();
    ASSERT_TRUE(w.RunUntil([&] { return w.Count("handshakes_started") == 1; }));
    Bytes hello;
    for (const Packet &p : w.wire)
        if (p.to_us && p.n == 1)
            hello = p.bytes;
    for (int i = 0; i < 1000 && w.closed.empty(); i++) {
        hello[10]++; // a fresh record number
        w.Inject(c.path, hello);
        w.Run(500);
    }
    ASSERT_EQ(w.closed.size(), 1u);
    EXPECT_EQ(w.closed[0].reason, DTL_CLOSE_TIMEOUT);
    EXPECT_LE(w.now, 1000u + 3 * 60000 + 1000);
}

TEST(DtlsFlood, AFullTableTurnsNewcomersAwayUntilSomeoneLeaves)
{
    World w([](dtl_endpoint_config &c) { c.associations_max = 3; });
    std::vector<dtl_assoc> assocs;
    for (unsigned i = 0; i < 3; i++)
        assocs.push_back(w.Establish(w.NewClient(Address(i))));
    Peer &late = w.NewClient(Address(3));
    late.Start();
    w.Run(5000);
    EXPECT_EQ(w.established.size(), 3u);
    EXPECT_GT(w.Count("drop_associations_full"), 0u);
    w.Close(assocs[1]);
    ASSERT_TRUE(w.RunUntil([&] { return w.established.size() == 4; }));
    EXPECT_NE(w.established[3].assoc, assocs[1]) << "a name is never given twice";
    EXPECT_EQ(dtl_assoc_slot(w.established[3].assoc), dtl_assoc_slot(assocs[1]));
}

TEST(DtlsFlood, RecordsInsideTheEngineAreCapped)
{
    World w([](dtl_endpoint_config &c) { c.records_max = 8; });
    Peer &c = w.NewClient();
    dtl_assoc a = w.Establish(c);
    c.Send("confirm");
    w.Run(10);
    w.engine.policy = [](const dtl_op &, unsigned) { return Verdict{Verdict::kDo, DTL_R_OK, 100}; };
    unsigned sent = 0;
    for (int i = 0; i < 20; i++)
        sent += w.Send(a, "x") == 0;
    EXPECT_EQ(sent, 8u);
    EXPECT_EQ(w.Count("sends_refused_full"), 12u);
    c.Send("one too many");
    w.Run(5);
    EXPECT_EQ(w.Count("drop_records_full"), 1u);
    w.Run(1000);
    EXPECT_EQ(w.Send(a, "x"), 0);
}

TEST(DtlsFlood, ForgedRecordsOnOnePathCostNoOther)
{
    World w;
    Peer &flooded = w.NewClient("10.0.0.1:1"), &victim = w.NewClient("10.0.0.2:1");
    w.Establish(flooded);
    w.Establish(victim);
    w.engine.policy = [](const dtl_op &, unsigned) { return Verdict{Verdict::kDo, DTL_R_OK, 100}; };
    Bytes forged(43);
    const Bytes header{23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 9, 9, 0, 30};
    std::copy(header.begin(), header.end(), forged.begin());
    for (int i = 0; i < 1100; i++)
        w.Inject(flooded.path, forged);
    EXPECT_EQ(w.Count("drop_share"), 1100u - w.engine.limits().in_flight / 4);
    ASSERT_TRUE(victim.Send("still here"));
    w.Run(5);
    dtl_endpoint_close_all(w.ep, w.now);
    w.Run(1000);
    EXPECT_EQ(w.Count("drop_records_full"), 0u);
    EXPECT_EQ(victim.state(), DTLS_PEER_CLOSED);
    EXPECT_EQ(flooded.state(), DTLS_PEER_CLOSED);
}

TEST(DtlsFlood, AThousandAssociationsTalkAndLeave)
{
    World w;
    std::vector<Peer *> clients;
    for (unsigned i = 0; i < 1000; i++) {
        clients.push_back(&w.NewClient(Address(i)));
        w.Establish(*clients.back());
    }
    for (Peer *c : clients)
        ASSERT_TRUE(c->Send(c->path));
    w.Run(10);
    for (Peer *c : clients)
        ASSERT_EQ(c->received, std::vector<std::string>{c->path});
    EXPECT_EQ(dtl_endpoint_associations(w.ep), 1000u);
    dtl_endpoint_close_all(w.ep, w.now);
    w.Run(10);
    EXPECT_EQ(dtl_endpoint_associations(w.ep), 0u);
    EXPECT_EQ(w.engine.live_sessions(), 0u);
    EXPECT_EQ(w.closed.size(), 1000u);
    EXPECT_EQ(dtl_endpoint_deadline(w.ep), UINT64_MAX);
}

} // namespace

/* Every client is told, however few records may be inside the engine at once. */
TEST(DtlsFlood, MoreAssociationsThanRecordsAllHearGoodbye)
{
    World w([](dtl_endpoint_config &c) { c.records_max = 8; });
    std::vector<Peer *> clients;
    for (int i = 0; i < 30; i++) {
        clients.push_back(&w.NewClient("10.0.1." + std::to_string(i) + ":1"));
        w.Establish(*clients.back());
    }
    w.engine.policy = [](const dtl_op &, unsigned) { return Verdict{Verdict::kDo, DTL_R_OK, 100}; };
    dtl_endpoint_close_all(w.ep, w.now);
    w.Run(1000);
    for (const Peer *c : clients)
        EXPECT_EQ(c->state(), DTLS_PEER_CLOSED);
}
