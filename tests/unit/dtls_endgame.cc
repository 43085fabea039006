// SPDX-License-Identifier: Apache-2.0
//
// The endgame of the handshake: we sent the last flight, and the peer may not have it.
#include <gtest/gtest.h>

#include "tests/unit/dtls_world.h"

using namespace dtls;

namespace
{

const char *const kPath = "10.0.0.1:40000";

bool IsChangeCipherSpec(const Bytes &record)
{
    return TypeOf(record) == DTL_CT_CHANGE_CIPHER_SPEC;
}

bool IsFinished(const Bytes &record) // or what else of a handshake is protected
{
    return TypeOf(record) == DTL_CT_HANDSHAKE && EpochOf(record) == 1;
}

bool IsLastFlight(const Bytes &record)
{
    return IsChangeCipherSpec(record) || IsFinished(record);
}

// A server that speaks first, as soon as it may, to a client that only answers.
class Endgame : public testing::Test
{
  protected:
    Endgame()
    {
        w.record_per_datagram = true;
    }

    // Loses the first `n` records from the server that `match`.
    void Lose(bool (*match)(const Bytes &), unsigned n)
    {
        w.network = [match, n](const Packet &p) mutable {
            if (p.to_us || !match(p.bytes) || !n)
                return std::vector<uint64_t>{1};
            n--;
            return std::vector<uint64_t>{};
        };
    }

    void Begin()
    {
        client = &w.NewClient(kPath);
        client->Start();
        Require(w.RunUntil([&] { return !w.established.empty(); }), "no association");
        assoc = w.established[0].assoc;
    }

    void SpeaksFirst(int messages)
    {
        for (int i = 0; i < messages; i++)
            ASSERT_EQ(w.Send(assoc, "early " + std::to_string(i)), 0);
    }

    void ExpectFlows()
    {
        Require(w.RunUntil([&] { return client->open(); }, 60000), "no handshake");
        ASSERT_TRUE(client->Send("request"));
        ASSERT_TRUE(w.RunUntil([&] { return !w.data.empty(); }, 100));
        ASSERT_TRUE(w.RunUntil([&] { return !client->received.empty(); }, 100));
        EXPECT_EQ(client->received.back(), "request");
        EXPECT_TRUE(w.closed.empty());
    }

    uint64_t Resent()
    {
        return w.Count("flights_resent") + w.Count("flights_resent_unasked");
    }

    World w;
    Peer *client = nullptr;
    dtl_assoc assoc = 0;
};

TEST_F(Endgame, WholeLastFlightLostOnce)
{
    Lose(IsLastFlight, 2);
    Begin();
    ExpectFlows();
    EXPECT_EQ(Resent(), 1u);
}

TEST_F(Endgame, WholeLastFlightLostTwice)
{
    Lose(IsLastFlight, 4);
    Begin();
    SpeaksFirst(5);
    ExpectFlows();
    EXPECT_GE(Resent(), 2u);
}

TEST_F(Endgame, OnlyFinishedLost)
{
    Lose(IsFinished, 1);
    Begin();
    SpeaksFirst(5);
    ExpectFlows();
}

TEST_F(Endgame, OnlyChangeCipherSpecLost)
{
    Lose(IsChangeCipherSpec, 1);
    Begin();
    ExpectFlows();
}

TEST_F(Endgame, FinishedOvertakenByOneRecord)
{
    w.network = [](const Packet &p) {
        bool first_finished = !p.to_us && IsFinished(p.bytes) && SeqOf(p.bytes) == 0;
        return std::vector<uint64_t>{first_finished ? 50u : 1u};
    };
    Begin();
    SpeaksFirst(1);
    ExpectFlows();
}

TEST_F(Endgame, FinishedOvertakenByAsManyRecordsAsMayBe)
{
    w.network = [](const Packet &p) {
        bool first_finished = !p.to_us && IsFinished(p.bytes) && SeqOf(p.bytes) == 0;
        return std::vector<uint64_t>{first_finished ? 500u : 1u};
    };
    Begin();
    SpeaksFirst(32);
    EXPECT_EQ(w.Send(assoc, "one too many"), DTL_ERR_FULL);
    EXPECT_EQ(w.Count("sends_refused_unconfirmed"), 1u);
    ExpectFlows();
    EXPECT_EQ(w.Send(assoc, "now it may"), 0) << "the client's request confirmed the flight";
}

TEST_F(Endgame, ServerFirstDataArrivesOnceTheFlightIsThere)
{
    Lose(IsFinished, 1);
    Begin();
    SpeaksFirst(3); // too early for the client: lost
    ASSERT_TRUE(w.RunUntil([&] { return client->open(); }, 5000));
    ASSERT_EQ(w.Send(assoc, "later"), 0);
    w.Run(5);
    ASSERT_FALSE(client->received.empty());
    EXPECT_EQ(client->received.back(), "later");
}

TEST_F(Endgame, ResendsCarryFreshNumbers)
{
    Lose(IsLastFlight, 4);
    Begin();
    ExpectFlows();
    std::vector<uint64_t> plain, sealed;
    for (const Packet &p : w.wire)
        if (!p.to_us && IsLastFlight(p.bytes))
            (EpochOf(p.bytes) ? sealed : plain).push_back(SeqOf(p.bytes));
    ASSERT_EQ(plain.size(), 3u);
    ASSERT_EQ(sealed.size(), 3u);
    for (size_t i = 1; i < 3; i++) {
        EXPECT_GT(plain[i], plain[i - 1]);
        EXPECT_GT(sealed[i], sealed[i - 1]);
    }
}

TEST_F(Endgame, ASilentPeerWithDataOnItsWayGetsTheFlightUnaskedThreeTimes)
{
    Begin();
    w.network = [](const Packet &) { return std::vector<uint64_t>{}; };
    SpeaksFirst(1);
    uint64_t sent = w.now;
    std::vector<uint64_t> at;
    for (uint64_t n = 0; w.now < sent + 60000; w.Run(10))
        if (w.Count("flights_resent_unasked") > n) {
            n = w.Count("flights_resent_unasked");
            at.push_back(w.now - sent);
        }
    ASSERT_EQ(at.size(), 3u);
    EXPECT_NEAR(static_cast<double>(at[0]), 1000, 10);
    EXPECT_NEAR(static_cast<double>(at[1]), 1000 + 2200, 10);
    EXPECT_NEAR(static_cast<double>(at[2]), 1000 + 2200 + 4840, 10);
}

TEST_F(Endgame, APeerThatOnlyListensIsNotStarvedForLong)
{
    Begin();
    unsigned sent = 0;
    for (int i = 0; i < 300; i++) {
        sent += w.Send(assoc, "news") == 0;
        w.Run(100);
    }
    EXPECT_GT(w.Count("sends_refused_unconfirmed"), 0u);
    EXPECT_GT(sent, 200u);
    EXPECT_EQ(client->received.size(), sent);
}

TEST_F(Endgame, NothingIsResentToAPeerThatIsNotSpokenTo)
{
    Begin();
    w.Run(60000);
    EXPECT_EQ(Resent(), 0u);
}

TEST_F(Endgame, TheFlightIsForgottenAfterFourMinutes)
{
    Begin();
    Bytes finished;
    for (const Packet &p : w.wire)
        if (p.to_us && IsFinished(p.bytes))
            finished = p.bytes;
    Bytes message{20, 0, 0, 12, 0, 3, 0, 0, 0, 0, 0, 12}; // some other Finished
    message.resize(24);
    w.Run(239000);
    w.Inject(kPath, w.engine.AsPeer(w.engine.last_session(), DTL_CT_HANDSHAKE, message));
    w.Run(10);
    EXPECT_EQ(w.Count("drop_unexpected"), 1u);
    EXPECT_EQ(w.Send(assoc, "data"), 0);
    w.Run(20000);
    EXPECT_EQ(Resent(), 0u) << "four minutes are over before the first second is";
}

// Makes the client repeat its Finished, which it does because it never sees ours.
TEST_F(Endgame, RepeatedFinishedIsAnsweredOncePerRepetition)
{
    Lose(IsLastFlight, 1000);
    Begin();
    w.Run(10000); // the client repeats after 1, 2 and 4 s
    EXPECT_EQ(w.Count("flights_resent"), 3u);
}

TEST_F(Endgame, RepetitionsInQuickSuccessionAreAnsweredOnce)
{
    Lose(IsLastFlight, 1000);
    Bytes finished;
    Begin();
    ASSERT_TRUE(w.RunUntil([&] { return w.Count("flights_resent") == 1; }));
    // The engine has opened the client's Finished: seal it again as the client would.
    const dtl_session session = w.engine.last_session();
    ASSERT_FALSE(w.engine.peer_finished.empty());
    w.Run(1000 - 300);
    for (int i = 0; i < 10; i++)
        w.Inject(kPath, w.engine.AsPeer(session, DTL_CT_HANDSHAKE, w.engine.peer_finished));
    w.Run(10);
    EXPECT_EQ(w.Count("flights_resent"), 2u);
}

TEST_F(Endgame, AnotherFinishedThanThePeersIsIgnored)
{
    Begin();
    w.Run(1000);
    Bytes other = w.engine.peer_finished;
    ASSERT_EQ(other.size(), 24u);
    other[23] ^= 1;
    w.Inject(kPath, w.engine.AsPeer(w.engine.last_session(), DTL_CT_HANDSHAKE, other));
    w.Run(10);
    EXPECT_EQ(w.Count("flights_resent"), 0u);
    EXPECT_EQ(w.Count("drop_unexpected"), 1u);
}

TEST_F(Endgame, AReplayedFinishedIsNotAnswered)
{
    Begin();
    w.Run(1000);
    for (const Packet &p : std::vector<Packet>(w.wire))
        if (p.to_us && IsFinished(p.bytes))
            w.Inject(kPath, p.bytes);
    w.Run(10);
    EXPECT_EQ(w.Count("flights_resent"), 0u);
    EXPECT_EQ(w.Count("drop_replay_dup"), 1u);
}

TEST_F(Endgame, DataOfThePeerEndsIt)
{
    Begin();
    w.Run(10);
    ASSERT_TRUE(client->Send("data"));
    w.Run(1000);
    w.Inject(kPath,
             w.engine.AsPeer(w.engine.last_session(), DTL_CT_HANDSHAKE, w.engine.peer_finished));
    w.Run(10);
    EXPECT_EQ(Resent(), 0u);
    EXPECT_EQ(w.Count("drop_unexpected"), 1u);
}

Bytes Forged(dtl_content_type type, uint8_t seq)
{
    Bytes record{static_cast<uint8_t>(type), 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, seq, 0, 30};
    record.resize(13 + 30);
    return record;
}

TEST_F(Endgame, DataBeforeTheKeysAreInstalledIsDeliveredInOrder)
{
    w.engine.policy = [](const dtl_op &op, unsigned) {
        return Verdict{Verdict::kDo, DTL_R_OK, op.kind == DTL_OP_INSTALL ? 500u : 0u};
    };
    client = &w.NewClient(kPath);
    client->Start();
    ASSERT_TRUE(w.RunUntil([&] { return client->open(); }));
    EXPECT_TRUE(w.established.empty());
    for (int i = 0; i < 3; i++)
        ASSERT_TRUE(client->Send("early " + std::to_string(i)));
    w.Run(1000);
    EXPECT_EQ(client->received, (std::vector<std::string>{"early 0", "early 1", "early 2"}));
}

TEST_F(Endgame, EarlyRecordsAreParkedUpToACap)
{
    w.engine.policy = [](const dtl_op &op, unsigned) {
        return Verdict{Verdict::kDo, DTL_R_OK, op.kind == DTL_OP_INSTALL ? 500u : 0u};
    };
    client = &w.NewClient(kPath);
    client->Start();
    ASSERT_TRUE(w.RunUntil([&] { return client->open(); }));
    for (uint8_t i = 0; i < 100; i++)
        w.Inject(kPath, Forged(DTL_CT_APPLICATION_DATA, i));
    EXPECT_EQ(w.Count("drop_park_full"), 100u - 15u) << "16, of which one is the client's Finished";
    w.Run(1000);
    EXPECT_EQ(w.Count("drop_auth"), 15u);
    ExpectFlows();
}

TEST_F(Endgame, RenegotiationIsRefusedWithAnAlert)
{
    for (uint8_t type : {uint8_t{0}, uint8_t{1}}) { // HelloRequest, ClientHello
        World world;
        Peer &c = world.NewClient(kPath);
        dtl_assoc a = world.Establish(c);
        Bytes message(12, 0);
        message[0] = type;
        size_t sent = world.wire.size();
        world.Inject(kPath,
                     world.engine.AsPeer(world.engine.last_session(), DTL_CT_HANDSHAKE, message));
        world.Run(1);
        ASSERT_EQ(world.wire.size(), sent + 1);
        EXPECT_EQ(TypeOf(world.wire.back().bytes), DTL_CT_ALERT);
        EXPECT_EQ(EpochOf(world.wire.back().bytes), 1);
        EXPECT_EQ(world.Count("renegotiations_refused"), 1u);
        EXPECT_EQ(world.FindClosed(a), nullptr);
    }
}

TEST_F(Endgame, OpensslClientThatRenegotiatesIsToldNo)
{
    Peer &c = w.NewOpenssl(kPath, kPskAes128Ccm8);
    dtl_assoc a = w.Establish(c);
    c.Renegotiate();
    ASSERT_TRUE(w.RunUntil([&] { return w.FindClosed(a) != nullptr; }, 5000));
    EXPECT_EQ(w.Count("renegotiations_refused"), 1u);
    EXPECT_EQ(w.FindClosed(a)->reason, DTL_CLOSE_FATAL_ALERT) << "OpenSSL gives up";
}

TEST_F(Endgame, UnexpectedButAuthenticRecordsAreDropped)
{
    client = &w.NewClient(kPath);
    dtl_assoc a = w.Establish(*client);
    dtl_session s = w.engine.last_session();
    w.Inject(kPath, w.engine.AsPeer(s, DTL_CT_CHANGE_CIPHER_SPEC, {1}));
    w.Inject(kPath, w.engine.AsPeer(s, DTL_CT_HANDSHAKE, {}));
    w.Inject(kPath, w.engine.AsPeer(s, DTL_CT_HANDSHAKE, Bytes(12, 16)));
    w.Inject(kPath, w.engine.AsPeer(s, DTL_CT_ALERT, {}));
    w.Inject(kPath, w.engine.AsPeer(s, DTL_CT_ALERT, {1, 0, 0}));
    w.Run(10);
    EXPECT_EQ(w.Count("drop_unexpected"), 5u);
    w.Inject(kPath, w.engine.AsPeer(s, DTL_CT_ALERT, {1, 112}));
    w.Run(10);
    EXPECT_EQ(w.Count("warnings_ignored"), 1u);
    EXPECT_EQ(w.FindClosed(a), nullptr);
    ExpectFlows();
}

} // namespace
