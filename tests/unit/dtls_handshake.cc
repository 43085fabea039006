// SPDX-License-Identifier: Apache-2.0
//
// The handshake and the move to the engine, with other people's clients on a network without
// faults.
#include <gtest/gtest.h>

#include "tests/unit/dtls_world.h"

using namespace dtls;

namespace
{

struct PeerSuite {
    const dtls_peer_kind *kind;
    int suite;
    const char *name;
};

class EveryPeer : public testing::TestWithParam<PeerSuite>
{
};

TEST_P(EveryPeer, HandsOverAndEchoes)
{
    World w;
    Peer &c = w.NewClient("10.0.0.1:40000", GetParam().suite, *GetParam().kind);
    dtl_assoc a = w.Establish(c);

    ASSERT_EQ(w.established.size(), 1u);
    EXPECT_EQ(w.established[0].identity, "thing");
    EXPECT_EQ(w.established[0].suite, GetParam().name);
    EXPECT_EQ(w.established[0].handover_seq, 1u) << "mbedTLS's Finished has number 0";

    for (int i = 0; i < 100; i++) {
        ASSERT_TRUE(c.Send("ping " + std::to_string(i)));
        w.Run(5);
    }
    ASSERT_EQ(c.received.size(), 100u);
    EXPECT_EQ(c.received.back(), "ping 99");
    ASSERT_EQ(w.Send(a, std::string(1000, 'x')), 0);
    w.Run(5);
    EXPECT_EQ(c.received.back(), std::string(1000, 'x'));
    EXPECT_TRUE(w.closed.empty());
    EXPECT_EQ(dtl_endpoint_associations(w.ep), 1u);
}

INSTANTIATE_TEST_SUITE_P(
    DtlsHandshake, EveryPeer,
    testing::Values(PeerSuite{&dtls_peer_mbedtls, kPskAes128Ccm, "TLS-PSK-WITH-AES-128-CCM"},
                    PeerSuite{&dtls_peer_mbedtls, kPskAes256Ccm, "TLS-PSK-WITH-AES-256-CCM"},
                    PeerSuite{&dtls_peer_mbedtls, kPskAes128Ccm8, "TLS-PSK-WITH-AES-128-CCM-8"},
                    PeerSuite{&dtls_peer_mbedtls, kPskAes256Ccm8, "TLS-PSK-WITH-AES-256-CCM-8"},
                    PeerSuite{&dtls_peer_openssl, kPskAes128Ccm, "TLS-PSK-WITH-AES-128-CCM"},
                    PeerSuite{&dtls_peer_openssl, kPskAes256Ccm, "TLS-PSK-WITH-AES-256-CCM"},
                    PeerSuite{&dtls_peer_openssl, kPskAes128Ccm8, "TLS-PSK-WITH-AES-128-CCM-8"},
                    PeerSuite{&dtls_peer_openssl, kPskAes256Ccm8, "TLS-PSK-WITH-AES-256-CCM-8"}),
    [](const auto &info) {
        return std::string(info.param.kind->name) + "_" + std::to_string(info.param.suite);
    });

TEST(DtlsHandshake, ARepeatedHelloIsAnsweredWithoutWaitingForOurOwnTimer)
{
    World w([](dtl_endpoint_config &c) { c.retransmit_min_ms = 20000; });
    Peer &c = w.NewClient();
    w.network = [](const Packet &p) {
        bool server_hello = !p.to_us && p.n == 1;
        return server_hello ? std::vector<uint64_t>{} : std::vector<uint64_t>{1};
    };
    c.Start();
    w.Run(1500); // the client repeats itself after 1 s
    EXPECT_TRUE(c.open());
    EXPECT_EQ(w.Count("handshakes_started"), 1u);
}

TEST(DtlsHandshake, FlightsKeepToTheMtu)
{
    World w([](dtl_endpoint_config &c) { c.mtu = 256; });
    w.Establish(w.NewClient());
    for (const Packet &p : w.wire)
        EXPECT_LE(p.bytes.size(), 256u);
}

} // namespace
