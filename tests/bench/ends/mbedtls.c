/* SPDX-License-Identifier: Apache-2.0 */
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/ssl_cookie.h>
#include <stdlib.h>
#include <string.h>

#include "host/dtls/mbedtls_compat.h"
#include "tests/bench/ends/ends.h"
#include "tests/shim/mbedtls_bio.h"

struct end {
    struct end_setup setup;
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context drbg;
    mbedtls_ssl_cookie_ctx cookies;
    mbedtls_x509_crt cert, ca;
    mbedtls_pk_context key;
    mbedtls_ssl_config conf;
    mbedtls_ssl_context ssl; /* of one handshake */
    int suites[2];
    uint32_t peer;
    struct peer_bio bio;
    enum end_state state;
};

static void must_be_zero(int ret)
{
    end_must(ret == 0, "mbedTLS cannot be set up");
}

static const unsigned char *pem(const char *text)
{
    return (const unsigned char *)text;
}

static void set_certificates(struct end *e, const struct end_certificates *c)
{
    if (e->setup.server) {
        must_be_zero(
            mbedtls_x509_crt_parse(&e->cert, pem(c->server.cert), strlen(c->server.cert) + 1));
        must_be_zero(dtl_compat_parse_key(&e->key, pem(c->server.key), strlen(c->server.key) + 1,
                                          mbedtls_ctr_drbg_random, &e->drbg));
        must_be_zero(mbedtls_ssl_conf_own_cert(&e->conf, &e->cert, &e->key));
        mbedtls_ssl_conf_authmode(&e->conf, MBEDTLS_SSL_VERIFY_NONE);
    } else {
        must_be_zero(mbedtls_x509_crt_parse(&e->ca, pem(c->ca.cert), strlen(c->ca.cert) + 1));
        mbedtls_ssl_conf_ca_chain(&e->conf, &e->ca, NULL);
        mbedtls_ssl_conf_authmode(&e->conf, MBEDTLS_SSL_VERIFY_REQUIRED);
    }
}

static void set_up(struct end *e)
{
    const struct end_certificates *c = e->setup.certificates;
    e->suites[0] =
        c ? MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 : MBEDTLS_TLS_PSK_WITH_AES_128_CCM_8;
    must_be_zero(mbedtls_ctr_drbg_seed(&e->drbg, mbedtls_entropy_func, &e->entropy, NULL, 0));
    must_be_zero(mbedtls_ssl_config_defaults(
        &e->conf, e->setup.server ? MBEDTLS_SSL_IS_SERVER : MBEDTLS_SSL_IS_CLIENT,
        MBEDTLS_SSL_TRANSPORT_DATAGRAM, MBEDTLS_SSL_PRESET_DEFAULT));
    dtl_compat_only_dtls_1_2(&e->conf);
    dtl_compat_groups(&e->conf);
    mbedtls_ssl_conf_ciphersuites(&e->conf, e->suites);
    mbedtls_ssl_conf_rng(&e->conf, mbedtls_ctr_drbg_random, &e->drbg);
    mbedtls_ssl_conf_handshake_timeout(&e->conf, 1000, 60000);
    if (c)
        set_certificates(e, c);
    else
        must_be_zero(mbedtls_ssl_conf_psk(&e->conf, END_PSK, END_PSK_LEN, pem(END_IDENTITY),
                                          strlen(END_IDENTITY)));
    if (!e->setup.server) {
        mbedtls_ssl_conf_session_tickets(&e->conf, MBEDTLS_SSL_SESSION_TICKETS_DISABLED);
        return;
    }
    must_be_zero(mbedtls_ssl_cookie_setup(&e->cookies, mbedtls_ctr_drbg_random, &e->drbg));
    mbedtls_ssl_conf_dtls_cookies(&e->conf, mbedtls_ssl_cookie_write, mbedtls_ssl_cookie_check,
                                  &e->cookies);
}

static struct end *init(const struct end_setup *setup)
{
    struct end *e = calloc(1, sizeof *e);
    end_must(e, "no memory");
    e->setup = *setup;
    must_be_zero(dtl_compat_start());
    mbedtls_entropy_init(&e->entropy);
    mbedtls_ctr_drbg_init(&e->drbg);
    mbedtls_ssl_cookie_init(&e->cookies);
    mbedtls_x509_crt_init(&e->cert);
    mbedtls_x509_crt_init(&e->ca);
    mbedtls_pk_init(&e->key);
    mbedtls_ssl_config_init(&e->conf);
    mbedtls_ssl_init(&e->ssl);
    set_up(e);
    return e;
}

static void free_end(struct end *e)
{
    mbedtls_ssl_free(&e->ssl);
    mbedtls_ssl_config_free(&e->conf);
    mbedtls_pk_free(&e->key);
    mbedtls_x509_crt_free(&e->ca);
    mbedtls_x509_crt_free(&e->cert);
    mbedtls_ssl_cookie_free(&e->cookies);
    mbedtls_ctr_drbg_free(&e->drbg);
    mbedtls_entropy_free(&e->entropy);
    free(e);
}

static void expect_client(struct end *e)
{
    must_be_zero(mbedtls_ssl_set_client_transport_id(&e->ssl, (const unsigned char *)&e->peer,
                                                     sizeof e->peer));
}

/* Until the datagram is taken and mbedTLS has nothing more to say. */
static void drive(struct end *e)
{
    unsigned char data[64];
    do {
        int ret = e->state == END_DONE ? mbedtls_ssl_read(&e->ssl, data, sizeof data)
                                       : mbedtls_ssl_handshake(&e->ssl);
        if (ret == MBEDTLS_ERR_SSL_HELLO_VERIFY_REQUIRED) {
            must_be_zero(mbedtls_ssl_session_reset(&e->ssl));
            expect_client(e);
        } else if (ret == 0) {
            e->state = END_DONE;
        } else if (ret != MBEDTLS_ERR_SSL_WANT_READ) {
            end_must(ret == MBEDTLS_ERR_SSL_TIMEOUT, "mbedTLS's handshake failed");
            e->state = END_FAILED;
        }
    } while (e->bio.rx && e->state != END_FAILED);
}

static void begin(struct end *e, uint32_t peer, uint64_t now_ms)
{
    e->state = END_SHAKING;
    e->peer = peer;
    must_be_zero(mbedtls_ssl_setup(&e->ssl, &e->conf));
    e->bio = (struct peer_bio){.ctx = e->setup.ctx, .send = e->setup.send, .now_ms = now_ms};
    peer_bio_attach(&e->bio, &e->ssl);
    if (e->setup.server) {
        expect_client(e);
        return;
    }
    if (e->setup.certificates)
        must_be_zero(mbedtls_ssl_set_hostname(&e->ssl, END_HOST));
    drive(e);
}

static void input(struct end *e, const uint8_t *data, size_t len, uint64_t now_ms)
{
    e->bio.now_ms = now_ms;
    e->bio.rx = data;
    e->bio.rx_len = len;
    drive(e);
}

static uint64_t deadline(const struct end *e)
{
    return e->state == END_SHAKING ? e->bio.full_at : UINT64_MAX;
}

static void tick(struct end *e, uint64_t now_ms)
{
    e->bio.now_ms = now_ms;
    drive(e);
}

static enum end_state state(const struct end *e)
{
    return e->state;
}

static void end(struct end *e, uint64_t now_ms)
{
    (void)now_ms;
    mbedtls_ssl_free(&e->ssl);
    mbedtls_ssl_init(&e->ssl);
}

const struct end_kind end_mbedtls = {"mbedTLS", init, free_end, begin, input,
                                     deadline,  tick, state,    end};
