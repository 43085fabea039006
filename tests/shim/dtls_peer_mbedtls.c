/* SPDX-License-Identifier: Apache-2.0 */
#include <mbedtls/ssl_cache.h>
#include <mbedtls/ssl_cookie.h>
#include <mbedtls/ssl_ticket.h>
#include <stdlib.h>
#include <string.h>

#include "host/dtls/mbedtls_compat.h"
#include "tests/shim/dtls_peer.h"
#include "tests/shim/mbedtls_bio.h"

struct dtls_peer {
    struct dtls_peer_config config;
    mbedtls_ssl_config conf;
    mbedtls_ssl_context ssl;
    mbedtls_ssl_cookie_ctx cookies;
    mbedtls_ssl_cache_context cache;
    mbedtls_ssl_ticket_context tickets;
    mbedtls_x509_crt cert, ca;
    mbedtls_pk_context key;
    int suites[2];
    uint64_t random;
    struct peer_bio bio;
    enum dtls_peer_state state;
    int error;
};

static int on_random(void *ctx, unsigned char *out, size_t len)
{
    struct dtls_peer *c = ctx;
    for (size_t i = 0; i < len; i++) {
        c->random = c->random * 6364136223846793005u + 1442695040888963407u;
        out[i] = (unsigned char)(c->random >> 56);
    }
    return 0;
}

static void peer_free(struct dtls_peer *c)
{
    mbedtls_ssl_free(&c->ssl);
    mbedtls_ssl_config_free(&c->conf);
    mbedtls_ssl_cookie_free(&c->cookies);
    mbedtls_ssl_cache_free(&c->cache);
    mbedtls_ssl_ticket_free(&c->tickets);
    mbedtls_x509_crt_free(&c->cert);
    mbedtls_x509_crt_free(&c->ca);
    mbedtls_pk_free(&c->key);
    free(c);
}

static void must(int ret)
{
    if (ret)
        abort();
}

static void set_certificates(struct dtls_peer *c)
{
    const struct dtls_peer_config *config = &c->config;
    mbedtls_ssl_conf_authmode(&c->conf,
                              config->ca ? MBEDTLS_SSL_VERIFY_REQUIRED : MBEDTLS_SSL_VERIFY_NONE);
    if (config->cert) {
        must(mbedtls_x509_crt_parse(&c->cert, (const unsigned char *)config->cert,
                                    strlen(config->cert) + 1));
        must(dtl_compat_parse_key(&c->key, (const unsigned char *)config->key,
                                  strlen(config->key) + 1, on_random, c));
        must(mbedtls_ssl_conf_own_cert(&c->conf, &c->cert, &c->key));
    }
    if (config->ca) {
        must(mbedtls_x509_crt_parse(&c->ca, (const unsigned char *)config->ca,
                                    strlen(config->ca) + 1));
        mbedtls_ssl_conf_ca_chain(&c->conf, &c->ca, NULL);
    }
}

static void set_server(struct dtls_peer *c)
{
    must(mbedtls_ssl_cookie_setup(&c->cookies, on_random, c));
    mbedtls_ssl_conf_dtls_cookies(&c->conf, mbedtls_ssl_cookie_write, mbedtls_ssl_cookie_check,
                                  &c->cookies);
    if (c->config.remembers)
        mbedtls_ssl_conf_session_cache(&c->conf, &c->cache, mbedtls_ssl_cache_get,
                                       mbedtls_ssl_cache_set);
    if (!c->config.tickets)
        return;
    must(mbedtls_ssl_ticket_setup(&c->tickets, on_random, c, MBEDTLS_CIPHER_AES_256_GCM, 86400));
    mbedtls_ssl_conf_session_tickets_cb(&c->conf, mbedtls_ssl_ticket_write,
                                        mbedtls_ssl_ticket_parse, &c->tickets);
}

static void set_client(struct dtls_peer *c)
{
    mbedtls_ssl_conf_session_tickets(&c->conf, c->config.tickets);
    must(mbedtls_ssl_set_hostname(&c->ssl, c->config.host));
    if (!c->config.saved)
        return;
    mbedtls_ssl_session session;
    mbedtls_ssl_session_init(&session);
    must(mbedtls_ssl_session_load(&session, c->config.saved, c->config.saved_len));
    must(mbedtls_ssl_set_session(&c->ssl, &session));
    mbedtls_ssl_session_free(&session);
}

static void set_up(struct dtls_peer *c)
{
    must(dtl_compat_start());
    must(mbedtls_ssl_config_defaults(
        &c->conf, c->config.server ? MBEDTLS_SSL_IS_SERVER : MBEDTLS_SSL_IS_CLIENT,
        MBEDTLS_SSL_TRANSPORT_DATAGRAM, MBEDTLS_SSL_PRESET_DEFAULT));
    dtl_compat_only_dtls_1_2(&c->conf);
    dtl_compat_groups(&c->conf);
    mbedtls_ssl_conf_ciphersuites(&c->conf, c->suites);
    mbedtls_ssl_conf_rng(&c->conf, on_random, c);
    mbedtls_ssl_conf_handshake_timeout(&c->conf, c->config.retransmit_ms, 60000);
    if (c->config.max_fragment == 512)
        mbedtls_ssl_conf_max_frag_len(&c->conf, MBEDTLS_SSL_MAX_FRAG_LEN_512);
    if (c->config.identity)
        must(mbedtls_ssl_conf_psk(&c->conf, c->config.psk, c->config.psk_len,
                                  (const unsigned char *)c->config.identity,
                                  strlen(c->config.identity)));
    set_certificates(c);
    if (c->config.server)
        set_server(c);
    must(mbedtls_ssl_setup(&c->ssl, &c->conf));
    if (!c->config.server)
        set_client(c);
}

static void expect_client(struct dtls_peer *c)
{
    static const unsigned char kPath[] = "client";
    c->state = DTLS_PEER_HANDSHAKE;
    must(mbedtls_ssl_session_reset(&c->ssl));
    must(mbedtls_ssl_set_client_transport_id(&c->ssl, kPath, sizeof kPath));
}

static struct dtls_peer *peer_init(const struct dtls_peer_config *config)
{
    struct dtls_peer *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    c->config = *config;
    c->suites[0] = config->suite;
    c->random = config->seed;
    mbedtls_ssl_config_init(&c->conf);
    mbedtls_ssl_init(&c->ssl);
    mbedtls_ssl_cookie_init(&c->cookies);
    mbedtls_ssl_cache_init(&c->cache);
    mbedtls_ssl_ticket_init(&c->tickets);
    mbedtls_x509_crt_init(&c->cert);
    mbedtls_x509_crt_init(&c->ca);
    mbedtls_pk_init(&c->key);
    set_up(c);
    c->bio = (struct peer_bio){.ctx = config->ctx, .send = config->send};
    peer_bio_attach(&c->bio, &c->ssl);
    if (config->server)
        expect_client(c);
    return c;
}

static bool over(struct dtls_peer *c, int ret)
{
    if (ret >= 0 || ret == MBEDTLS_ERR_SSL_WANT_READ)
        return false;
    c->state = ret == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY ? DTLS_PEER_CLOSED : DTLS_PEER_FAILED;
    c->error = ret;
    c->bio.full_at = UINT64_MAX;
    return true;
}

/* Until the datagram is taken and mbedTLS has nothing more to give. */
static void drive(struct dtls_peer *c)
{
    uint8_t data[2048];
    while (c->state == DTLS_PEER_HANDSHAKE) {
        int ret = mbedtls_ssl_handshake(&c->ssl);
        if (ret == 0)
            c->state = DTLS_PEER_OPEN;
        else if (ret == MBEDTLS_ERR_SSL_HELLO_VERIFY_REQUIRED)
            expect_client(c);
        else if (over(c, ret) || !c->bio.rx)
            return;
    }
    while (c->state == DTLS_PEER_OPEN) {
        int n = mbedtls_ssl_read(&c->ssl, data, sizeof data);
        if (n > 0)
            c->config.received(c->config.ctx, data, (size_t)n);
        else if (over(c, n) || !c->bio.rx)
            return;
    }
}

static void peer_start(struct dtls_peer *c, uint64_t now_ms)
{
    c->bio.now_ms = now_ms;
    drive(c);
}

static void peer_input(struct dtls_peer *c, const uint8_t *datagram, size_t len, uint64_t now_ms)
{
    c->bio.now_ms = now_ms;
    if (c->config.server && c->state >= DTLS_PEER_CLOSED)
        expect_client(c);
    c->bio.rx = datagram;
    c->bio.rx_len = len;
    drive(c);
    c->bio.rx = NULL;
}

static uint64_t peer_deadline(const struct dtls_peer *c)
{
    return c->state == DTLS_PEER_HANDSHAKE ? c->bio.full_at : UINT64_MAX;
}

static int peer_write(struct dtls_peer *c, const uint8_t *data, size_t len)
{
    return mbedtls_ssl_write(&c->ssl, data, len) == (int)len ? 0 : -1;
}

static void peer_close(struct dtls_peer *c)
{
    mbedtls_ssl_close_notify(&c->ssl);
}

static size_t peer_save(const struct dtls_peer *c, uint8_t *out, size_t cap)
{
    mbedtls_ssl_session session;
    size_t len;
    mbedtls_ssl_session_init(&session);
    must(mbedtls_ssl_get_session(&c->ssl, &session));
    must(mbedtls_ssl_session_save(&session, out, cap, &len));
    mbedtls_ssl_session_free(&session);
    return len;
}

static enum dtls_peer_state peer_state(const struct dtls_peer *c)
{
    return c->state;
}

static int peer_error(const struct dtls_peer *c)
{
    return c->error;
}

const struct dtls_peer_kind dtls_peer_mbedtls = {
    .name = "mbedtls",
    .init = peer_init,
    .free = peer_free,
    .start = peer_start,
    .input = peer_input,
    .tick = peer_start,
    .deadline = peer_deadline,
    .write = peer_write,
    .close = peer_close,
    .save = peer_save,
    .state = peer_state,
    .error = peer_error,
};
