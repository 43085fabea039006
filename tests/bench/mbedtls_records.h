/* SPDX-License-Identifier: Apache-2.0 */
/* mbedTLS's record layer alone: two ends that have shaken hands with a PSK, and a queue of
 * datagrams from the client to the server. Ends the program if something fails. */
#ifndef DTL_BENCH_MBEDTLS_RECORDS_H
#define DTL_BENCH_MBEDTLS_RECORDS_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/dtls/mbedtls_compat.h"

#define QUEUE_MAX    64
#define DATAGRAM_MAX 1536

struct datagrams {
    uint8_t bytes[QUEUE_MAX][DATAGRAM_MAX];
    size_t len[QUEUE_MAX];
    unsigned first, count;
};

struct mbedtls_end {
    mbedtls_ssl_config conf;
    mbedtls_ssl_context ssl;
    struct datagrams *out, *in;
    uint32_t random;
};

struct mbedtls_records {
    struct mbedtls_end client, server;
    struct datagrams to_client, to_us;
    int suites[2];
};

static inline void must_be_zero(int ret, const char *what)
{
    if (ret == 0)
        return;
    fprintf(stderr, "%s: mbedTLS says -0x%04x\n", what, (unsigned)-ret);
    exit(1);
}

static int end_random(void *ctx, unsigned char *out, size_t len)
{
    struct mbedtls_end *e = ctx;
    for (size_t i = 0; i < len; i++) {
        e->random = e->random * 1664525u + 1013904223u;
        out[i] = (unsigned char)(e->random >> 24);
    }
    return 0;
}

static int end_send(void *ctx, const unsigned char *data, size_t len)
{
    struct datagrams *q = ((struct mbedtls_end *)ctx)->out;
    if (q->count == QUEUE_MAX || len > DATAGRAM_MAX)
        return MBEDTLS_ERR_SSL_WANT_WRITE;
    memcpy(q->bytes[q->count], data, len);
    q->len[q->count++] = len;
    return (int)len;
}

static int end_recv(void *ctx, unsigned char *out, size_t cap)
{
    struct datagrams *q = ((struct mbedtls_end *)ctx)->in;
    if (q->first == q->count)
        return MBEDTLS_ERR_SSL_WANT_READ;
    size_t len = q->len[q->first];
    if (len > cap)
        return MBEDTLS_ERR_SSL_WANT_READ;
    memcpy(out, q->bytes[q->first++], len);
    if (q->first == q->count)
        q->first = q->count = 0;
    return (int)len;
}

static void end_timer_set(void *ctx, uint32_t half_ms, uint32_t full_ms)
{
    (void)ctx, (void)half_ms, (void)full_ms;
}

static int end_timer_get(void *ctx)
{
    (void)ctx;
    return 0; /* nothing is ever lost */
}

static inline void end_init(struct mbedtls_end *e, int role, const int *suites)
{
    static const unsigned char psk[16] = "0123456789abcde";
    mbedtls_ssl_config_init(&e->conf);
    mbedtls_ssl_init(&e->ssl);
    must_be_zero(mbedtls_ssl_config_defaults(&e->conf, role, MBEDTLS_SSL_TRANSPORT_DATAGRAM,
                                             MBEDTLS_SSL_PRESET_DEFAULT),
                 "configuration");
    dtl_compat_only_dtls_1_2(&e->conf);
    mbedtls_ssl_conf_ciphersuites(&e->conf, suites);
    mbedtls_ssl_conf_rng(&e->conf, end_random, e);
    must_be_zero(mbedtls_ssl_conf_psk(&e->conf, psk, sizeof psk, (const unsigned char *)"bench", 5),
                 "PSK");
    if (role == MBEDTLS_SSL_IS_SERVER)
        mbedtls_ssl_conf_dtls_cookies(&e->conf, NULL, NULL, NULL);
    must_be_zero(mbedtls_ssl_setup(&e->ssl, &e->conf), "set-up");
    mbedtls_ssl_set_bio(&e->ssl, e, end_send, end_recv, NULL);
    mbedtls_ssl_set_timer_cb(&e->ssl, e, end_timer_set, end_timer_get);
}

static inline bool end_established(struct mbedtls_end *e)
{
    int ret = mbedtls_ssl_handshake(&e->ssl);
    if (ret != MBEDTLS_ERR_SSL_WANT_READ)
        must_be_zero(ret, "handshake");
    return ret == 0;
}

static inline void mbedtls_records_init(struct mbedtls_records *r, int suite)
{
    memset(r, 0, sizeof *r);
    r->suites[0] = suite;
    r->client.out = r->server.in = &r->to_us;
    r->client.in = r->server.out = &r->to_client;
    must_be_zero(dtl_compat_start(), "start");
    end_init(&r->client, MBEDTLS_SSL_IS_CLIENT, r->suites);
    end_init(&r->server, MBEDTLS_SSL_IS_SERVER, r->suites);
    bool client, server;
    do {
        client = end_established(&r->client);
        server = end_established(&r->server);
    } while (!client || !server);
}

static inline void mbedtls_records_free(struct mbedtls_records *r)
{
    for (struct mbedtls_end *e = &r->client; e; e = e == &r->client ? &r->server : NULL) {
        mbedtls_ssl_free(&e->ssl);
        mbedtls_ssl_config_free(&e->conf);
    }
}

/* Seals n records of the client's into the queue, in place of what is there. */
static inline void mbedtls_records_write(struct mbedtls_records *r, unsigned n, const uint8_t *text,
                                         size_t len)
{
    r->to_us.first = r->to_us.count = 0;
    for (unsigned i = 0; i < n; i++)
        must_be_zero(mbedtls_ssl_write(&r->client.ssl, text, len) != (int)len, "write");
}

/* Opens the n records that the queue holds. */
static inline void mbedtls_records_read(struct mbedtls_records *r, unsigned n, uint8_t *text,
                                        size_t len)
{
    for (unsigned i = 0; i < n; i++)
        must_be_zero(mbedtls_ssl_read(&r->server.ssl, text, len) != (int)len, "read");
}

#endif
