// SPDX-License-Identifier: Apache-2.0
//
// The engine is lost and another takes over under the same keys. The test engine watches both: no
// (key, number) may be used twice, whenever it happens.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>

#include "tests/unit/dtls_world.h"

using namespace dtls;

namespace
{

const char *const kPath = "10.0.0.1:40000";

class Moving : public World
{
  public:
    explicit Moving(const std::function<void(dtl_endpoint_config &)> &configure = {})
        : World([&](dtl_endpoint_config &c) {
              c.keys_retained = true;
              if (configure)
                  configure(c);
          })
    {
    }

    // Data both ways, once what is under way has settled.
    void ExpectAlive(Peer &c, dtl_assoc a)
    {
        Run(10);
        const std::string up = "up " + std::to_string(now), down = "down " + std::to_string(now);
        ASSERT_TRUE(c.Send(up));
        ASSERT_EQ(Send(a, down), 0);
        Run(50);
        EXPECT_EQ(Received(data, up), 1);
        EXPECT_EQ(std::count(c.received.begin(), c.received.end(), down), 1);
    }

    static int Received(const std::vector<std::pair<dtl_assoc, std::string>> &data,
                        const std::string &text)
    {
        return static_cast<int>(std::count_if(data.begin(), data.end(),
                                              [&](const auto &d) { return d.second == text; }));
    }

    // Nothing is left behind, whatever happened.
    void ExpectCleanEnd()
    {
        dtl_endpoint_close_all(ep, now);
        Run(10000);
        EXPECT_EQ(dtl_endpoint_associations(ep), 0u);
        EXPECT_EQ(engine.live_sessions(), 0u);
        EXPECT_EQ(dtl_endpoint_deadline(ep), UINT64_MAX);
    }
};

class DtlsMove : public testing::Test
{
  protected:
    void Begin()
    {
        client = &w.NewClient(kPath);
        assoc = w.Establish(*client);
        Require(client->Send("first"), "the client cannot send");
        w.Run(10);
    }

    // Every answer takes so long.
    void Slow(uint64_t ms)
    {
        w.engine.policy = [ms](const dtl_op &, unsigned) {
            return Verdict{Verdict::kDo, DTL_R_OK, ms};
        };
    }

    dtl_session_params Params() const
    {
        Require(w.engine.live_sessions(), "no session");
        return w.engine.params(w.engine.last_session());
    }

    Moving w;
    Peer *client = nullptr;
    dtl_assoc assoc = 0;
};

TEST_F(DtlsMove, AssociationGoesOnUnderItsKeysFromTheLeasesEnd)
{
    Begin();
    const dtl_session_params before = Params();
    w.Move();
    w.ExpectAlive(*client, assoc);
    const dtl_session_params after = Params();
    EXPECT_EQ(memcmp(after.tx.key, before.tx.key, before.key_len), 0);
    EXPECT_EQ(memcmp(after.rx.key, before.rx.key, before.key_len), 0);
    EXPECT_EQ(after.tx.next_seq, before.tx.hard_limit);
    EXPECT_TRUE(w.closed.empty());
    EXPECT_EQ(w.established.size(), 1u) << "it is the same one";
    EXPECT_EQ(w.Count("sessions_moved"), 1u);
    w.ExpectCleanEnd();
}

TEST_F(DtlsMove, AndAgain)
{
    Begin();
    for (int i = 0; i < 5; i++) {
        w.Move();
        w.ExpectAlive(*client, assoc);
    }
    w.Move();
    w.Move(); // before the one before was installed
    w.ExpectAlive(*client, assoc);
    w.ExpectCleanEnd();
}

TEST_F(DtlsMove, QuietAssociationsGoOnToo)
{
    std::vector<std::pair<Peer *, dtl_assoc>> all;
    for (int i = 0; i < 20; i++) {
        Peer &c = w.NewClient("10.0.0." + std::to_string(i) + ":1");
        all.emplace_back(&c, w.Establish(c));
    }
    w.Move();
    for (auto &[c, a] : all)
        w.ExpectAlive(*c, a);
    w.ExpectCleanEnd();
}

TEST_F(DtlsMove, WhatWasReceivedIsNotReceivedAgain)
{
    Begin();
    w.network = [](const Packet &p) { return std::vector<uint64_t>(p.to_us ? 0 : 1, 1); };
    ASSERT_TRUE(client->Send("overtaken"));
    w.network = nullptr;
    ASSERT_TRUE(client->Send("seen"));
    w.Run(10);
    std::vector<Bytes> all;
    for (const Packet &p : w.wire)
        if (p.to_us && EpochOf(p.bytes) == 1)
            all.push_back(p.bytes);
    const size_t received = w.data.size();
    w.Move();
    w.Run(10);
    for (const Bytes &record : all)
        w.Inject(kPath, record);
    w.Run(10);
    EXPECT_EQ(w.data.size(), received) << "nor what is older than the newest that was received";
    EXPECT_GE(w.Count("drop_replay_dup") + w.Count("drop_replay_old"), 3u);
    w.ExpectAlive(*client, assoc);
}

TEST_F(DtlsMove, OnlyRecordsInFlightAreLost)
{
    Begin();
    Slow(50);
    ASSERT_EQ(w.Send(assoc, "inside"), 0);
    ASSERT_TRUE(client->Send("inside"));
    w.Run(10);
    w.Move();
    EXPECT_EQ(w.Send(assoc, "too early"), DTL_ERR_FULL);
    w.engine.policy = nullptr;
    w.Run(10);
    EXPECT_EQ(w.Count("drop_moved"), 2u);
    w.ExpectAlive(*client, assoc);
    w.ExpectCleanEnd();
}

TEST_F(DtlsMove, NoMoreRecordsAreSealedThanUnderOneSession)
{
    Moving world([](dtl_endpoint_config &c) {
        c.records_max = 16;
        c.soft_limit = 40;
        c.hard_limit = 60;
    });
    Peer &c = world.NewClient(kPath);
    dtl_assoc a = world.Establish(c);
    c.Send("confirm");
    world.Run(10);
    world.echo = false;
    for (int i = 0; i < 200 && world.closed.empty(); i++) {
        world.Send(a, "x");
        if (i % 9 == 5)
            world.Move();
        world.Run(5);
    }
    ASSERT_NE(world.FindClosed(a), nullptr);
    EXPECT_EQ(world.FindClosed(a)->reason, DTL_CLOSE_LIMIT);
    EXPECT_EQ(c.state(), DTLS_PEER_CLOSED) << "the goodbye is sealed below the hard limit";
    EXPECT_GE(world.engine.sealed(), 35u);
    EXPECT_LE(world.engine.sealed(), 60u);
}

TEST_F(DtlsMove, SmallerRecordsOfTheNewEngine)
{
    Begin();
    w.Move(100);
    w.Run(10);
    EXPECT_EQ(w.Send(assoc, std::string(100, 'x')), 0);
    EXPECT_EQ(w.Send(assoc, std::string(101, 'x')), DTL_ERR_ARG);
    EXPECT_EQ(w.Establish(w.NewClient("10.0.0.2:1")) != 0, true);
    EXPECT_EQ(w.Send(w.established.back().assoc, std::string(101, 'x')), DTL_ERR_ARG);
}

TEST_F(DtlsMove, HandshakesGoOn)
{
    client = &w.NewClient(kPath);
    client->Start();
    ASSERT_TRUE(w.RunUntil([&] { return dtl_endpoint_associations(w.ep) == 1; }));
    w.Move();
    ASSERT_TRUE(w.RunUntil([&] { return client->open() && !w.established.empty(); }));
    w.ExpectAlive(*client, w.established[0].assoc);
    EXPECT_EQ(w.Count("sessions_moved"), 0u);
    w.ExpectCleanEnd();
}

TEST_F(DtlsMove, InstallThatWasInsideIsDoneAnew)
{
    Slow(500);
    client = &w.NewClient(kPath);
    client->Start();
    ASSERT_TRUE(w.RunUntil([&] { return w.engine.submitted(DTL_OP_INSTALL) == 1; }));
    w.Move();
    w.engine.policy = nullptr;
    ASSERT_TRUE(w.RunUntil([&] { return client->open() && !w.established.empty(); }));
    EXPECT_EQ(w.established[0].handover_seq, Params().tx.next_seq) << "nobody has sealed yet";
    w.ExpectAlive(*client, w.established[0].assoc);
    w.ExpectCleanEnd();
}

TEST_F(DtlsMove, InstallInTheNewEngineIsTriedAgain)
{
    Begin();
    const unsigned installs = w.engine.submitted(DTL_OP_INSTALL);
    w.engine.policy = [=](const dtl_op &op, unsigned n) {
        return op.kind == DTL_OP_INSTALL && n < installs + 3
                   ? Verdict{Verdict::kRefuse, DTL_R_BUSY, 0}
                   : Verdict{};
    };
    w.Move();
    w.Run(2000);
    EXPECT_EQ(w.engine.submitted(DTL_OP_INSTALL), installs + 4);
    w.ExpectAlive(*client, assoc);
    w.ExpectCleanEnd();
}

TEST_F(DtlsMove, WhatWaitsToBeTriedAgainIsNotTriedTwice)
{
    for (dtl_op_kind kind : {DTL_OP_INSTALL, DTL_OP_REMOVE}) {
        Moving world;
        world.engine.policy = [=](const dtl_op &op, unsigned n) {
            return op.kind == kind && n == 0 ? Verdict{Verdict::kRefuse, DTL_R_BUSY, 0} : Verdict{};
        };
        Peer &c = world.NewClient(kPath);
        c.Start();
        if (kind == DTL_OP_REMOVE) {
            ASSERT_TRUE(world.RunUntil([&] { return !world.established.empty(); }));
            world.Close(world.established[0].assoc);
        }
        ASSERT_TRUE(world.RunUntil([&] { return world.Count("control_retries") == 1; }));
        world.Move();
        world.Run(1000);
        EXPECT_EQ(world.engine.submitted(kind), kind == DTL_OP_INSTALL ? 2u : 1u);
        EXPECT_EQ(world.established.size(), 1u);
        world.ExpectCleanEnd();
    }
}

TEST_F(DtlsMove, ClosesIfTheNewEngineRefuses)
{
    Begin();
    w.engine.policy = [](const dtl_op &op, unsigned) {
        return op.kind == DTL_OP_INSTALL ? Verdict{Verdict::kRefuse, DTL_R_NO_SLOT, 0} : Verdict{};
    };
    w.Move();
    ASSERT_TRUE(w.RunUntil([&] { return !w.closed.empty(); }));
    EXPECT_EQ(w.closed[0].reason, DTL_CLOSE_ENGINE);
    w.ExpectCleanEnd();
}

TEST_F(DtlsMove, CloseWhileMoving)
{
    for (dtl_result answer : {DTL_R_OK, DTL_R_BUSY}) {
        Moving world;
        Peer &c = world.NewClient(kPath);
        dtl_assoc a = world.Establish(c);
        c.Send("first");
        world.Run(10);
        world.engine.policy = [=](const dtl_op &op, unsigned) {
            return op.kind != DTL_OP_INSTALL ? Verdict{}
                   : answer == DTL_R_OK      ? Verdict{Verdict::kDo, DTL_R_OK, 50}
                                             : Verdict{Verdict::kRefuse, answer, 0};
        };
        world.Move();
        world.Run(20);
        world.Close(a);
        ASSERT_TRUE(world.RunUntil([&] { return !world.closed.empty(); }));
        EXPECT_EQ(world.closed[0].reason, DTL_CLOSE_LOCAL);
        world.ExpectCleanEnd();
    }
}

TEST_F(DtlsMove, MoveWhileClosing)
{
    Begin();
    Slow(50);
    w.Close(assoc);
    w.Run(1);
    w.Move();
    w.Run(1);
    ASSERT_EQ(w.closed.size(), 1u);
    EXPECT_EQ(w.closed[0].reason, DTL_CLOSE_LOCAL);
    EXPECT_EQ(w.engine.submitted(DTL_OP_INSTALL), 1u);
    w.ExpectCleanEnd();
}

TEST_F(DtlsMove, LastFlightIsResentByTheNewSession)
{
    // Our last flight is lost twice; the engine meanwhile.
    w.network = [](const Packet &p) {
        bool last_flight = !p.to_us && TypeOf(p.bytes) == DTL_CT_CHANGE_CIPHER_SPEC;
        return std::vector<uint64_t>(last_flight ? 0 : 1, 1);
    };
    client = &w.NewClient(kPath);
    client->Start();
    ASSERT_TRUE(w.RunUntil([&] { return !w.established.empty(); }));
    const uint64_t lease_end = Params().tx.hard_limit;
    w.Run(10);
    w.Move();
    w.Run(10);
    w.network = nullptr;
    ASSERT_TRUE(w.RunUntil([&] { return client->open(); }));
    bool resent = false;
    for (const Packet &p : w.wire)
        for (const Bytes &r : Split(p.bytes))
            resent |= !p.to_us && EpochOf(r) == 1 && TypeOf(r) == DTL_CT_HANDSHAKE &&
                      SeqOf(r) >= lease_end;
    EXPECT_TRUE(resent);
    w.ExpectAlive(*client, w.established[0].assoc);
}

TEST_F(DtlsMove, PendingHandshakeOnALivePathGoesOn)
{
    Begin();
    Peer &again = w.NewClient(kPath);
    again.Start();
    ASSERT_TRUE(w.RunUntil([&] { return dtl_endpoint_associations(w.ep) == 2; }));
    w.Move();
    ASSERT_TRUE(w.RunUntil([&] { return again.open() && w.established.size() == 2; }));
    w.Run(50);
    w.ExpectAlive(again, w.established[1].assoc);
    ASSERT_NE(w.FindClosed(assoc), nullptr);
    EXPECT_EQ(w.FindClosed(assoc)->reason, DTL_CLOSE_REPLACED);
    w.ExpectCleanEnd();
}

TEST_F(DtlsMove, ClientGoesOnToo)
{
    Moving world(AsClient);
    Peer &server = world.NewServer();
    dtl_assoc a = world.Establish(server);
    world.echo = false;
    world.ExpectAlive(server, a);
    world.Move();
    world.ExpectAlive(server, a);
    world.ExpectCleanEnd();
}

TEST_F(DtlsMove, NeedsRetainedKeysAndAnEngine)
{
    World isolated;
    struct dtl_engine_limits limits = isolated.engine.limits();
    EXPECT_EQ(dtl_endpoint_move(isolated.ep, &limits, isolated.now), DTL_ERR_STATE);
    limits.payload_max = 0;
    EXPECT_EQ(dtl_endpoint_move(w.ep, &limits, w.now), DTL_ERR_ARG);
}

// --- at every point ---

// A life from hello to goodbye on a bad network; each answer of the engine takes its time.
class Life
{
  public:
    explicit Life(uint32_t seed) : random_(seed)
    {
        w.engine.policy = [this](const dtl_op &, unsigned) {
            return Verdict{Verdict::kDo, DTL_R_OK, random_() % 4};
        };
        w.network = [this](const Packet &) {
            return std::vector<uint64_t>(random_() % 8 ? 1 : random_() % 3, 1 + random_() % 5);
        };
        client = &w.NewClient(kPath);
        client->Start();
    }

    // Goes on until `done` or the end of life; returns whether it was `done`.
    bool Until(const std::function<bool()> &done)
    {
        const uint64_t end = w.now + 300000;
        while (!w.RunUntil([&] { return done() || Act(); }, 3) && w.now < end)
            w.Run(3);
        return w.now < end && !over_;
    }

    Moving w;
    Peer *client;

  private:
    // What the two sides do next. True: their life is over.
    bool Act()
    {
        over_ = !w.closed.empty();
        if (over_ || !client->open() || w.established.empty() || w.now < next_ms_)
            return over_;
        next_ms_ = w.now + 3;
        if (turns_ == 12) {
            client->Close();
            w.Close(w.established[0].assoc);
        } else if (turns_ < 12) {
            client->Send("up " + std::to_string(turns_));
            w.Send(w.established[0].assoc, "down " + std::to_string(turns_));
        }
        turns_++;
        return false;
    }

    std::mt19937 random_;
    uint64_t next_ms_ = 0;
    unsigned turns_ = 0;
    bool over_ = false;
};

void ExpectNoDataTwice(const std::vector<std::pair<dtl_assoc, std::string>> &data)
{
    for (const auto &d : data)
        EXPECT_EQ(Moving::Received(data, d.second), 1) << d.second;
}

TEST(DtlsMoveAnywhere, AtEveryStepOfALife)
{
    unsigned points = 0;
    for (unsigned step = 0;; step++) {
        SCOPED_TRACE("lost at step " + std::to_string(step));
        Life life(1);
        life.w.echo = false;
        unsigned steps = 0;
        if (!life.Until([&] { return steps++ == step; }))
            break;
        points++;
        life.w.Move();
        life.Until([] { return false; });
        EXPECT_FALSE(life.w.closed.empty()) << "it came to its proper end";
        for (const Closed &c : life.w.closed)
            EXPECT_TRUE(c.reason == DTL_CLOSE_LOCAL || c.reason == DTL_CLOSE_NOTIFY) << c.reason;
        ExpectNoDataTwice(life.w.data);
        life.w.ExpectCleanEnd();
        ASSERT_FALSE(testing::Test::HasFailure());
    }
    EXPECT_GT(points, 60u);
}

TEST(DtlsMoveAnywhere, AtRandomTimesOfManyLives)
{
    unsigned moves = 0;
    for (uint32_t seed = 1; seed <= 150; seed++) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Life life(seed);
        life.w.echo = false;
        std::mt19937 random(seed);
        unsigned left = random() % 30;
        while (life.Until([&] { return left-- == 0; })) {
            life.w.Move();
            moves++;
            left = 1 + random() % 60;
        }
        EXPECT_FALSE(life.w.closed.empty());
        ExpectNoDataTwice(life.w.data);
        life.w.ExpectCleanEnd();
        ASSERT_FALSE(testing::Test::HasFailure());
    }
    EXPECT_GT(moves, 300u);
}

} // namespace
