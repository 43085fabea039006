// SPDX-License-Identifier: Apache-2.0
//
// The small parts of the core, each alone.
#include <gtest/gtest.h>

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <algorithm>
#include <memory>
#include <random>

#include "tests/unit/dtls_world.h"

extern "C" {
#include "host/dtls/association.h"
#include "host/dtls/keys.h"
#include "host/dtls/saved.h"
#include "host/dtls/table.h"
#include "host/dtls/timers.h"
}

namespace
{

TEST(DtlsTimers, ComeOutInOrderWhateverIsSetAndStopped)
{
    std::mt19937 random(1);
    const unsigned n = 500;
    dtl_timers timers;
    ASSERT_EQ(dtl_timers_init(&timers, n), 0);
    std::vector<dtl_timer> all(n, dtl_timer{DTL_NEVER, 0});
    for (int i = 0; i < 20000; i++) {
        uint64_t at = random() % 4 ? random() % 1000 : DTL_NEVER;
        dtl_timers_set(&timers, &all[random() % n], at);
        const dtl_timer *first = dtl_timers_first(&timers);
        uint64_t least = DTL_NEVER;
        for (const dtl_timer &t : all)
            least = std::min(least, t.at);
        ASSERT_EQ(first ? first->at : DTL_NEVER, least) << "seed 1, step " << i;
    }
    dtl_timers_free(&timers);
}

class Table : public testing::Test
{
  protected:
    Table()
    {
        EXPECT_EQ(dtl_table_init(&table, 8, 42), 0);
    }
    ~Table() override
    {
        dtl_table_free(&table);
    }

    dtl_association *New(uint8_t path)
    {
        all.push_back(std::make_unique<dtl_association>());
        dtl_association *a = all.back().get();
        *a = {};
        a->path.len = 18;
        a->path.bytes[17] = path;
        dtl_table_add(&table, a);
        return a;
    }

    dtl_table table;
    std::vector<std::unique_ptr<dtl_association>> all;
};

TEST_F(Table, FindsByNameAndByPath)
{
    for (uint8_t i = 0; i < 8; i++)
        dtl_table_link(&table, New(i));
    for (auto &a : all) {
        EXPECT_EQ(dtl_table_find(&table, a->id), a.get());
        EXPECT_EQ(dtl_table_find_path(&table, &a->path), a.get());
    }
    EXPECT_EQ(dtl_table_find(&table, 0), nullptr);
    dtl_path other = all[0]->path;
    other.bytes[17] = 99;
    EXPECT_EQ(dtl_table_find_path(&table, &other), nullptr);
    other = all[0]->path;
    other.len--;
    EXPECT_EQ(dtl_table_find_path(&table, &other), nullptr);
}

TEST_F(Table, BytesBehindTheLengthDoNotCount)
{
    dtl_association *a = New(1);
    dtl_table_link(&table, a);
    dtl_path p = a->path;
    p.bytes[30] = 77;
    EXPECT_EQ(dtl_table_find_path(&table, &p), a);
}

TEST_F(Table, NamesAreNotGivenTwice)
{
    dtl_association *a = New(1);
    dtl_assoc name = a->id;
    EXPECT_NE(name, 0u);
    for (int i = 0; i < 100; i++) {
        dtl_table_remove(&table, a);
        EXPECT_EQ(dtl_table_find(&table, name), nullptr);
        dtl_table_add(&table, a);
        EXPECT_NE(a->id, name);
    }
}

TEST_F(Table, UnlinkedPathsLeadNowhere)
{
    dtl_association *a = New(1), *b = New(1);
    dtl_table_link(&table, a);
    dtl_table_unlink(&table, b); // never was linked
    EXPECT_EQ(dtl_table_find_path(&table, &a->path), a);
    dtl_table_unlink(&table, a);
    EXPECT_EQ(dtl_table_find_path(&table, &a->path), nullptr);
    EXPECT_EQ(dtl_table_find(&table, a->id), a);
}

TEST(DtlsPark, HasACapOnRecordsAndOnBytes)
{
    dtl_park park{};
    uint8_t record[100] = {};
    for (unsigned i = 0; i < DTL_PARK_MAX; i++)
        EXPECT_EQ(dtl_park_put(&park, record, 10, 1000), 0);
    EXPECT_EQ(dtl_park_put(&park, record, 10, 1000), DTL_ERR_FULL);
    dtl_park_clear(&park);
    for (unsigned i = 0; i < 10; i++)
        EXPECT_EQ(dtl_park_put(&park, record, 100, 1000), 0);
    EXPECT_EQ(dtl_park_put(&park, record, 1, 1000), DTL_ERR_FULL);
    dtl_park_clear(&park);
}

// mbedTLS answers a hello with less than the hello. That it does is not left to mbedTLS.
TEST(DtlsHandshakePart, AnUnverifiedPeerGetsNoMoreThanItsBudget)
{
    dtls::World w;
    w.NewClient().Start();
    const Bytes hello = w.wire.front().bytes;

    dtl_endpoint_config config;
    dtl_endpoint_config_default(&config);
    config.psk = [](void *, const uint8_t *, size_t, uint8_t *) -> size_t { return 0; };
    dtl_tls tls;
    ASSERT_EQ(dtl_tls_init(&tls, &config), 0);
    size_t sent = 0;
    auto send = [](void *ctx, const dtl_handshake *, const uint8_t *, size_t len) {
        *static_cast<size_t *>(ctx) += len;
    };
    dtl_handshake *hs;
    ASSERT_EQ(dtl_handshake_init(&hs, &tls, 1400, send, &sent), 0);
    dtl_path path = dtls::Path("10.0.0.1:1");
    for (size_t budget : {59, 60}) { // a HelloVerifyRequest has 60 bytes
        ASSERT_EQ(dtl_handshake_set_peer(hs, &path, budget), 0);
        EXPECT_EQ(dtl_handshake_run(hs, hello.data(), hello.size(), 1000),
                  MBEDTLS_ERR_SSL_HELLO_VERIFY_REQUIRED);
        EXPECT_EQ(hs->over_budget, budget == 59);
        EXPECT_EQ(sent, budget == 59 ? 0u : 60u);
        ASSERT_EQ(dtl_handshake_reset(hs), 0);
    }
    dtl_handshake_free(hs);
    dtl_tls_free(&tls);
}

// What an established association costs, with its share of the endpoint's tables.
TEST(DtlsMemory, AnEstablishedAssociationTakesLessThanAKilobyte)
{
    size_t tables = sizeof(dtl_slot_entry) + 2 * sizeof(dtl_association *) + sizeof(dtl_timer *);
    size_t malloc_overhead = 16;
    RecordProperty("bytes", static_cast<int>(sizeof(dtl_association) + tables + malloc_overhead));
    EXPECT_LT(sizeof(dtl_association) + tables + malloc_overhead, 1024u);
    EXPECT_LT(sizeof(dtl_flight), 200u); // until the peer has confirmed
}

// OpenSSL's: the PRF of TLS 1.2 with SHA-256.
Bytes KeyBlock(const dtl_secrets &s, size_t len)
{
    Bytes block(len), seed{'k', 'e', 'y', ' ', 'e', 'x', 'p', 'a', 'n', 's', 'i', 'o', 'n'};
    seed.insert(seed.end(), s.server_random, s.server_random + DTL_RANDOM_LEN);
    seed.insert(seed.end(), s.client_random, s.client_random + DTL_RANDOM_LEN);
    char digest[] = "SHA256";
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET, const_cast<uint8_t *>(s.master),
                                          DTL_MASTER_LEN),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, seed.data(), seed.size()),
        OSSL_PARAM_construct_end()};
    EVP_KDF *kdf = EVP_KDF_fetch(nullptr, "TLS1-PRF", nullptr);
    EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
    EXPECT_EQ(EVP_KDF_derive(ctx, block.data(), block.size(), params), 1);
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
    return block;
}

// mbedTLS 2.28 tells the key block, 3.6 does not: then it is computed.
TEST(DtlsKeys, KeysAreTheSameWhetherTheKeyBlockIsToldOrComputed)
{
    std::mt19937 random(1);
    for (const char *name : {"TLS-PSK-WITH-AES-128-CCM-8", "TLS-ECDHE-ECDSA-WITH-AES-256-CCM"}) {
        const dtl_suite *suite = dtl_suite_find(mbedtls_ssl_get_ciphersuite_id(name));
        ASSERT_NE(suite, nullptr);
        dtl_secrets s{};
        s.prf = MBEDTLS_SSL_TLS_PRF_SHA256;
        for (uint8_t *field : {s.master, s.client_random, s.server_random})
            std::generate(field, field + 32, std::ref(random));
        size_t key = suite->key_len, salt = DTL_SALT_LEN;
        Bytes block = KeyBlock(s, 2 * (key + salt));
        for (bool told : {false, true}) {
            s.block_len = told ? block.size() : 0;
            std::copy(block.begin(), block.end(), s.block);
            dtl_session_params server{}, client{};
            ASSERT_EQ(dtl_keys_derive(&server, &s, suite, true), 0);
            ASSERT_EQ(dtl_keys_derive(&client, &s, suite, false), 0);
            EXPECT_EQ(0, memcmp(client.tx.key, block.data(), key)) << name << told;
            EXPECT_EQ(0, memcmp(server.tx.key, &block[key], key)) << name << told;
            EXPECT_EQ(0, memcmp(client.tx.salt, &block[2 * key], salt)) << name << told;
            EXPECT_EQ(0, memcmp(server.tx.salt, &block[2 * key + salt], salt)) << name << told;
            EXPECT_EQ(0, memcmp(client.rx.key, server.tx.key, key)) << name << told;
            EXPECT_EQ(0, memcmp(server.rx.salt, client.tx.salt, salt)) << name << told;
        }
    }
}

// A session of the suite as the server keeps it.
class SavedSession : public testing::TestWithParam<int>
{
  protected:
    SavedSession()
    {
        dtl_endpoint_config config;
        dtl_endpoint_config_default(&config);
        config.psk = [](void *, const uint8_t *, size_t, uint8_t *) -> size_t { return 16; };
        config.resumption = true;
        auto drop = [](void *, const dtl_handshake *, const uint8_t *, size_t) {};
        dtls::Require(dtl_tls_init(&tls, &config) == 0, "tls");
        dtls::Require(dtl_handshake_init(&hs, &tls, 1400, drop, nullptr) == 0, "handshake");
        mbedtls_ssl_session_init(&session);
        dtls::World w;
        dtls::Peer &peer = w.NewClient();
        w.Establish(peer);
        const Bytes made = peer.Save();
        dtls::Require(mbedtls_ssl_session_load(&session, made.data(), made.size()) == 0, "session");
        hs->identity_len = 5;
        memcpy(hs->identity, "thing", 5);
    }

    ~SavedSession() override
    {
        mbedtls_ssl_session_free(&session);
        dtl_handshake_free(hs);
        dtl_tls_free(&tls);
    }

    int PutAndGet()
    {
        uint8_t bytes[2048];
        size_t len = 0;
        EXPECT_EQ(dtl_saved_put(hs, &session, bytes, sizeof bytes, &len), 0);
        mbedtls_ssl_session got;
        mbedtls_ssl_session_init(&got);
        int ret = dtl_saved_get(hs, &got, bytes, len);
        mbedtls_ssl_session_free(&got);
        return ret;
    }

    dtl_tls tls;
    dtl_handshake *hs;
    mbedtls_ssl_session session;
};

TEST_F(SavedSession, KeepsWhoNamedTheKeyAndUnderWhichSuite)
{
    EXPECT_EQ(PutAndGet(), 0);
    EXPECT_EQ(hs->recalled.suite, dtls::kPskAes128Ccm8);
    EXPECT_EQ(std::string(reinterpret_cast<char *>(hs->recalled.identity), 5), "thing");
    EXPECT_EQ(hs->recalled.identity_len, 5);
}

TEST_F(SavedSession, EndsWithTheCertificateOfThePeer)
{
    hs->peer_end.year = 2098;
    hs->peer_end.mon = hs->peer_end.day = 1;
    EXPECT_EQ(PutAndGet(), 0);
    hs->peer_end.year = 2021;
    EXPECT_EQ(PutAndGet(), DTL_ERR_STATE);
}

} // namespace
