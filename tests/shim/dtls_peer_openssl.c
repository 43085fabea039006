/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>

#include "tests/shim/dtls_peer.h"

struct dtls_peer {
    struct dtls_peer_config config;
    SSL_CTX *ctx;
    SSL *ssl;
    BIO_METHOD *method;
    const uint8_t *rx;
    size_t rx_len;
    enum dtls_peer_state state;
    int error;
};

/* A BIO that keeps datagrams apart; OpenSSL has one only from 3.2 on. */
static int bio_write(BIO *b, const char *data, int len)
{
    struct dtls_peer *c = BIO_get_data(b);
    c->config.send(c->config.ctx, (const uint8_t *)data, (size_t)len);
    return len;
}

static int bio_read(BIO *b, char *out, int cap)
{
    struct dtls_peer *c = BIO_get_data(b);
    BIO_clear_retry_flags(b);
    if (!c->rx || c->rx_len > (size_t)cap) {
        BIO_set_retry_read(b);
        return -1;
    }
    memcpy(out, c->rx, c->rx_len);
    c->rx = NULL;
    return (int)c->rx_len;
}

static long bio_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    (void)b;
    (void)num;
    (void)ptr;
    return cmd == BIO_CTRL_FLUSH || cmd == BIO_CTRL_DGRAM_QUERY_MTU;
}

static BIO *new_bio(struct dtls_peer *c)
{
    c->method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "datagram");
    BIO_meth_set_write(c->method, bio_write);
    BIO_meth_set_read(c->method, bio_read);
    BIO_meth_set_ctrl(c->method, bio_ctrl);
    BIO *b = BIO_new(c->method);
    BIO_set_data(b, c);
    BIO_set_init(b, 1);
    return b;
}

static unsigned on_psk(SSL *ssl, const char *hint, char *identity, unsigned identity_cap,
                       unsigned char *psk, unsigned psk_cap)
{
    const struct dtls_peer *c = SSL_get_app_data(ssl);
    (void)hint;
    if (strlen(c->config.identity) >= identity_cap || c->config.psk_len > psk_cap)
        return 0;
    strcpy(identity, c->config.identity);
    memcpy(psk, c->config.psk, c->config.psk_len);
    return (unsigned)c->config.psk_len;
}

static const char *cipher_name(int suite)
{
    switch (suite) {
    case 0xC0A4:
        return "PSK-AES128-CCM:@SECLEVEL=0";
    case 0xC0A5:
        return "PSK-AES256-CCM:@SECLEVEL=0";
    case 0xC0A8:
        return "PSK-AES128-CCM8:@SECLEVEL=0";
    default:
        return "PSK-AES256-CCM8:@SECLEVEL=0";
    }
}

static struct dtls_peer *client_init(const struct dtls_peer_config *config)
{
    struct dtls_peer *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    c->config = *config;
    c->ctx = SSL_CTX_new(DTLS_client_method());
    if (!SSL_CTX_set_cipher_list(c->ctx, cipher_name(config->suite)))
        abort();
    SSL_CTX_set_min_proto_version(c->ctx, DTLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(c->ctx, DTLS1_2_VERSION);
    SSL_CTX_set_psk_client_callback(c->ctx, on_psk);
    c->ssl = SSL_new(c->ctx);
    SSL_set_app_data(c->ssl, c);
    SSL_set_options(c->ssl, SSL_OP_NO_QUERY_MTU);
    SSL_set_mtu(c->ssl, 1400);
    BIO *b = new_bio(c);
    SSL_set_bio(c->ssl, b, b);
    SSL_set_connect_state(c->ssl);
    return c;
}

static void client_free(struct dtls_peer *c)
{
    BIO_METHOD *method = c->method;
    SSL_free(c->ssl);
    SSL_CTX_free(c->ctx);
    BIO_meth_free(method);
    free(c);
}

static void drive(struct dtls_peer *c)
{
    uint8_t data[2048];
    for (;;) {
        ERR_clear_error();
        int n = c->state == DTLS_PEER_HANDSHAKE ? SSL_do_handshake(c->ssl)
                                                : SSL_read(c->ssl, data, sizeof data);
        if (n > 0 && c->state == DTLS_PEER_HANDSHAKE) {
            c->state = DTLS_PEER_OPEN;
        } else if (n > 0) {
            c->config.received(c->config.ctx, data, (size_t)n);
        } else {
            int e = SSL_get_error(c->ssl, n);
            if (e == SSL_ERROR_ZERO_RETURN)
                c->state = DTLS_PEER_CLOSED;
            else if (e != SSL_ERROR_WANT_READ) {
                c->state = DTLS_PEER_FAILED;
                c->error = ERR_GET_REASON(ERR_peek_last_error());
            }
            return;
        }
    }
}

static void client_start(struct dtls_peer *c, uint64_t now_ms)
{
    (void)now_ms;
    drive(c);
}

static void client_input(struct dtls_peer *c, const uint8_t *datagram, size_t len, uint64_t now_ms)
{
    (void)now_ms;
    if (c->state == DTLS_PEER_CLOSED || c->state == DTLS_PEER_FAILED)
        return;
    c->rx = datagram;
    c->rx_len = len;
    drive(c);
    c->rx = NULL;
}

static void client_tick(struct dtls_peer *c, uint64_t now_ms)
{
    (void)c;
    (void)now_ms;
}

static uint64_t client_deadline(const struct dtls_peer *c)
{
    (void)c;
    return UINT64_MAX;
}

static int client_write(struct dtls_peer *c, const uint8_t *data, size_t len)
{
    return SSL_write(c->ssl, data, (int)len) == (int)len ? 0 : -1;
}

static void client_close(struct dtls_peer *c)
{
    SSL_shutdown(c->ssl);
}

static void client_renegotiate(struct dtls_peer *c)
{
    SSL_renegotiate(c->ssl);
    SSL_do_handshake(c->ssl);
}

static enum dtls_peer_state client_state(const struct dtls_peer *c)
{
    return c->state;
}

static int client_error(const struct dtls_peer *c)
{
    return c->error;
}

const struct dtls_peer_kind dtls_peer_openssl = {
    .name = "openssl",
    .init = client_init,
    .free = client_free,
    .start = client_start,
    .input = client_input,
    .tick = client_tick,
    .deadline = client_deadline,
    .write = client_write,
    .close = client_close,
    .renegotiate = client_renegotiate,
    .state = client_state,
    .error = client_error,
};
