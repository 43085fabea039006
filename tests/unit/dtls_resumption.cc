// SPDX-License-Identifier: Apache-2.0
//
// Short handshakes from earlier sessions, by id and by ticket, in both roles; and what must make
// them full ones.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/dtls_world.h"

using namespace dtls;

namespace
{

const char *const kPath = "10.0.0.1:40000", *const kServer = "10.0.0.2:5684";

void Resumption(dtl_endpoint_config &c)
{
    c.resumption = true;
}

void ClientResumption(dtl_endpoint_config &c)
{
    AsClient(c);
    c.resumption = true;
}

Peer &NewClient(World &w, bool tickets, const Bytes *saved = nullptr)
{
    return w.NewClient(kPath, kPskAes128Ccm8, dtls_peer_mbedtls, [&](dtls_peer_config &p) {
        p.tickets = tickets;
        p.saved = saved ? saved->data() : nullptr;
        p.saved_len = saved ? saved->size() : 0;
    });
}

// A client's first session, and what becomes of it when it comes again.
class ServerResumption : public testing::TestWithParam<bool> // by ticket?
{
  protected:
    Bytes First(World &w)
    {
        Peer &c = NewClient(w, GetParam());
        w.Establish(c);
        Bytes saved = c.Save();
        c.Close();
        w.Run(10);
        return saved;
    }

    bool ComesAgain(World &w, const Bytes &saved)
    {
        Peer &c = NewClient(w, GetParam(), &saved);
        w.Establish(c);
        EXPECT_TRUE(c.Send("data"));
        EXPECT_TRUE(w.RunUntil([&] { return !c.received.empty(); }, 100)) << "no echo";
        return w.established.back().resumed;
    }
};

TEST_P(ServerResumption, IsShortAndKnowsThePeer)
{
    World w(Resumption);
    Bytes first = First(w);
    EXPECT_FALSE(w.established.back().resumed);
    EXPECT_TRUE(ComesAgain(w, first));
    EXPECT_EQ(w.established.back().identity, "thing");
    EXPECT_EQ(w.established.back().suite, "TLS-PSK-WITH-AES-128-CCM-8");
}

TEST_P(ServerResumption, ASessionServesAgainAndAgain)
{
    World w(Resumption);
    Bytes first = First(w);
    for (int i = 0; i < 3; i++)
        EXPECT_TRUE(ComesAgain(w, first));
}

TEST_P(ServerResumption, IsOffUnlessAskedFor)
{
    World w;
    Bytes first = First(w);
    EXPECT_FALSE(ComesAgain(w, first));
}

TEST_P(ServerResumption, AnIdentityThatWasRemovedDoesNotComeBack)
{
    World w(Resumption);
    Bytes first = First(w);
    w.psks.clear();
    Peer &c = NewClient(w, GetParam(), &first);
    size_t before = w.established.size();
    c.Start();
    w.Run(5000);
    EXPECT_EQ(w.established.size(), before);
    EXPECT_EQ(w.closed.back().reason, DTL_CLOSE_UNKNOWN_IDENTITY);
}

TEST_P(ServerResumption, ASessionHasALife)
{
    World w([](dtl_endpoint_config &c) {
        c.resumption = true;
        c.resumption_ms = 60000;
    });
    Bytes first = First(w);
    w.Run(59000);
    EXPECT_TRUE(ComesAgain(w, first));
    w.Run(1000);
    EXPECT_FALSE(ComesAgain(w, first));
}

TEST_P(ServerResumption, ASessionOfAnotherGatewayMeansAFullHandshake)
{
    World other(Resumption), w([](dtl_endpoint_config &c) {
        static uint64_t random = 99;
        c.resumption = true;
        c.rng_ctx = &random;
    });
    Bytes first = First(other);
    EXPECT_FALSE(ComesAgain(w, first));
}

INSTANTIATE_TEST_SUITE_P(Dtls, ServerResumption, testing::Bool(),
                         [](const auto &i) { return i.param ? "ticket" : "id"; });

TEST(DtlsResumption, TicketsOfTheKeyBeforeStillServe)
{
    World w([](dtl_endpoint_config &c) {
        c.resumption = true;
        c.resumption_ms = 60000;
    });
    auto connect = [&](const Bytes *saved) {
        Peer &c = NewClient(w, true, saved);
        w.Establish(c);
        return c.Save();
    };
    connect(nullptr);
    w.Run(50000);
    Bytes late = connect(nullptr); // sealed by the first key, 50 s old
    w.Run(20000);
    connect(nullptr); // by a second key
    connect(&late);
    EXPECT_TRUE(w.established.back().resumed);
}

TEST(DtlsResumption, SessionsByIdHaveACapAndTheOldestGoes)
{
    World w([](dtl_endpoint_config &c) {
        c.resumption = true;
        c.resumption_max = 2;
    });
    std::vector<Bytes> saved;
    for (int i = 0; i < 3; i++) {
        Peer &c = NewClient(w, false);
        w.Establish(c);
        saved.push_back(c.Save());
    }
    for (size_t i : {2, 1, 0}) {
        w.Establish(NewClient(w, false, &saved[i]));
        EXPECT_EQ(w.established.back().resumed, i > 0) << i;
    }
}

// Each part of a ticket: nonce, sealed session, tag.
TEST(DtlsResumption, ATicketThatWasTouchedMeansAFullHandshake)
{
    World w(Resumption);
    auto connect = [&](const Bytes *saved) -> Peer & {
        Peer &c = NewClient(w, true, saved);
        w.Establish(c);
        return c;
    };
    Peer &first = connect(nullptr);
    const Bytes good = first.Save();
    Bytes ticket;
    for (const Packet &p : w.wire)
        for (const Bytes &r : Split(p.bytes))
            if (!p.to_us && EpochOf(r) == 0 && TypeOf(r) == 22 && r[DTL_HEADER_LEN] == 4)
                ticket.assign(r.begin() + DTL_HEADER_LEN + 12 + 6, r.end());
    auto at = std::search(good.begin(), good.end(), ticket.begin(), ticket.end());
    ASSERT_NE(at, good.end());
    for (size_t n : {size_t{0}, size_t{11}, size_t{12}, ticket.size() / 2, ticket.size() - 1}) {
        Bytes bad = good;
        bad[static_cast<size_t>(at - good.begin()) + n] ^= 1;
        connect(&bad);
        EXPECT_FALSE(w.established.back().resumed) << "byte " << n;
    }
    connect(&good);
    EXPECT_TRUE(w.established.back().resumed);
}

// A long identity makes a long ticket, which mbedTLS sends in pieces; so must we.
TEST(DtlsResumption, AResentFlightWithATicketKeepsToTheMtu)
{
    World w([](dtl_endpoint_config &c) {
        c.resumption = true;
        c.mtu = 256;
    });
    const std::string identity(DTL_PSK_IDENTITY_MAX, 'i');
    w.psks[identity] = w.psks["thing"];
    unsigned lost = 0, tickets = 0;
    w.network = [&](const Packet &p) {
        std::vector<Bytes> records = Split(p.bytes);
        bool ticket = !p.to_us && EpochOf(records[0]) == 0 && TypeOf(records[0]) == 22 &&
                      records[0][DTL_HEADER_LEN] == 4;
        tickets += ticket;
        bool lose = !p.to_us && (ticket || EpochOf(records.back()) == 1 ||
                                 TypeOf(records.back()) == DTL_CT_CHANGE_CIPHER_SPEC);
        return lose && w.Count("flights_resent") == 0 && ++lost ? std::vector<uint64_t>{}
                                                                : std::vector<uint64_t>{1};
    };
    Peer &c = w.NewClient(kPath, kPskAes128Ccm8, dtls_peer_mbedtls, [&](dtls_peer_config &p) {
        p.tickets = true;
        p.identity = identity.c_str();
    });
    w.Establish(c);
    EXPECT_GE(lost, 2u);
    EXPECT_GE(tickets, 4u) << "two pieces, twice";
    EXPECT_EQ(w.Count("flights_resent"), 1u);
    for (const Packet &p : w.wire)
        EXPECT_LE(p.bytes.size(), 256u) << (p.to_us ? "the client's" : "ours");
    c.Close();
    w.Run(10);
    Bytes saved = c.Save();
    w.Establish(NewClient(w, true, &saved));
    EXPECT_TRUE(w.established.back().resumed);
    EXPECT_EQ(w.established.back().identity, identity);
}

Bytes Replaced(Bytes in, const Bytes &what, const Bytes &with)
{
    auto at = std::search(in.begin(), in.end(), what.begin(), what.end());
    Require(at != in.end(), "not in there");
    std::copy(with.begin(), with.end(), at);
    return in;
}

// mbedTLS 2.28 resumes whatever suite the ticket was made under. It must not turn into another:
// with certificates served beside keys, that would make a stranger the owner of a key.
TEST(DtlsResumption, ATicketOfOneSuiteResumesNoOther)
{
    World w(Resumption);
    Peer &first = NewClient(w, true);
    w.Establish(first);
    const Bytes other = Replaced(first.Save(), {0xC0, 0xA8}, {0xC0, 0xA4});
    Peer &c = w.NewClient(kPath, kPskAes128Ccm, dtls_peer_mbedtls, [&](dtls_peer_config &p) {
        p.tickets = true;
        p.saved = other.data();
        p.saved_len = other.size();
    });
    c.Start();
    w.Run(5000);
    for (const Established &e : w.established)
        EXPECT_FALSE(e.resumed);
}

// --- the client's part ---

class ClientResumes : public testing::TestWithParam<bool> // by ticket?
{
  protected:
    Peer &Server(World &w)
    {
        return w.NewServer(kServer, kPskAes128Ccm8, [](dtls_peer_config &p) {
            p.remembers = !GetParam();
            p.tickets = GetParam();
        });
    }

    Bytes FirstSession(World &w, Peer &server)
    {
        w.Close(w.Establish(server));
        w.Run(10);
        EXPECT_FALSE(w.established.back().resumed);
        return w.established.back().saved;
    }
};

TEST_P(ClientResumes, WithWhatItSaved)
{
    World w(ClientResumption);
    Peer &server = Server(w);
    w.saved = FirstSession(w, server);
    ASSERT_FALSE(w.saved.empty());
    for (int i = 0; i < 3; i++) {
        dtl_assoc a = w.Establish(server);
        EXPECT_TRUE(w.established.back().resumed);
        w.saved = w.established.back().saved;
        ASSERT_EQ(w.Send(a, "data"), 0);
        ASSERT_TRUE(w.RunUntil([&] { return !server.received.empty(); }, 100));
        server.received.clear();
        w.Close(a);
        w.Run(10);
    }
}

TEST_P(ClientResumes, NothingOfAnotherHost)
{
    World w(ClientResumption);
    Peer &server = Server(w);
    w.host = "host-a";
    w.saved = FirstSession(w, server);
    w.host = "host-b";
    w.Establish(server);
    EXPECT_FALSE(w.established.back().resumed);
}

TEST(DtlsResumption, AClientOffersASessionOnlyAsWhoMadeIt)
{
    static const Bytes kOtherKey(16, 'x');
    static const uint8_t kOtherIdentity[] = "other";
    World first(ClientResumption);
    Peer &server =
        first.NewServer(kServer, kPskAes128Ccm8, [](dtls_peer_config &p) { p.remembers = true; });
    first.Establish(server);
    const Bytes saved = first.established.back().saved;
    auto offered = [&](const std::function<void(dtl_endpoint_config &)> &change) {
        World w([&](dtl_endpoint_config &c) {
            ClientResumption(c);
            change(c);
        });
        w.saved = saved;
        return w.OffersToResume();
    };
    EXPECT_EQ(offered([](auto &) {}), 32);
    EXPECT_EQ(offered([](auto &c) { c.client_psk = kOtherKey.data(); }), 0);
    EXPECT_EQ(offered([](auto &c) { c.client_psk_identity = kOtherIdentity; }), 0);
    EXPECT_EQ(offered([](auto &c) { c.resumption = false; }), 0);
}

TEST_P(ClientResumes, NothingThatCannotBeRead)
{
    World w(ClientResumption);
    Peer &server = Server(w);
    Bytes good = FirstSession(w, server);
    for (size_t len : {size_t{0}, size_t{1}, size_t{10}, good.size() - 1}) {
        w.saved = Bytes(good.begin(), good.begin() + static_cast<long>(len));
        w.Close(w.Establish(server));
        w.Run(10);
        EXPECT_FALSE(w.established.back().resumed) << len;
    }
}

TEST_P(ClientResumes, AServerThatForgotMeansAFullHandshake)
{
    World w(ClientResumption);
    w.saved = FirstSession(w, Server(w));
    w.Establish(w.NewServer(kServer));
    EXPECT_FALSE(w.established.back().resumed);
}

INSTANTIATE_TEST_SUITE_P(Dtls, ClientResumes, testing::Bool(),
                         [](const auto &i) { return i.param ? "ticket" : "id"; });

} // namespace
