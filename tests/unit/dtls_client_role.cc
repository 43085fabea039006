// SPDX-License-Identifier: Apache-2.0
//
// The endpoint as a client of other people's servers.
#include <gtest/gtest.h>

#include "tests/unit/dtls_world.h"

using namespace dtls;

namespace
{

const char *const kPath = "10.0.0.2:5684";

class ClientRole : public testing::Test
{
  protected:
    dtl_close_reason ReasonOf(dtl_assoc a, uint64_t ms = 300000)
    {
        EXPECT_TRUE(w.RunUntil([&] { return w.FindClosed(a) != nullptr; }, ms));
        return w.FindClosed(a) ? w.FindClosed(a)->reason : dtl_close_reason{};
    }

    World w{AsClient};
};

TEST_F(ClientRole, ConnectsAndTalksOnEverySuite)
{
    for (int suite : {kPskAes128Ccm, kPskAes256Ccm, kPskAes128Ccm8, kPskAes256Ccm8}) {
        Peer &server = w.NewServer("10.0.0.2:" + std::to_string(suite), suite);
        dtl_assoc a = w.Establish(server);
        ASSERT_EQ(w.Send(a, "question"), 0);
        ASSERT_TRUE(w.RunUntil([&] { return !server.received.empty(); }, 100));
        EXPECT_EQ(server.received.back(), "question");
        ASSERT_TRUE(server.Send("answer"));
        ASSERT_TRUE(w.RunUntil([&] { return !w.data.empty(); }, 100));
        EXPECT_EQ(w.data.back().second, "answer");
        w.data.clear();
    }
    EXPECT_EQ(w.Count("handshakes_completed"), 4u);
    EXPECT_TRUE(w.established.back().saved.empty()) << "nobody asked for resumption";
}

TEST_F(ClientRole, TheFirstFlightsWaitForTheCookie)
{
    w.Establish(w.NewServer(kPath));
    ASSERT_GE(w.wire.size(), 4u);
    EXPECT_FALSE(w.wire[0].to_us);
    EXPECT_EQ(w.wire[1].bytes[DTL_HEADER_LEN], 3) << "HelloVerifyRequest";
}

TEST_F(ClientRole, SaysGoodbye)
{
    Peer &server = w.NewServer(kPath);
    dtl_assoc a = w.Establish(server);
    w.Close(a);
    EXPECT_EQ(ReasonOf(a, 100), DTL_CLOSE_LOCAL);
    w.Run(10);
    EXPECT_EQ(server.state(), DTLS_PEER_CLOSED);
}

TEST_F(ClientRole, HearsGoodbye)
{
    Peer &server = w.NewServer(kPath);
    dtl_assoc a = w.Establish(server);
    server.Close();
    EXPECT_EQ(ReasonOf(a, 100), DTL_CLOSE_NOTIFY);
}

TEST_F(ClientRole, ASilentServerIsGivenUp)
{
    dtl_assoc a = w.Connect(kPath); // nobody is there
    EXPECT_EQ(ReasonOf(a), DTL_CLOSE_TIMEOUT);
    EXPECT_FALSE(w.FindClosed(a)->was_established);
}

TEST_F(ClientRole, AServerThatDoesNotKnowUsIsNotTrusted)
{
    static const Bytes kOther(16, 'x');
    w.NewServer(kPath, kPskAes128Ccm8, [](dtls_peer_config &c) { c.psk = kOther.data(); });
    dtl_assoc a = w.Connect(kPath);
    EXPECT_NE(ReasonOf(a), DTL_CLOSE_LOCAL);
    EXPECT_TRUE(w.established.empty());
}

TEST_F(ClientRole, AnAlertOfTheServerIsTold)
{
    w.NewServer(kPath, kPskAes128Ccm8, [](dtls_peer_config &c) { c.identity = "nobody"; });
    dtl_assoc a = w.Connect(kPath);
    EXPECT_EQ(ReasonOf(a), DTL_CLOSE_FATAL_ALERT);
    EXPECT_EQ(w.FindClosed(a)->detail, 115);
    EXPECT_EQ(w.FindClosed(a)->why, "the peer refused: unknown PSK identity");
}

TEST_F(ClientRole, OneAssociationAPath)
{
    w.Establish(w.NewServer(kPath));
    dtl_path path = Path(kPath);
    dtl_assoc a;
    EXPECT_EQ(dtl_endpoint_connect(w.ep, &path, nullptr, nullptr, 0, w.now, &a), DTL_ERR_STATE);
}

TEST_F(ClientRole, AHostNameHasALimit)
{
    dtl_path path = Path(kPath);
    std::string host(256, 'a');
    dtl_assoc a;
    EXPECT_EQ(dtl_endpoint_connect(w.ep, &path, host.c_str(), nullptr, 0, w.now, &a), DTL_ERR_ARG);
    EXPECT_EQ(dtl_endpoint_associations(w.ep), 0u);
}

TEST_F(ClientRole, AHelloIsNoneOfItsBusiness)
{
    World server;
    server.NewClient(kPath).Start();
    Bytes hello = server.wire.front().bytes;
    w.Inject(kPath, hello);
    EXPECT_TRUE(w.wire.empty());
    EXPECT_EQ(w.Count("drop_no_association"), 1u);
    w.Establish(w.NewServer(kPath));
    size_t sent = w.wire.size();
    w.Inject(kPath, hello);
    EXPECT_EQ(w.wire.size(), sent);
    EXPECT_EQ(w.Count("drop_plaintext"), 1u);
}

TEST(DtlsClientRole, HandshakesHaveACap)
{
    World w([](dtl_endpoint_config &c) {
        AsClient(c);
        c.handshakes_max = 1;
    });
    w.Connect(kPath);
    dtl_path path = Path("10.0.0.3:5684");
    dtl_assoc a;
    EXPECT_EQ(dtl_endpoint_connect(w.ep, &path, nullptr, nullptr, 0, w.now, &a), DTL_ERR_FULL);
}

TEST(DtlsClientRole, AServerDoesNotConnect)
{
    World w;
    dtl_path path = Path(kPath);
    dtl_assoc a;
    EXPECT_EQ(dtl_endpoint_connect(w.ep, &path, nullptr, nullptr, 0, w.now, &a), DTL_ERR_STATE);
}

TEST(DtlsClientRole, ItsKeyIsChecked)
{
    struct dtl_engine_limits limits = TestEngine().limits();
    auto init = [&](const std::function<void(dtl_endpoint_config &)> &change) {
        dtl_endpoint_config config;
        dtl_endpoint_config_default(&config);
        AsClient(config);
        change(config);
        dtl_endpoint *ep;
        return dtl_endpoint_init(&ep, &config, &limits);
    };
    EXPECT_EQ(init([](auto &c) { c.client_psk = nullptr; }), DTL_ERR_ARG);
    EXPECT_EQ(init([](auto &c) { c.client_psk_identity = nullptr; }), DTL_ERR_ARG);
    EXPECT_EQ(init([](auto &c) { c.client_psk_len = 0; }), DTL_ERR_ARG);
    EXPECT_EQ(init([](auto &c) { c.client_psk_len = DTL_PSK_MAX + 1; }), DTL_ERR_ARG);
    EXPECT_EQ(init([](auto &c) { c.client_psk_identity_len = DTL_PSK_IDENTITY_MAX + 1; }),
              DTL_ERR_ARG);
    EXPECT_EQ(init([](auto &c) { c.role = 2; }), DTL_ERR_ARG);
}

} // namespace
