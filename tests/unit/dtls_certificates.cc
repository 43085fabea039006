// SPDX-License-Identifier: Apache-2.0
//
// ECDHE-ECDSA in both roles; which certificates are refused, by whom, and what is said of it.
#include <gtest/gtest.h>

#include <mbedtls/ssl.h>

#include <algorithm>

#include "tests/shim/certs.h"
#include "tests/unit/dtls_world.h"

using namespace dtls;

namespace
{

const char *const kClient = "10.0.0.1:40000", *const kServer = "10.0.0.2:5684";

certs_pair Make(const char *name, const certs_pair *issuer,
                const std::function<void(certs_request &)> &change = {})
{
    static uint64_t seed = 1;
    certs_request r{};
    r.name = name;
    r.issuer = issuer;
    r.issuer_name = "CA";
    r.ca = !issuer;
    r.seed = seed++;
    if (change)
        change(r);
    certs_pair pair;
    certs_make(&pair, &r);
    return pair;
}

// Made once: keys take time.
struct Pki {
    certs_pair ca = Make("CA", nullptr), other_ca = Make("CA", nullptr);
    certs_pair server = Make("gateway", &ca), thing = Make("thing 7", &ca);
    certs_pair expired = Make("gateway", &ca, [](auto &r) { r.not_after = "20210228235959"; });
    certs_pair future = Make("gateway", &ca, [](auto &r) { r.not_before = "20980101000000"; });
};

const Pki &P()
{
    static const Pki pki;
    return pki;
}

class Credentials
{
  public:
    Credentials()
    {
        Require(dtl_credentials_init(&c_) == 0, "credentials");
    }
    ~Credentials()
    {
        dtl_credentials_free(c_);
    }
    Credentials(const Credentials &) = delete;

    int Identity(const std::string &cert, const std::string &key)
    {
        return dtl_credentials_set_identity(c_, Bytes_(cert), cert.size(), Bytes_(key), key.size(),
                                            err, sizeof err);
    }
    int Trust(const std::string &ca)
    {
        return dtl_credentials_set_trust(c_, Bytes_(ca), ca.size(), err, sizeof err);
    }
    const dtl_credentials *get() const
    {
        return c_;
    }

    char err[256] = "";

  private:
    static const uint8_t *Bytes_(const std::string &s)
    {
        return reinterpret_cast<const uint8_t *>(s.data());
    }
    dtl_credentials *c_;
};

// An endpoint that is a server with a certificate; with `ca`, its clients need one too.
struct ServerWorld {
    explicit ServerWorld(const certs_pair &pair, const char *ca = nullptr)
    {
        Require(c.Identity(pair.cert, pair.key) == 0, c.err);
        Require(!ca || c.Trust(ca) == 0, c.err);
        w = std::make_unique<World>([&](dtl_endpoint_config &config) {
            config.credentials = c.get();
            config.resumption = true;
        });
    }

    Peer &Client(int suite, const std::function<void(dtls_peer_config &)> &change = {})
    {
        return w->NewClient(kClient, suite, dtls_peer_mbedtls, [&](dtls_peer_config &p) {
            p.identity = nullptr;
            p.ca = P().ca.cert;
            p.host = "gateway";
            p.tickets = true;
            if (change)
                change(p);
        });
    }

    Credentials c;
    std::unique_ptr<World> w;
};

// An endpoint that is a client.
struct ClientWorld {
    explicit ClientWorld(const char *ca = P().ca.cert, const certs_pair *own = nullptr)
    {
        Require(c.Trust(ca) == 0, c.err);
        Require(!own || c.Identity(own->cert, own->key) == 0, c.err);
        w = std::make_unique<World>([&](dtl_endpoint_config &config) {
            config.role = DTL_ROLE_CLIENT;
            config.psk = nullptr;
            config.credentials = c.get();
            config.resumption = true;
        });
        w->host = "gateway";
    }

    Peer &Server(const certs_pair &pair, int suite = kEcdsaAes128Ccm8, const char *ca = nullptr)
    {
        return w->NewServer(kServer, suite, [&](dtls_peer_config &p) {
            p.identity = nullptr;
            p.cert = pair.cert;
            p.key = pair.key;
            p.ca = ca;
            p.remembers = p.tickets = true;
        });
    }

    // Connects to a server with `pair` and says why that failed.
    Closed Refuses(const certs_pair &pair, const char *ca = nullptr)
    {
        Server(pair, kEcdsaAes128Ccm8, ca);
        dtl_assoc a = w->Connect(kServer, w->host);
        w->RunUntil([&] { return w->FindClosed(a) || !w->established.empty(); }, 5000);
        return w->FindClosed(a) ? *w->FindClosed(a) : Closed{};
    }

    Credentials c;
    std::unique_ptr<World> w;
};

void ExpectTalks(World &w, Peer &peer, dtl_assoc a)
{
    w.echo = false;
    w.data.clear();
    ASSERT_TRUE(peer.Send("theirs"));
    ASSERT_EQ(w.Send(a, "ours"), 0);
    EXPECT_TRUE(w.RunUntil([&] { return !peer.received.empty() && !w.data.empty(); }, 100));
}

// --- what works ---

TEST(DtlsCertificates, ServerOnEverySuite)
{
    ServerWorld s(P().server);
    for (int suite : {kEcdsaAes128Ccm, kEcdsaAes256Ccm, kEcdsaAes128Ccm8, kEcdsaAes256Ccm8}) {
        Peer &client = s.Client(suite);
        ExpectTalks(*s.w, client, s.w->Establish(client));
        EXPECT_EQ(s.w->established.back().identity, "");
        EXPECT_FALSE(s.w->established.back().certificate);
    }
}

TEST(DtlsCertificates, ClientOnEverySuite)
{
    ClientWorld c;
    for (int suite : {kEcdsaAes128Ccm, kEcdsaAes256Ccm, kEcdsaAes128Ccm8, kEcdsaAes256Ccm8}) {
        Peer &server = c.Server(P().server, suite);
        dtl_assoc a = c.w->Establish(server);
        ExpectTalks(*c.w, server, a);
        EXPECT_EQ(c.w->established.back().identity, "CN=gateway");
        EXPECT_TRUE(c.w->established.back().certificate);
        c.w->Close(a);
        c.w->Run(10);
    }
}

TEST(DtlsCertificates, ServerKnowsTheSubjectOfItsClientAlsoWhenItResumes)
{
    ServerWorld s(P().server, P().ca.cert);
    Bytes saved;
    for (bool resumed : {false, true}) {
        Peer &client = s.Client(kEcdsaAes128Ccm8, [&](dtls_peer_config &p) {
            p.cert = P().thing.cert;
            p.key = P().thing.key;
            p.saved = resumed ? saved.data() : nullptr;
            p.saved_len = saved.size();
        });
        ExpectTalks(*s.w, client, s.w->Establish(client));
        EXPECT_EQ(s.w->established.back().identity, "CN=thing 7");
        EXPECT_TRUE(s.w->established.back().certificate);
        EXPECT_EQ(s.w->established.back().resumed, resumed);
        saved = client.Save();
    }
}

TEST(DtlsCertificates, ClientShowsItsOwn)
{
    ClientWorld c(P().ca.cert, &P().thing);
    Peer &server = c.Server(P().server, kEcdsaAes128Ccm8, P().ca.cert);
    ExpectTalks(*c.w, server, c.w->Establish(server));
}

TEST(DtlsCertificates, ClientResumesWithoutSeeingTheCertificateAgain)
{
    ClientWorld c;
    Peer &server = c.Server(P().server);
    c.w->Close(c.w->Establish(server));
    c.w->Run(10);
    c.w->saved = c.w->established.back().saved;
    c.w->Establish(server);
    EXPECT_TRUE(c.w->established.back().resumed);
    EXPECT_EQ(c.w->established.back().identity, "CN=gateway");
}

int OfferedBy(ClientWorld &c, const Bytes &saved)
{
    c.w->saved = saved;
    return c.w->OffersToResume();
}

TEST(DtlsCertificates, ClientOffersASessionOnlyAsItTrustedThen)
{
    ClientWorld first;
    first.w->Establish(first.Server(P().server));
    const Bytes saved = first.w->established.back().saved;
    ClientWorld same, other_ca(P().other_ca.cert), own(P().ca.cert, &P().thing), other_host;
    other_host.w->host = "gatewaz";
    EXPECT_EQ(OfferedBy(same, saved), 32);
    EXPECT_EQ(OfferedBy(other_ca, saved), 0);
    EXPECT_EQ(OfferedBy(own, saved), 0);
    EXPECT_EQ(OfferedBy(other_host, saved), 0);
}

TEST(DtlsCertificates, ClientOffersNoSessionOfACertificateThatHasEnded)
{
    ClientWorld c;
    c.w->Establish(c.Server(P().server));
    Bytes saved = c.w->established.back().saved;
    const Bytes end{0x08, 0x33, 12, 31}; // 2099
    auto at = std::search(saved.begin(), saved.end(), end.begin(), end.end());
    ASSERT_NE(at, saved.end());
    at[1] = 0xe5; // 2021 is 0x07e5
    at[0] = 0x07;
    EXPECT_EQ(OfferedBy(c, saved), 0);
}

TEST(DtlsCertificates, ASubjectThatIsTooLongKeepsItsBeginning)
{
    std::string name(60, 'a');
    for (const char *attribute : {"OU", "O", "L", "ST"})
        name += std::string(",") + attribute + "=" + std::string(60, 'b');
    certs_pair lengthy = Make(name.c_str(), &P().ca);
    ServerWorld s(P().server, P().ca.cert);
    s.w->Establish(s.Client(kEcdsaAes128Ccm8, [&](dtls_peer_config &p) {
        p.cert = lengthy.cert;
        p.key = lengthy.key;
    }));
    const std::string &subject = s.w->established.back().identity;
    EXPECT_EQ(subject.size(), 255u);
    EXPECT_EQ(subject.substr(0, 10), "CN=aaaaaaa");
    EXPECT_EQ(subject.substr(252), "...");
}

TEST(DtlsCertificates, KeysAndCertificatesCanBeServedSideBySide)
{
    ServerWorld s(P().server);
    Peer &psk = s.w->NewClient("10.0.0.9:1", kPskAes128Ccm8);
    ExpectTalks(*s.w, psk, s.w->Establish(psk));
    Peer &cert = s.Client(kEcdsaAes128Ccm8);
    ExpectTalks(*s.w, cert, s.w->Establish(cert));
}

// A ticket is looked at before the cookie is: what it says must not stick to whoever comes next.
TEST(DtlsCertificates, AnAnonymousClientIsNotTakenForTheOwnerOfATicket)
{
    ServerWorld s(P().server);
    auto psk = [&](const Bytes *saved) -> Peer & {
        return s.w->NewClient("10.0.0.9:1", kPskAes128Ccm8, dtls_peer_mbedtls,
                              [&](dtls_peer_config &p) {
                                  p.tickets = true;
                                  p.saved = saved ? saved->data() : nullptr;
                                  p.saved_len = saved ? saved->size() : 0;
                              });
    };
    Peer &first = psk(nullptr);
    s.w->Establish(first);
    EXPECT_EQ(s.w->established.back().identity, "thing");
    Bytes saved = first.Save();
    s.w->network = [](const Packet &p) {
        return p.to_us ? std::vector<uint64_t>{1} : std::vector<uint64_t>{};
    };
    psk(&saved).Start(); // its ticket arrives, the cookie that it is sent does not
    s.w->Run(10);
    s.w->network = {};
    s.w->Establish(s.Client(kEcdsaAes128Ccm8));
    EXPECT_EQ(s.w->established.back().identity, "");
}

TEST(DtlsCertificates, TheGroupIsP256)
{
    ServerWorld s(P().server);
    s.w->Establish(s.Client(kEcdsaAes128Ccm8));
    bool seen = false;
    for (const Packet &p : s.w->wire)
        for (const Bytes &r : Split(p.bytes))
            if (!p.to_us && EpochOf(r) == 0 && TypeOf(r) == 22 && r[DTL_HEADER_LEN] == 12) {
                EXPECT_EQ(Bytes(r.begin() + 25, r.begin() + 28), (Bytes{3, 0, 23}));
                seen = true;
            }
    EXPECT_TRUE(seen) << "no ServerKeyExchange";
}

// --- what a client refuses ---

struct Refusal {
    const char *name;
    const certs_pair &(*pair)();
    const char *ca, *host, *why;
};

class RefusedServer : public testing::TestWithParam<Refusal>
{
};

TEST_P(RefusedServer, IsToldWhy)
{
    ClientWorld c(GetParam().ca);
    c.w->host = GetParam().host;
    Closed closed = c.Refuses(GetParam().pair());
    EXPECT_EQ(closed.reason, DTL_CLOSE_CERTIFICATE);
    EXPECT_EQ(closed.why, GetParam().why);
    EXPECT_TRUE(c.w->established.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Dtls, RefusedServer,
    testing::Values(
        Refusal{"Expired", []() -> const certs_pair & { return P().expired; }, P().ca.cert,
                "gateway", "the certificate expired on 2021-02-28"},
        Refusal{"NotYetValid", []() -> const certs_pair & { return P().future; }, P().ca.cert,
                "gateway", "the certificate is not valid before 2098-01-01"},
        Refusal{"WrongName", []() -> const certs_pair & { return P().server; }, P().ca.cert,
                "bank.example", "the certificate is not for 'bank.example'"},
        Refusal{"WrongCa", []() -> const certs_pair & { return P().server; }, P().other_ca.cert,
                "gateway", "the certificate is not signed by a CA that is trusted here"}),
    [](const auto &i) { return i.param.name; });

TEST(DtlsCertificates, ClientWithoutNameTrustsNoServer)
{
    ClientWorld c;
    dtl_path path = Path(kServer);
    dtl_assoc a;
    EXPECT_EQ(dtl_endpoint_connect(c.w->ep, &path, nullptr, nullptr, 0, c.w->now, &a), DTL_ERR_ARG);
}

TEST(DtlsCertificates, ClientHearsThatItsOwnIsOfAnUnknownCa)
{
    ClientWorld c(P().ca.cert, &P().thing);
    Closed closed = c.Refuses(P().server, P().other_ca.cert);
    EXPECT_EQ(closed.reason, DTL_CLOSE_FATAL_ALERT);
    EXPECT_EQ(closed.why, "the peer refused: unknown CA");
}

// --- what a server refuses ---

Closed ServerRefuses(const certs_pair *client)
{
    ServerWorld s(P().server, P().ca.cert);
    Peer &peer = s.Client(kEcdsaAes128Ccm8, [&](dtls_peer_config &p) {
        p.cert = client ? client->cert : nullptr;
        p.key = client ? client->key : nullptr;
    });
    peer.Start();
    s.w->RunUntil([&] { return !s.w->closed.empty() || !s.w->established.empty(); }, 5000);
    EXPECT_TRUE(s.w->established.empty());
    s.w->Run(10);
    EXPECT_EQ(peer.error(), MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE) << "the client was told nothing";
    return s.w->closed.empty() ? Closed{} : s.w->closed.back();
}

TEST(DtlsCertificates, ServerRefusesAClientWithoutOne)
{
    Closed closed = ServerRefuses(nullptr);
    EXPECT_EQ(closed.reason, DTL_CLOSE_CERTIFICATE);
    EXPECT_EQ(closed.why, "the peer sent no certificate");
}

TEST(DtlsCertificates, ServerRefusesAClientOfAnotherCa)
{
    certs_pair stranger = Make("thing 7", &P().other_ca);
    EXPECT_EQ(ServerRefuses(&stranger).why,
              "the certificate is not signed by a CA that is trusted here");
}

TEST(DtlsCertificates, ServerRefusesAnExpiredClient)
{
    EXPECT_EQ(ServerRefuses(&P().expired).why, "the certificate expired on 2021-02-28");
}

// --- what is refused before there is a peer ---

TEST(DtlsCredentials, KeyOfAnotherCertificate)
{
    Credentials c;
    EXPECT_EQ(c.Identity(P().server.cert, P().thing.key), DTL_ERR_ARG);
    EXPECT_STREQ(c.err, "key does not match the certificate");
}

TEST(DtlsCredentials, ExpiredCertificate)
{
    Credentials c;
    EXPECT_EQ(c.Identity(P().expired.cert, P().expired.key), DTL_ERR_ARG);
    EXPECT_STREQ(c.err, "certificate expired on 2021-02-28");
}

TEST(DtlsCredentials, CertificateOfTheFuture)
{
    Credentials c;
    EXPECT_EQ(c.Identity(P().future.cert, P().future.key), DTL_ERR_ARG);
    EXPECT_STREQ(c.err, "certificate is not valid before 2098-01-01");
}

TEST(DtlsCredentials, DamagedFiles)
{
    std::string cert = P().server.cert, key = P().server.key;
    for (size_t len : {size_t{0}, size_t{20}, cert.size() / 2}) {
        Credentials c;
        EXPECT_EQ(c.Identity(cert.substr(0, len), key), DTL_ERR_FORMAT) << len;
        EXPECT_EQ(std::string(c.err).substr(0, 27), "certificate cannot be read:") << c.err;
        EXPECT_EQ(c.Trust(cert.substr(0, len)), DTL_ERR_FORMAT) << len;
    }
    for (size_t len : {size_t{0}, size_t{20}, key.size() / 2}) {
        Credentials c;
        EXPECT_EQ(c.Identity(cert, key.substr(0, len)), DTL_ERR_FORMAT) << len;
        EXPECT_EQ(std::string(c.err).substr(0, 19), "key cannot be read:") << c.err;
    }
}

TEST(DtlsCredentials, AnEndpointNeedsThoseOfItsRole)
{
    Credentials identity, trust;
    ASSERT_EQ(identity.Identity(P().server.cert, P().server.key), 0);
    ASSERT_EQ(trust.Trust(P().ca.cert), 0);
    auto init = [](uint8_t role, const dtl_credentials *c) {
        dtl_endpoint_config config;
        dtl_endpoint_config_default(&config);
        config.role = role;
        config.credentials = c;
        dtl_endpoint *ep = nullptr;
        int ret = dtl_endpoint_init(&ep, &config, &TestEngine().limits());
        if (!ret)
            dtl_endpoint_free(ep);
        return ret;
    };
    EXPECT_EQ(init(DTL_ROLE_SERVER, identity.get()), 0);
    EXPECT_EQ(init(DTL_ROLE_SERVER, trust.get()), DTL_ERR_ARG);
    EXPECT_EQ(init(DTL_ROLE_CLIENT, trust.get()), 0);
    EXPECT_EQ(init(DTL_ROLE_CLIENT, identity.get()), DTL_ERR_ARG);
}

} // namespace
