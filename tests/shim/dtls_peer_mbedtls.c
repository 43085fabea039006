/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "host/dtls/mbedtls_compat.h"
#include "tests/shim/dtls_peer.h"

struct dtls_peer {
    struct dtls_peer_config config;
    mbedtls_ssl_config conf;
    mbedtls_ssl_context ssl;
    int suites[2];
    uint64_t random;
    const uint8_t *rx;
    size_t rx_len;
    uint64_t now_ms, half_at, full_at; /* full_at UINT64_MAX: no timer */
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

static int on_send(void *ctx, const unsigned char *data, size_t len)
{
    struct dtls_peer *c = ctx;
    c->config.send(c->config.ctx, data, len);
    return (int)len;
}

static int on_recv(void *ctx, unsigned char *out, size_t cap)
{
    struct dtls_peer *c = ctx;
    if (!c->rx || c->rx_len > cap)
        return MBEDTLS_ERR_SSL_WANT_READ;
    memcpy(out, c->rx, c->rx_len);
    c->rx = NULL;
    return (int)c->rx_len;
}

static void on_timer_set(void *ctx, uint32_t half_ms, uint32_t full_ms)
{
    struct dtls_peer *c = ctx;
    c->half_at = c->now_ms + half_ms;
    c->full_at = full_ms ? c->now_ms + full_ms : UINT64_MAX;
}

static int on_timer_get(void *ctx)
{
    const struct dtls_peer *c = ctx;
    if (c->full_at == UINT64_MAX)
        return -1;
    return c->now_ms >= c->full_at ? 2 : c->now_ms >= c->half_at;
}

static void client_free(struct dtls_peer *c)
{
    mbedtls_ssl_free(&c->ssl);
    mbedtls_ssl_config_free(&c->conf);
    free(c);
}

static int set_up(struct dtls_peer *c)
{
    int ret = dtl_compat_start();
    if (!ret)
        ret =
            mbedtls_ssl_config_defaults(&c->conf, MBEDTLS_SSL_IS_CLIENT,
                                        MBEDTLS_SSL_TRANSPORT_DATAGRAM, MBEDTLS_SSL_PRESET_DEFAULT);
    if (ret)
        return ret;
    dtl_compat_only_dtls_1_2(&c->conf);
    mbedtls_ssl_conf_ciphersuites(&c->conf, c->suites);
    mbedtls_ssl_conf_rng(&c->conf, on_random, c);
    mbedtls_ssl_conf_handshake_timeout(&c->conf, c->config.retransmit_ms, 60000);
    if (c->config.max_fragment == 512)
        mbedtls_ssl_conf_max_frag_len(&c->conf, MBEDTLS_SSL_MAX_FRAG_LEN_512);
    ret =
        mbedtls_ssl_conf_psk(&c->conf, c->config.psk, c->config.psk_len,
                             (const unsigned char *)c->config.identity, strlen(c->config.identity));
    return ret ? ret : mbedtls_ssl_setup(&c->ssl, &c->conf);
}

static struct dtls_peer *client_init(const struct dtls_peer_config *config)
{
    struct dtls_peer *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    c->config = *config;
    c->suites[0] = config->suite;
    c->random = config->seed;
    c->full_at = UINT64_MAX;
    mbedtls_ssl_config_init(&c->conf);
    mbedtls_ssl_init(&c->ssl);
    if (set_up(c))
        abort();
    mbedtls_ssl_set_bio(&c->ssl, c, on_send, on_recv, NULL);
    mbedtls_ssl_set_timer_cb(&c->ssl, c, on_timer_set, on_timer_get);
    return c;
}

static bool over(struct dtls_peer *c, int ret)
{
    if (ret >= 0 || ret == MBEDTLS_ERR_SSL_WANT_READ)
        return false;
    c->state = ret == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY ? DTLS_PEER_CLOSED : DTLS_PEER_FAILED;
    c->error = ret;
    c->full_at = UINT64_MAX;
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
        else if (over(c, ret) || !c->rx)
            return;
    }
    while (c->state == DTLS_PEER_OPEN) {
        int n = mbedtls_ssl_read(&c->ssl, data, sizeof data);
        if (n > 0)
            c->config.received(c->config.ctx, data, (size_t)n);
        else if (over(c, n) || !c->rx)
            return;
    }
}

static void client_start(struct dtls_peer *c, uint64_t now_ms)
{
    c->now_ms = now_ms;
    drive(c);
}

static void client_input(struct dtls_peer *c, const uint8_t *datagram, size_t len, uint64_t now_ms)
{
    c->now_ms = now_ms;
    c->rx = datagram;
    c->rx_len = len;
    drive(c);
    c->rx = NULL;
}

static uint64_t client_deadline(const struct dtls_peer *c)
{
    return c->state == DTLS_PEER_HANDSHAKE ? c->full_at : UINT64_MAX;
}

static int client_write(struct dtls_peer *c, const uint8_t *data, size_t len)
{
    return mbedtls_ssl_write(&c->ssl, data, len) == (int)len ? 0 : -1;
}

static void client_close(struct dtls_peer *c)
{
    mbedtls_ssl_close_notify(&c->ssl);
}

static enum dtls_peer_state client_state(const struct dtls_peer *c)
{
    return c->state;
}

static int client_error(const struct dtls_peer *c)
{
    return c->error;
}

const struct dtls_peer_kind dtls_peer_mbedtls = {
    .name = "mbedtls",
    .init = client_init,
    .free = client_free,
    .start = client_start,
    .input = client_input,
    .tick = client_start,
    .deadline = client_deadline,
    .write = client_write,
    .close = client_close,
    .state = client_state,
    .error = client_error,
};
