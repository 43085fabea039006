/* SPDX-License-Identifier: Apache-2.0 */
/* What mbedTLS sees of a network and of time: neither is real. */
#ifndef DTL_TESTS_MBEDTLS_BIO_H
#define DTL_TESTS_MBEDTLS_BIO_H

#include <mbedtls/ssl.h>
#include <stddef.h>
#include <stdint.h>

struct peer_bio {
    void *ctx;
    void (*send)(void *ctx, const uint8_t *data, size_t len);
    const uint8_t *rx; /* a datagram that came, NULL once it is taken */
    size_t rx_len;
    uint64_t now_ms, half_at, full_at; /* full_at UINT64_MAX: no timer */
};

/* `b` lives as long as `ssl`. No timer runs. */
void peer_bio_attach(struct peer_bio *b, mbedtls_ssl_context *ssl);

#endif
