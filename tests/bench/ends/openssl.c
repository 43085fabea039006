/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/err.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/ends/ends.h"

struct end {
    struct end_setup setup;
    SSL_CTX *ctx;
    SSL *ssl; /* of one handshake */
    BIO_METHOD *method;
    uint32_t peer;
    const uint8_t *rx;
    size_t rx_len;
    enum end_state state;
};

/* --- a BIO that keeps datagrams apart; OpenSSL has one only from 3.2 on -------------------------
 */

static int bio_write(BIO *b, const char *data, int len)
{
    const struct end *e = BIO_get_data(b);
    e->setup.send(e->setup.ctx, (const uint8_t *)data, (size_t)len);
    return len;
}

static int bio_read(BIO *b, char *out, int cap)
{
    struct end *e = BIO_get_data(b);
    BIO_clear_retry_flags(b);
    if (!e->rx || e->rx_len > (size_t)cap) {
        BIO_set_retry_read(b);
        return -1;
    }
    memcpy(out, e->rx, e->rx_len);
    e->rx = NULL;
    return (int)e->rx_len;
}

static long bio_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    (void)b, (void)num, (void)ptr;
    return cmd == BIO_CTRL_FLUSH || cmd == BIO_CTRL_DGRAM_QUERY_MTU;
}

/* --- what both sides prove themselves with -------------------------------------------------------
 */

static unsigned client_psk(SSL *ssl, const char *hint, char *identity, unsigned identity_cap,
                           unsigned char *psk, unsigned psk_cap)
{
    (void)ssl, (void)hint;
    end_must(identity_cap > strlen(END_IDENTITY) && psk_cap >= END_PSK_LEN, "no room for a PSK");
    strcpy(identity, END_IDENTITY);
    memcpy(psk, END_PSK, END_PSK_LEN);
    return END_PSK_LEN;
}

static unsigned server_psk(SSL *ssl, const char *identity, unsigned char *psk, unsigned psk_cap)
{
    (void)ssl;
    if (strcmp(identity, END_IDENTITY) || psk_cap < END_PSK_LEN)
        return 0;
    memcpy(psk, END_PSK, END_PSK_LEN);
    return END_PSK_LEN;
}

static X509 *read_certificate(const char *pem)
{
    BIO *b = BIO_new_mem_buf(pem, -1);
    X509 *x = PEM_read_bio_X509(b, NULL, NULL, NULL);
    BIO_free(b);
    end_must(x != NULL, "OpenSSL does not read the certificate");
    return x;
}

static void set_identity(SSL_CTX *ctx, const struct certs_pair *own)
{
    X509 *cert = read_certificate(own->cert);
    BIO *b = BIO_new_mem_buf(own->key, -1);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);
    end_must(SSL_CTX_use_certificate(ctx, cert) == 1 && SSL_CTX_use_PrivateKey(ctx, key) == 1,
             "OpenSSL does not take the certificate");
    EVP_PKEY_free(key);
    BIO_free(b);
    X509_free(cert);
}

static void set_trust(SSL_CTX *ctx, const struct certs_pair *ca)
{
    X509 *cert = read_certificate(ca->cert);
    end_must(X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), cert) == 1, "no trust");
    X509_free(cert);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
}

static int cookie_make(SSL *ssl, unsigned char *cookie, unsigned *len)
{
    static const unsigned char secret[32] = "of this run of the benchmark";
    const struct end *e = SSL_get_app_data(ssl);
    return HMAC(EVP_sha256(), secret, sizeof secret, (const unsigned char *)&e->peer,
                sizeof e->peer, cookie, len) != NULL;
}

static int cookie_check(SSL *ssl, const unsigned char *cookie, unsigned len)
{
    unsigned char right[EVP_MAX_MD_SIZE];
    unsigned right_len;
    return cookie_make(ssl, right, &right_len) && len == right_len && !memcmp(cookie, right, len);
}

static void set_up(struct end *e)
{
    const struct end_certificates *c = e->setup.certificates;
    SSL_CTX_set_min_proto_version(e->ctx, DTLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(e->ctx, DTLS1_2_VERSION);
    SSL_CTX_set_options(e->ctx, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_TICKET |
                                    (e->setup.server ? SSL_OP_COOKIE_EXCHANGE : 0));
    SSL_CTX_set_session_cache_mode(e->ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_cookie_generate_cb(e->ctx, cookie_make);
    SSL_CTX_set_cookie_verify_cb(e->ctx, cookie_check);
    end_must(SSL_CTX_set_cipher_list(e->ctx, c ? "ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0"
                                               : "PSK-AES128-CCM8:@SECLEVEL=0") == 1 &&
                 SSL_CTX_set1_groups_list(e->ctx, "P-256") == 1,
             "OpenSSL cannot be set up");
    if (c && e->setup.server)
        set_identity(e->ctx, &c->server);
    else if (c)
        set_trust(e->ctx, &c->ca);
    SSL_CTX_set_psk_client_callback(e->ctx, client_psk);
    SSL_CTX_set_psk_server_callback(e->ctx, server_psk);
}

static struct end *init(const struct end_setup *setup)
{
    struct end *e = calloc(1, sizeof *e);
    end_must(e, "no memory");
    e->setup = *setup;
    e->ctx = SSL_CTX_new(DTLS_method());
    e->method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "datagram");
    end_must(e->ctx && e->method, "no memory");
    BIO_meth_set_write(e->method, bio_write);
    BIO_meth_set_read(e->method, bio_read);
    BIO_meth_set_ctrl(e->method, bio_ctrl);
    set_up(e);
    return e;
}

static void free_end(struct end *e)
{
    SSL_free(e->ssl);
    SSL_CTX_free(e->ctx);
    BIO_meth_free(e->method);
    free(e);
}

/* --- handshakes --------------------------------------------------------------------------------
 */

static void drive(struct end *e)
{
    if (e->state == END_DONE) {
        e->rx = NULL;
        return;
    }
    ERR_clear_error();
    int n = SSL_do_handshake(e->ssl);
    if (n == 1)
        e->state = END_DONE;
    end_must(n == 1 || SSL_get_error(e->ssl, n) == SSL_ERROR_WANT_READ,
             "OpenSSL's handshake failed");
}

static void begin(struct end *e, uint32_t peer, uint64_t now_ms)
{
    (void)now_ms;
    e->state = END_SHAKING;
    e->peer = peer;
    e->ssl = SSL_new(e->ctx);
    BIO *b = BIO_new(e->method);
    BIO_set_data(b, e);
    BIO_set_init(b, 1);
    SSL_set_app_data(e->ssl, e);
    SSL_set_mtu(e->ssl, 1400);
    SSL_set_bio(e->ssl, b, b);
    if (e->setup.server) {
        SSL_set_accept_state(e->ssl);
        return;
    }
    SSL_set_connect_state(e->ssl);
    if (e->setup.certificates)
        end_must(SSL_set1_host(e->ssl, END_HOST) == 1, "no host name");
    drive(e);
}

static void input(struct end *e, const uint8_t *data, size_t len, uint64_t now_ms)
{
    (void)now_ms;
    e->rx = data;
    e->rx_len = len;
    drive(e);
}

/* Its timers run on the real clock, so it is for networks that lose nothing. */
static uint64_t deadline(const struct end *e)
{
    (void)e;
    return UINT64_MAX;
}

static void tick(struct end *e, uint64_t now_ms)
{
    (void)e, (void)now_ms;
}

static enum end_state state(const struct end *e)
{
    return e->state;
}

static void end(struct end *e, uint64_t now_ms)
{
    (void)now_ms;
    SSL_free(e->ssl);
    e->ssl = NULL;
}

const struct end_kind end_openssl = {"OpenSSL", init, free_end, begin, input,
                                     deadline,  tick, state,    end};
