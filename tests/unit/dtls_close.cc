// SPDX-License-Identifier: Apache-2.0
//
// Every way in which an association ends, and what the engine can do to it.
#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/unit/dtls_world.h"

using namespace dtls;

namespace
{

const char *const kPath = "10.0.0.1:40000";

Verdict Refuse(dtl_result r)
{
    return {Verdict::kRefuse, r, 0};
}

class Close : public testing::Test
{
  protected:
    void Begin(const dtls_peer_kind &kind = dtls_peer_mbedtls)
    {
        client = &w.NewClient(kPath, kPskAes128Ccm8, kind);
        assoc = w.Establish(*client);
        Require(client->Send("first"), "the client cannot send");
        w.Run(10);
    }

    void ExpectClosed(dtl_close_reason reason, bool was_established = true)
    {
        Require(w.RunUntil([&] { return !w.closed.empty(); }), "nothing is closed");
        EXPECT_EQ(w.closed[0].reason, reason) << dtl_close_reason_str(w.closed[0].reason);
        EXPECT_EQ(w.closed[0].was_established, was_established);
        w.Run(1000);
        EXPECT_EQ(w.closed.size(), 1u);
        EXPECT_EQ(dtl_endpoint_associations(w.ep), 0u);
        EXPECT_EQ(w.engine.live_sessions(), 0u);
        EXPECT_EQ(dtl_endpoint_deadline(w.ep), UINT64_MAX);
    }

    // A handshake whose install meets `fault`, `times` times.
    void BeginWithInstall(Verdict fault, unsigned times)
    {
        w.engine.policy = [fault, times](const dtl_op &op, unsigned n) {
            return op.kind == DTL_OP_INSTALL && n < times ? fault : Verdict{};
        };
        client = &w.NewClient(kPath);
        client->Start();
    }

    World w;
    Peer *client = nullptr;
    dtl_assoc assoc = 0;
};

class CloseNotify : public Close, public testing::WithParamInterface<const dtls_peer_kind *>
{
};

INSTANTIATE_TEST_SUITE_P(Dtls, CloseNotify, testing::Values(&dtls_peer_mbedtls, &dtls_peer_openssl),
                         [](const auto &info) { return std::string(info.param->name); });

TEST_P(CloseNotify, OfOursReachesThePeer)
{
    Begin(*GetParam());
    w.Close(assoc);
    ExpectClosed(DTL_CLOSE_LOCAL);
    EXPECT_EQ(client->state(), DTLS_PEER_CLOSED);
}

TEST_P(CloseNotify, OfThePeerIsAnswered)
{
    Begin(*GetParam());
    size_t sent = w.wire.size();
    client->Close();
    ExpectClosed(DTL_CLOSE_NOTIFY);
    ASSERT_EQ(w.wire.size(), sent + 2);
    EXPECT_EQ(TypeOf(w.wire.back().bytes), DTL_CT_ALERT);
    EXPECT_EQ(EpochOf(w.wire.back().bytes), 1);
}

TEST_F(Close, DataBeforeCloseNotifyIsDelivered)
{
    Begin();
    client->Send("last words");
    client->Close();
    ExpectClosed(DTL_CLOSE_NOTIFY);
    ASSERT_FALSE(w.data.empty());
    EXPECT_EQ(w.data.back().second, "last words");
}

TEST_F(Close, DataSentBeforeCloseGoesOutBeforeIt)
{
    Begin();
    w.engine.policy = [](const dtl_op &, unsigned) { return Verdict{Verdict::kDo, DTL_R_OK, 20}; };
    ASSERT_EQ(w.Send(assoc, "last words"), 0);
    w.Close(assoc);
    EXPECT_EQ(w.Send(assoc, "too late"), DTL_ERR_STATE);
    ExpectClosed(DTL_CLOSE_LOCAL);
    ASSERT_FALSE(client->received.empty());
    EXPECT_EQ(client->received.back(), "last words");
    EXPECT_EQ(client->state(), DTLS_PEER_CLOSED);
}

TEST_F(Close, FatalAlertOfThePeerIsNotAnswered)
{
    Begin();
    size_t sent = w.wire.size();
    w.Inject(kPath, w.engine.AsPeer(w.engine.last_session(), DTL_CT_ALERT, {2, 80}));
    ExpectClosed(DTL_CLOSE_FATAL_ALERT);
    EXPECT_EQ(w.closed[0].detail, 80);
    EXPECT_EQ(w.wire.size(), sent);
}

TEST_F(Close, Twice)
{
    Begin();
    w.Close(assoc);
    w.Close(assoc);
    ExpectClosed(DTL_CLOSE_LOCAL);
    w.Close(assoc);
    w.Close(0);
    w.Close(UINT64_MAX);
    EXPECT_EQ(w.Send(assoc, "x"), DTL_ERR_STATE);
    EXPECT_EQ(w.Send(0, "x"), DTL_ERR_STATE);
}

TEST_F(Close, DuringTheHandshakeTellsThePeer)
{
    w.network = [](const Packet &) { return std::vector<uint64_t>{50}; };
    client = &w.NewClient(kPath);
    client->Start();
    ASSERT_TRUE(w.RunUntil([&] { return dtl_endpoint_associations(w.ep) == 1; }));
    dtl_endpoint_close_all(w.ep, w.now);
    ExpectClosed(DTL_CLOSE_LOCAL, false);
    EXPECT_NE(client->state(), DTLS_PEER_HANDSHAKE);
}

TEST_F(Close, WhileInstallingWaitsForTheEngine)
{
    BeginWithInstall({Verdict::kDo, DTL_R_OK, 500}, 1);
    ASSERT_TRUE(w.RunUntil([&] { return client->open(); }));
    dtl_endpoint_close_all(w.ep, w.now);
    w.Run(10);
    EXPECT_TRUE(w.closed.empty()) << "the engine still has the keys' memory";
    ExpectClosed(DTL_CLOSE_LOCAL, false);
    EXPECT_EQ(client->state(), DTLS_PEER_CLOSED);
}

TEST_F(Close, WhileWaitingToInstallAgain)
{
    BeginWithInstall(Refuse(DTL_R_NO_SLOT), 100);
    ASSERT_TRUE(w.RunUntil([&] { return w.Count("control_retries") == 1; }));
    dtl_endpoint_close_all(w.ep, w.now);
    ExpectClosed(DTL_CLOSE_LOCAL, false);
}

TEST_F(Close, SilenceDuringTheHandshakeEndsIt)
{
    w.network = [](const Packet &p) {
        return p.to_us && p.n > 1 ? std::vector<uint64_t>{} : std::vector<uint64_t>{1};
    };
    w.NewClient(kPath).Start();
    ASSERT_TRUE(w.RunUntil([&] { return !w.closed.empty(); }));
    EXPECT_EQ(w.closed[0].reason, DTL_CLOSE_TIMEOUT);
    EXPECT_LT(w.now, 200000u);
}

TEST_F(Close, IdleForTooLong)
{
    Begin();
    w.Run(29 * 60 * 1000);
    ASSERT_TRUE(client->Send("a sign of life"));
    w.Run(29 * 60 * 1000);
    EXPECT_TRUE(w.closed.empty());
    ExpectClosed(DTL_CLOSE_IDLE);
    EXPECT_EQ(client->state(), DTLS_PEER_CLOSED);
}

TEST_F(Close, ForgeriesAndOurOwnDataAreNoSignOfLife)
{
    Begin();
    Bytes forged{23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 99, 0, 30};
    forged.resize(13 + 30);
    for (int i = 0; i < 31 && w.closed.empty(); i++) {
        w.Inject(kPath, forged);
        w.Send(assoc, "anyone there?");
        w.Run(60 * 1000);
    }
    ExpectClosed(DTL_CLOSE_IDLE);
}

TEST_F(Close, NeverIfIdleIsOff)
{
    World world([](dtl_endpoint_config &c) { c.idle_ms = 0; });
    Peer &c = world.NewClient(kPath);
    world.Establish(c);
    world.Run(1000 * 60 * 60);
    EXPECT_TRUE(world.closed.empty());
    EXPECT_EQ(dtl_endpoint_deadline(world.ep), UINT64_MAX);
}

TEST_F(Close, HardLimitOfTheKeys)
{
    World world([](dtl_endpoint_config &c) {
        c.records_max = 16;
        c.soft_limit = 3;
        c.hard_limit = 20;
    });
    Peer &c = world.NewClient(kPath);
    dtl_assoc a = world.Establish(c);
    c.Send("confirm");
    world.Run(10);
    world.echo = false;
    for (int i = 0; i < 10; i++)
        world.Send(a, "x");
    world.Run(10);
    EXPECT_GE(c.received.size(), 4u);
    EXPECT_EQ(world.Count("soft_limits"), 1u);
    EXPECT_EQ(c.state(), DTLS_PEER_CLOSED) << "the goodbye is sealed below the hard limit";
    ASSERT_NE(world.FindClosed(a), nullptr);
    EXPECT_EQ(world.FindClosed(a)->reason, DTL_CLOSE_LIMIT);
    EXPECT_EQ(world.engine.live_sessions(), 0u);
}

// --- what the engine can do ---

TEST_F(Close, InstallIsTriedAgain)
{
    for (dtl_result r : {DTL_R_NO_SLOT, DTL_R_BUSY, DTL_R_LOST}) {
        World world;
        world.engine.policy = [r](const dtl_op &op, unsigned n) {
            return op.kind == DTL_OP_INSTALL && n < 3 ? Refuse(r) : Verdict{};
        };
        Peer &c = world.NewClient(kPath);
        world.Establish(c);
        EXPECT_EQ(world.Count("control_retries"), 3u);
        c.Send("hello");
        world.Run(10);
        EXPECT_EQ(c.received.size(), 1u);
    }
}

TEST_F(Close, InstallIsNotTriedForEver)
{
    for (dtl_result r : {DTL_R_NO_SLOT, DTL_R_BUSY, DTL_R_LOST, DTL_R_REFUSED, DTL_R_DEVICE_LOST}) {
        World world;
        world.engine.policy = [r](const dtl_op &op, unsigned) {
            return op.kind == DTL_OP_INSTALL ? Refuse(r) : Verdict{};
        };
        Peer &c = world.NewClient(kPath);
        c.Start();
        ASSERT_TRUE(world.RunUntil([&] { return !world.closed.empty(); }));
        EXPECT_EQ(world.closed[0].reason, DTL_CLOSE_ENGINE);
        EXPECT_EQ(world.closed[0].detail, r);
        bool again = r != DTL_R_REFUSED && r != DTL_R_DEVICE_LOST;
        EXPECT_EQ(world.engine.submitted(DTL_OP_INSTALL), again ? 6u : 1u);
        EXPECT_EQ(world.Send(world.closed[0].assoc, "x"), DTL_ERR_STATE);
        EXPECT_EQ(dtl_endpoint_associations(world.ep), 0u);
    }
}

TEST_F(Close, SendIsRefusedUntilInstalled)
{
    BeginWithInstall({Verdict::kDo, DTL_R_OK, 500}, 1);
    ASSERT_TRUE(w.RunUntil([&] { return client->open(); }));
    EXPECT_EQ(w.Send(dtl_assoc{1} << 32, "x"), DTL_ERR_STATE);
    ASSERT_TRUE(w.RunUntil([&] { return !w.established.empty(); }));
    EXPECT_EQ(w.established[0].assoc, dtl_assoc{1} << 32);
    EXPECT_EQ(w.Send(w.established[0].assoc, "x"), 0);
}

TEST_F(Close, RemoveIsTriedAgain)
{
    Begin();
    w.engine.policy = [](const dtl_op &op, unsigned n) {
        return op.kind == DTL_OP_REMOVE && n < 3 ? Refuse(DTL_R_BUSY) : Verdict{};
    };
    w.Close(assoc);
    ExpectClosed(DTL_CLOSE_LOCAL);
    EXPECT_EQ(w.engine.submitted(DTL_OP_REMOVE), 4u);
    EXPECT_EQ(w.Count("removes_failed"), 0u);
}

TEST_F(Close, RemoveIsNotTriedForEver)
{
    w.engine.policy = [](const dtl_op &op, unsigned) {
        return op.kind == DTL_OP_REMOVE ? Refuse(DTL_R_BUSY) : Verdict{};
    };
    dtl_assoc a = w.Establish(w.NewClient(kPath));
    w.Close(a);
    ASSERT_TRUE(w.RunUntil([&] { return w.FindClosed(a) != nullptr; }, 60000));
    EXPECT_EQ(w.engine.submitted(DTL_OP_REMOVE), 6u);
    EXPECT_EQ(w.Count("removes_failed"), 1u);
}

TEST_F(Close, LostDeviceEndsEveryAssociation)
{
    std::vector<dtl_assoc> assocs;
    for (int i = 0; i < 20; i++)
        assocs.push_back(w.Establish(w.NewClient("10.0.0." + std::to_string(i) + ":1")));
    w.engine.policy = [](const dtl_op &, unsigned) { return Verdict{Verdict::kDo, DTL_R_OK, 50}; };
    for (dtl_assoc a : assocs)
        ASSERT_EQ(w.Send(a, "on its way"), 0);
    w.Run(1);
    w.engine.Reset(w.now);
    w.engine.policy = nullptr;
    w.Run(100);
    for (dtl_assoc a : assocs) {
        ASSERT_NE(w.FindClosed(a), nullptr);
        EXPECT_EQ(w.FindClosed(a)->reason, DTL_CLOSE_ENGINE);
        EXPECT_EQ(w.FindClosed(a)->detail, DTL_R_DEVICE_LOST);
    }
    EXPECT_EQ(w.engine.submitted(DTL_OP_REMOVE), 0u) << "there is nothing to remove";
    EXPECT_EQ(dtl_endpoint_associations(w.ep), 0u);

    Peer &c = w.NewClient("10.0.0.1:1"); // and it goes on with the device that came back
    w.Establish(c);
    c.Send("hello");
    w.Run(10);
    EXPECT_EQ(c.received.size(), 1u);
}

TEST_F(Close, LostDeviceEndsAssociationsThatAreQuiet)
{
    Begin();
    w.Establish(w.NewClient("10.0.0.2:1"));
    w.engine.Reset(w.now);
    w.Run(1);
    EXPECT_EQ(w.closed.size(), 2u);
    EXPECT_EQ(dtl_endpoint_associations(w.ep), 0u);
}

TEST_F(Close, LostDeviceWhileInstalling)
{
    BeginWithInstall({Verdict::kDo, DTL_R_OK, 500}, 1);
    ASSERT_TRUE(w.RunUntil([&] { return client->open(); }));
    w.engine.Reset(w.now);
    ExpectClosed(DTL_CLOSE_ENGINE, false);
}

TEST_F(Close, LostDeviceWhileClosing)
{
    Begin();
    w.engine.policy = [](const dtl_op &, unsigned) { return Verdict{Verdict::kDo, DTL_R_OK, 50}; };
    w.Close(assoc);
    w.Run(1);
    w.engine.Reset(w.now);
    ExpectClosed(DTL_CLOSE_LOCAL);
}

TEST_F(Close, SessionThatTheEngineDoesNotKnowIsOver)
{
    Begin();
    w.engine.policy = [](const dtl_op &op, unsigned) {
        return op.kind == DTL_OP_SEAL ? Refuse(DTL_R_UNKNOWN_SESSION) : Verdict{};
    };
    ASSERT_EQ(w.Send(assoc, "x"), 0);
    ASSERT_TRUE(w.RunUntil([&] { return !w.closed.empty(); }));
    EXPECT_EQ(w.closed[0].reason, DTL_CLOSE_ENGINE);
    EXPECT_EQ(w.closed[0].detail, DTL_R_UNKNOWN_SESSION);
}

// --- what the owner can do wrong ---

TEST_F(Close, PayloadsThatAreTooLong)
{
    World world;
    Peer &c = world.NewClient(kPath, kPskAes128Ccm8, dtls_peer_mbedtls,
                              [](auto &config) { config.max_fragment = 512; });
    dtl_assoc a = world.Establish(c);
    EXPECT_EQ(world.Send(a, std::string(512, 'x')), 0);
    EXPECT_EQ(world.Send(a, std::string(513, 'x')), DTL_ERR_ARG) << "the peer takes 512";
    Begin();
    EXPECT_EQ(w.Send(assoc, std::string(w.engine.limits().payload_max, 'x')), 0);
    EXPECT_EQ(w.Send(assoc, std::string(w.engine.limits().payload_max + 1u, 'x')), DTL_ERR_ARG);
}

TEST_F(Close, FreeingAnEndpointInTheMiddleOfEverything)
{
    Begin();
    w.engine.policy = [](const dtl_op &, unsigned) {
        return Verdict{Verdict::kDo, DTL_R_OK, 1000};
    };
    w.NewClient("10.0.0.2:1").Start();
    w.Run(10);
    w.NewClient("10.0.0.3:1").Start();
    w.Send(assoc, "x");
    w.Close(assoc); // then the world ends; the sanitizers watch
}

TEST(DtlsConfig, NonsenseIsRefused)
{
    const std::function<void(dtl_endpoint_config &)> nonsense[] = {
        [](auto &c) { c.psk = nullptr; },
        [](auto &c) { c.associations_max = 0; },
        [](auto &c) { c.handshakes_max = 0; },
        [](auto &c) { c.records_max = 0; },
        [](auto &c) { c.mtu = 255; },
        [](auto &c) { c.mtu = 16385; },
        [](auto &c) { c.retransmit_min_ms = 0; },
        [](auto &c) { c.retransmit_max_ms = c.retransmit_min_ms - 1; },
        [](auto &c) { c.hard_limit = 0; },
        [](auto &c) { c.soft_limit = c.hard_limit + 1; },
        [](auto &c) { c.soft_limit = c.hard_limit - c.records_max; },
        [](auto &c) { c.bad_mac_limit = 0; },
    };
    for (const auto &spoil : nonsense)
        EXPECT_THROW(World w(spoil), std::runtime_error);
}

} // namespace
