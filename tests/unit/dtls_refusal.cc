// SPDX-License-Identifier: Apache-2.0
//
// What is refused: peers without the key, records that are none, and the classes of bug that other
// DTLS stacks have had.
#include <gtest/gtest.h>

#include <random>

#include "tests/unit/dtls_world.h"

using namespace dtls;

namespace
{

const char *const kPath = "10.0.0.1:40000";

class Refusal : public testing::Test
{
  protected:
    void Begin()
    {
        client = &w.NewClient(kPath);
        assoc = w.Establish(*client);
        Require(client->Send("first"), "the client cannot send");
        w.Run(10);
        Require(w.data.size() == 1, "no data");
        record = Last(true);
    }

    Bytes Last(bool to_us)
    {
        for (auto p = w.wire.rbegin(); p != w.wire.rend(); ++p)
            if (p->to_us == to_us)
                return p->bytes;
        return {};
    }

    // The next record of the client, which never arrived.
    Bytes Unseen()
    {
        auto network = w.network;
        w.network = [](const Packet &) { return std::vector<uint64_t>{}; };
        EXPECT_TRUE(client->Send("unseen"));
        w.network = network;
        return w.wire.back().bytes;
    }

    void Inject(const Bytes &datagram)
    {
        w.Inject(kPath, datagram);
        w.Run(5);
    }

    void ExpectAlive()
    {
        size_t before = w.data.size();
        ASSERT_TRUE(client->Send("alive"));
        w.Run(10);
        ASSERT_EQ(w.data.size(), before + 1);
        EXPECT_TRUE(w.closed.empty());
    }

    World w;
    Peer *client = nullptr;
    dtl_assoc assoc = 0;
    Bytes record; // a protected one that was accepted
};

class RefusedPeer : public testing::TestWithParam<const dtls_peer_kind *>
{
};

INSTANTIATE_TEST_SUITE_P(Dtls, RefusedPeer, testing::Values(&dtls_peer_mbedtls, &dtls_peer_openssl),
                         [](const auto &info) { return std::string(info.param->name); });

TEST_P(RefusedPeer, WrongKey)
{
    World w;
    Peer &good = w.NewClient("10.0.0.9:9");
    dtl_assoc a = w.Establish(good);
    static const Bytes kWrong(16, 'w');
    Peer &c = w.NewClient(kPath, kPskAes128Ccm8, *GetParam(),
                          [](auto &config) { config.psk = kWrong.data(); });
    c.Start();
    ASSERT_TRUE(w.RunUntil([&] { return w.closed.size() == 1; }));
    EXPECT_EQ(w.closed[0].reason, DTL_CLOSE_BAD_PSK);
    EXPECT_FALSE(w.closed[0].was_established);
    w.Run(10);
    EXPECT_EQ(c.state(), DTLS_PEER_FAILED) << "it was told";
    EXPECT_EQ(w.FindClosed(a), nullptr);
    EXPECT_EQ(w.engine.submitted(DTL_OP_INSTALL), 1u);
    ASSERT_TRUE(good.Send("still here"));
    w.Run(10);
    EXPECT_EQ(good.received.size(), 1u);
}

TEST_P(RefusedPeer, UnknownIdentity)
{
    World w;
    Peer &c = w.NewClient(kPath, kPskAes128Ccm8, *GetParam(),
                          [](auto &config) { config.identity = "nobody"; });
    c.Start();
    ASSERT_TRUE(w.RunUntil([&] { return w.closed.size() == 1; }));
    EXPECT_EQ(w.closed[0].reason, DTL_CLOSE_UNKNOWN_IDENTITY);
    w.Run(10);
    EXPECT_EQ(c.state(), DTLS_PEER_FAILED) << "it was told";
    EXPECT_EQ(dtl_endpoint_associations(w.ep), 0u);
    EXPECT_EQ(w.engine.submitted(DTL_OP_INSTALL), 0u);
}

TEST(DtlsRefusal, IdentityLongerThanTheHeaderAllowsIsUnknown)
{
    World w;
    std::string longest(DTL_PSK_IDENTITY_MAX, 'i');
    for (const std::string &identity : {longest, longest + "i"}) {
        w.psks[identity] = std::string(16, 'k');
        Peer &c = w.NewClient(identity.substr(100), kPskAes128Ccm8, dtls_peer_mbedtls,
                              [&](auto &config) { config.identity = identity.c_str(); });
        c.Start();
        w.Run(100);
        EXPECT_EQ(c.open(), identity == longest);
    }
    EXPECT_EQ(w.closed.back().reason, DTL_CLOSE_UNKNOWN_IDENTITY);
}

TEST(DtlsRefusal, NoCommonSuite)
{
    World w;
    Peer &c = w.NewClient(kPath, 0xC0AE); // ECDHE-ECDSA
    c.Start();
    w.Run(10);
    EXPECT_EQ(c.state(), DTLS_PEER_FAILED) << "it was told";
    EXPECT_GT(w.Count("hellos_refused"), 0u);
    EXPECT_EQ(w.Count("handshakes_started"), 0u);
    w.Establish(w.NewClient("10.0.0.2:1"));
}

TEST_F(Refusal, GarbageIsCountedPerReasonAndTheRestOfTheDatagramIsDropped)
{
    Begin();
    const Bytes unseen = Unseen();
    struct Case {
        const char *counter;
        std::function<void(Bytes &)> spoil;
    } cases[] = {
        {"drop_short", [](Bytes &r) { r.resize(12); }},
        {"drop_short", [](Bytes &r) { r.resize(1); }},
        {"drop_type", [](Bytes &r) { r[0] = 24; }},
        {"drop_type", [](Bytes &r) { r[0] = 19; }},
        {"drop_type", [](Bytes &r) { r[0] = 25; }},
        {"drop_version", [](Bytes &r) { r[2] = 0xfc; }},
        {"drop_version",
         [](Bytes &r) {
             r[1] = 3;
             r[2] = 3;
         }},
        {"drop_version", [](Bytes &r) { r[2] = 0xff; }}, // 1.0 outside a hello
        {"drop_length", [](Bytes &r) { r[11] = 0xff; }},
        {"drop_length", [](Bytes &r) { r.pop_back(); }},
    };
    for (const Case &c : cases) {
        Bytes bad = unseen;
        c.spoil(bad);
        uint64_t before = w.Count(c.counter);
        bad.insert(bad.end(), unseen.begin(), unseen.end()); // nothing after it counts
        if (std::string(c.counter) != "drop_length" && std::string(c.counter) != "drop_short")
            Inject(bad);
        else
            Inject(Bytes(bad.begin(), bad.end() - static_cast<long>(unseen.size())));
        EXPECT_EQ(w.Count(c.counter), before + 1) << c.counter;
        EXPECT_EQ(w.data.size(), 1u);
    }
    Inject(unseen);
    EXPECT_EQ(w.data.size(), 2u) << "the record itself was never used up";
    ExpectAlive();
}

TEST_F(Refusal, SeveralRecordsInADatagramAreAllRead)
{
    Begin();
    Bytes both = Unseen(), second = Unseen();
    both.insert(both.end(), second.begin(), second.end());
    Inject(both);
    EXPECT_EQ(w.data.size(), 3u);
}

TEST_F(Refusal, OtherEpochs)
{
    Begin();
    for (uint8_t epoch : {2, 3, 255}) {
        Bytes bad = Unseen();
        bad[4] = epoch;
        Inject(bad);
    }
    EXPECT_EQ(w.Count("drop_epoch"), 3u);
    ExpectAlive();
}

TEST_F(Refusal, PlaintextEpoch0ApplicationDataIsNeverDelivered)
{
    Begin();
    Bytes plain{23, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 50, 0, 3, 'e', 'v', 'l'};
    Inject(plain);
    EXPECT_EQ(w.data.size(), 1u);
    EXPECT_EQ(w.Count("drop_plaintext"), 1u);
    ExpectAlive();
}

TEST_F(Refusal, PlaintextDataDuringTheHandshakeIsNeverDelivered)
{
    w.network = [](const Packet &) { return std::vector<uint64_t>{50}; };
    client = &w.NewClient(kPath);
    client->Start();
    ASSERT_TRUE(w.RunUntil([&] { return w.Count("handshakes_started") == 1; }));
    Inject({23, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 50, 0, 3, 'e', 'v', 'l'});
    ASSERT_TRUE(w.RunUntil([&] { return client->open(); }));
    EXPECT_TRUE(w.data.empty());
    EXPECT_EQ(w.Count("drop_plaintext"), 1u);
}

TEST_F(Refusal, PlaintextAlertsDoNotEndALiveSession)
{
    Begin();
    for (uint8_t code : {0, 10, 40, 90})
        Inject({21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 60, 0, 2, 2, code});
    EXPECT_EQ(w.Count("drop_plaintext"), 4u);
    ExpectAlive();
}

TEST_F(Refusal, PlaintextHandshakeAndCcsDoNotDisturbALiveSession)
{
    Begin();
    Inject({20, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 60, 0, 1, 1});
    Bytes finished{22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 61, 0, 24, 20};
    finished.resize(13 + 24);
    Inject(finished);
    Inject({22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 62, 0, 0}); // zero length
    EXPECT_EQ(w.Count("drop_plaintext"), 3u);
    ExpectAlive();
}

TEST_F(Refusal, ReplayedRecordIsDeliveredOnce)
{
    Begin();
    Inject(record);
    Inject(record);
    EXPECT_EQ(w.data.size(), 1u);
    EXPECT_EQ(w.Count("drop_replay_dup"), 2u);
    ExpectAlive();
}

TEST_F(Refusal, RecordOlderThanTheWindowIsRefused)
{
    Begin();
    Bytes old = Unseen();
    for (int i = 0; i < 64; i++) {
        ASSERT_TRUE(client->Send("on and on"));
        w.Run(5);
    }
    Inject(old);
    EXPECT_EQ(w.Count("drop_replay_old"), 1u);
    ExpectAlive();
}

TEST_F(Refusal, WindowIsNotMovedByARecordThatDoesNotVerify)
{
    Begin();
    Bytes unseen = Unseen();
    Bytes far = unseen;
    far[5] = 0x7f; // a number far ahead
    Inject(far);
    EXPECT_EQ(w.Count("drop_auth"), 1u);
    Inject(unseen);
    EXPECT_EQ(w.data.size(), 2u);
    ExpectAlive();
}

TEST_F(Refusal, EveryFlippedBitIsRefused)
{
    Begin();
    const Bytes unseen = Unseen();
    for (size_t bit = 0; bit < unseen.size() * 8; bit++) {
        Bytes bad = unseen;
        bad[bit / 8] = static_cast<uint8_t>(bad[bit / 8] ^ 1u << bit % 8);
        Inject(bad);
        ASSERT_EQ(w.data.size(), 1u) << "bit " << bit;
    }
    Inject(unseen);
    EXPECT_EQ(w.data.size(), 2u);
    ExpectAlive();
}

TEST_F(Refusal, TooShortToBeProtected)
{
    Begin();
    for (uint8_t body = 0; body < 16; body++) {
        Bytes bad{23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 99, 0, body};
        bad.resize(13u + body);
        Inject(bad);
    }
    EXPECT_EQ(w.Count("drop_length"), 16u);
    Bytes empty{23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 99, 0, 16};
    empty.resize(13 + 16);
    Inject(empty);
    EXPECT_EQ(w.Count("drop_auth"), 1u) << "an empty payload with a bad tag must not pass";
    EXPECT_EQ(w.data.size(), 1u);
    ExpectAlive();
}

TEST_F(Refusal, EmptyPayloadWithAGoodTagIsDelivered)
{
    Begin();
    Inject(w.engine.AsPeer(w.engine.last_session(), DTL_CT_APPLICATION_DATA, {}));
    ASSERT_EQ(w.data.size(), 2u);
    EXPECT_EQ(w.data.back().second, "");
}

TEST_F(Refusal, ForgeriesUpToTheLimitEndTheAssociation)
{
    World world([](dtl_endpoint_config &c) { c.bad_mac_limit = 5; });
    Peer &c = world.NewClient(kPath);
    dtl_assoc a = world.Establish(c);
    Bytes forged{23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 99, 0, 30};
    forged.resize(13 + 30);
    for (int i = 0; i < 6; i++)
        world.Inject(kPath, forged);
    world.Run(10);
    ASSERT_NE(world.FindClosed(a), nullptr);
    EXPECT_EQ(world.FindClosed(a)->reason, DTL_CLOSE_LIMIT);
    EXPECT_EQ(c.state(), DTLS_PEER_CLOSED) << "it was told, with a protected close_notify";
}

TEST_F(Refusal, RecordsOfStrangersAreDropped)
{
    Begin();
    w.Inject("10.9.9.9:9", record);
    w.Inject("10.9.9.9:9", {20, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 60, 0, 1, 1});
    w.Run(1);
    EXPECT_EQ(w.Count("drop_no_association"), 2u);
    EXPECT_EQ(w.data.size(), 1u);
}

TEST_F(Refusal, FragmentedClientHelloIsDroppedWithoutState)
{
    client = &w.NewClient(kPath);
    client->Start();
    Bytes hello = w.wire.front().bytes;
    hello[13 + 11] = static_cast<uint8_t>(hello[13 + 11] - 1); // fragment length
    w.Inject("10.9.9.9:9", hello);
    EXPECT_EQ(w.Count("drop_hello_fragment"), 1u);
    EXPECT_EQ(dtl_endpoint_associations(w.ep), 0u);
}

TEST_F(Refusal, RandomDatagramsDoNothing)
{
    Begin();
    std::mt19937 random(1);
    for (int i = 0; i < 20000; i++) {
        Bytes datagram(random() % 100);
        for (uint8_t &b : datagram)
            b = static_cast<uint8_t>(random());
        if (datagram.size() > 4 && random() % 2) { // look like a record
            datagram[0] = static_cast<uint8_t>(20 + random() % 4);
            datagram[1] = 0xfe;
            datagram[2] = 0xfd;
            datagram[3] = 0;
            datagram[4] = static_cast<uint8_t>(random() % 2);
        }
        if (datagram.size() > 12)
            datagram[11] = 0;
        w.Inject(kPath, datagram);
    }
    w.Run(10);
    EXPECT_EQ(w.data.size(), 1u) << "seed 1";
    ExpectAlive();
}

} // namespace
