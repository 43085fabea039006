/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Host memory of an established association: what malloc holds for N associations with mbedTLS
 * clients on the engine `soft`, clients freed, divided by N. The engine's share, which a device
 * would hold, is measured apart by installing N sessions in an engine alone. usage: memory CSV
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "driver/engine.h"
#include "host/dtls/endpoint.h"
#include "tests/bench/csv.h"
#include "tests/shim/dtls_peer.h"

#define ASSOCIATIONS 1000
#define SUITE        0xC0A8 /* TLS_PSK_WITH_AES_128_CCM_8 */

extern const struct dtl_engine_kind dtl_engine_soft;
const struct dtl_engine_kind *const dtl_engine_kinds[] = {&dtl_engine_soft, NULL};

static const uint8_t psk[16] = "0123456789abcde";

struct bench {
    struct dtl_engine *engine;
    struct dtl_endpoint *endpoint;
    struct dtls_peer *client;
    struct dtl_path path;
    unsigned established;
};

static void die(const char *why)
{
    fprintf(stderr, "memory: %s\n", why);
    exit(1);
}

static size_t held(void)
{
    return mallinfo2().uordblks;
}

static struct dtl_engine *open_soft(void)
{
    char err[256];
    struct dtl_engine *e;
    if (dtl_engine_open(&e, "soft", 0, err, sizeof err) != 0)
        die(err);
    return e;
}

static size_t find_psk(void *ctx, const uint8_t *identity, size_t len, uint8_t key[DTL_PSK_MAX])
{
    (void)ctx, (void)identity, (void)len;
    memcpy(key, psk, sizeof psk);
    return sizeof psk;
}

/* Moves what the endpoint and the engine have for each other and for the client, until both rest.
 */
static void pump(struct bench *b)
{
    struct dtl_out out;
    struct dtl_item item;
    bool moved;
    do {
        moved = false;
        while (dtl_endpoint_next(b->endpoint, &out)) {
            moved = true;
            if (out.kind == DTL_OUT_DATAGRAM)
                dtls_peer_mbedtls.input(b->client, out.data, out.len, 0);
            else if (out.kind == DTL_OUT_OP)
                dtl_engine_enqueue_burst(b->engine, &out.op, 1, 0);
            else if (out.kind == DTL_OUT_ESTABLISHED)
                b->established++;
        }
        while (dtl_engine_dequeue_burst(b->engine, &item, 1, 0)) {
            moved = true;
            dtl_endpoint_item(b->endpoint, &item, 0);
        }
    } while (moved);
}

static void from_client(void *ctx, const uint8_t *data, size_t len)
{
    struct bench *b = ctx;
    dtl_endpoint_datagram(b->endpoint, &b->path, data, len, 0);
}

static void ignore(void *ctx, const uint8_t *data, size_t len)
{
    (void)ctx, (void)data, (void)len;
}

/* One client connects, says a word (which confirms the handshake's last flight), and is freed. */
static void associate(struct bench *b, uint32_t number)
{
    struct dtls_peer_config config = {.identity = "bench",
                                      .psk = psk,
                                      .psk_len = sizeof psk,
                                      .suite = SUITE,
                                      .seed = number,
                                      .retransmit_ms = 1000,
                                      .ctx = b,
                                      .send = from_client,
                                      .received = ignore};
    b->path.len = sizeof number;
    memcpy(b->path.bytes, &number, sizeof number);
    b->client = dtls_peer_mbedtls.init(&config);
    if (!b->client)
        die("no client");
    dtls_peer_mbedtls.start(b->client, 0);
    pump(b);
    if (dtls_peer_mbedtls.write(b->client, (const uint8_t *)"hello", 5) != 0)
        die("a client did not connect");
    pump(b);
    dtls_peer_mbedtls.free(b->client);
}

static double of_associations(void)
{
    struct bench b = {.engine = open_soft()};
    struct dtl_endpoint_config config;
    dtl_endpoint_config_default(&config);
    config.psk = find_psk;
    config.associations_max = 2 * ASSOCIATIONS;
    if (dtl_endpoint_init(&b.endpoint, &config, dtl_engine_limits(b.engine)) != 0)
        die("no endpoint");

    associate(&b, 0); /* what is allocated once is now there */
    size_t before = held();
    for (uint32_t i = 1; i <= ASSOCIATIONS; i++)
        associate(&b, i);
    size_t after = held();
    if (b.established != ASSOCIATIONS + 1)
        die("not all associations were established");
    dtl_engine_close(b.engine);
    dtl_endpoint_free(b.endpoint);
    return (double)(after - before) / ASSOCIATIONS;
}

static double of_sessions(void)
{
    struct dtl_engine *e = open_soft();
    size_t before = held();
    for (unsigned i = 0; i < ASSOCIATIONS; i++) {
        struct dtl_session_params p = {
            .key_len = 16,
            .tag_len = 8,
            .window_size = 64,
            .bad_mac_limit = 1,
            .tx = {.epoch = 1, .soft_limit = DTL_SEQ_MAX, .hard_limit = DTL_SEQ_MAX},
            .rx = {.epoch = 1}};
        struct dtl_op op = {.kind = DTL_OP_INSTALL, .params = &p};
        struct dtl_op *ops[] = {&op};
        struct dtl_item item;
        if (dtl_engine_enqueue_burst(e, ops, 1, 0) != 1 ||
            dtl_engine_dequeue_burst(e, &item, 1, 0) != 1 || op.result != DTL_R_OK)
            die("install failed");
    }
    size_t after = held();
    dtl_engine_close(e);
    return (double)(after - before) / ASSOCIATIONS;
}

int main(int argc, char **argv)
{
    FILE *csv = argc == 2 ? bench_open(argv[1]) : NULL;
    if (!csv)
        die("usage: memory CSV (a file that can be written)");
    fprintf(stderr, "  memory: %d associations\n", ASSOCIATIONS);
    double all = of_associations(), engine = of_sessions();
    bench_row(csv, "memory", "association without engine", 128, 8, 0, 0, all - engine, "bytes");
    bench_row(csv, "memory", "session in engine soft", 128, 8, 0, 0, engine, "bytes");
    return fclose(csv) ? 1 : 0;
}
