/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/shim/mbedtls_bio.h"

#include <string.h>

static int on_send(void *ctx, const unsigned char *data, size_t len)
{
    struct peer_bio *b = ctx;
    b->send(b->ctx, data, len);
    return (int)len;
}

static int on_recv(void *ctx, unsigned char *out, size_t cap)
{
    struct peer_bio *b = ctx;
    if (!b->rx || b->rx_len > cap)
        return MBEDTLS_ERR_SSL_WANT_READ;
    memcpy(out, b->rx, b->rx_len);
    b->rx = NULL;
    return (int)b->rx_len;
}

static void on_timer_set(void *ctx, uint32_t half_ms, uint32_t full_ms)
{
    struct peer_bio *b = ctx;
    b->half_at = b->now_ms + half_ms;
    b->full_at = full_ms ? b->now_ms + full_ms : UINT64_MAX;
}

static int on_timer_get(void *ctx)
{
    const struct peer_bio *b = ctx;
    if (b->full_at == UINT64_MAX)
        return -1;
    return b->now_ms >= b->full_at ? 2 : b->now_ms >= b->half_at;
}

void peer_bio_attach(struct peer_bio *b, mbedtls_ssl_context *ssl)
{
    b->full_at = UINT64_MAX;
    mbedtls_ssl_set_bio(ssl, b, on_send, on_recv, NULL);
    mbedtls_ssl_set_timer_cb(ssl, b, on_timer_set, on_timer_get);
}
