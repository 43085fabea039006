/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "driver/soft/soft.h"
#include "host/dtls/endpoint.h"
#include "tests/bench/ends/ends.h"

const struct dtl_engine_kind *const dtl_engine_kinds[] = {&dtl_engine_soft, NULL};

struct end {
    struct end_setup setup;
    struct dtl_credentials *credentials;
    struct dtl_engine *engine;
    struct dtl_endpoint *endpoint;
    struct dtl_path path;
    dtl_assoc assoc;
    enum end_state state;
};

static size_t find_psk(void *ctx, const uint8_t *identity, size_t len, uint8_t key[DTL_PSK_MAX])
{
    (void)ctx;
    if (len != strlen(END_IDENTITY) || memcmp(identity, END_IDENTITY, len))
        return 0;
    memcpy(key, END_PSK, END_PSK_LEN);
    return END_PSK_LEN;
}

/* Until the endpoint and the engine have nothing more for each other. */
static void pump(struct end *e, uint64_t now_ms)
{
    struct dtl_out out;
    struct dtl_item item;
    while (dtl_endpoint_next(e->endpoint, &out)) {
        if (out.kind == DTL_OUT_DATAGRAM) {
            e->setup.send(e->setup.ctx, out.data, out.len);
        } else if (out.kind == DTL_OUT_OP) {
            end_must(dtl_engine_enqueue_burst(e->engine, &out.op, 1, now_ms) == 1, "engine full");
            while (dtl_engine_dequeue_burst(e->engine, &item, 1, now_ms))
                dtl_endpoint_item(e->endpoint, &item, now_ms);
        } else if (out.kind == DTL_OUT_ESTABLISHED) {
            e->state = END_DONE;
            e->assoc = out.assoc;
        } else if (out.kind == DTL_OUT_CLOSED) {
            e->state = END_FAILED;
        }
    }
}

static void set_credentials(struct end *e, const struct end_certificates *c)
{
    char err[256];
    const uint8_t *ca = (const uint8_t *)c->ca.cert, *cert = (const uint8_t *)c->server.cert;
    const uint8_t *key = (const uint8_t *)c->server.key;
    end_must(!dtl_credentials_init(&e->credentials), "no memory");
    int ret = e->setup.server
                  ? dtl_credentials_set_identity(e->credentials, cert, strlen(c->server.cert) + 1,
                                                 key, strlen(c->server.key) + 1, err, sizeof err)
                  : dtl_credentials_set_trust(e->credentials, ca, strlen(c->ca.cert) + 1, err,
                                              sizeof err);
    end_must(!ret, err);
}

static void set_psk(const struct end *e, struct dtl_endpoint_config *config)
{
    if (e->setup.server) {
        config->psk = find_psk;
        return;
    }
    config->client_psk = END_PSK;
    config->client_psk_len = END_PSK_LEN;
    config->client_psk_identity = (const uint8_t *)END_IDENTITY;
    config->client_psk_identity_len = strlen(END_IDENTITY);
}

static struct end *init(const struct end_setup *setup)
{
    char err[256];
    struct dtl_endpoint_config config;
    struct end *e = calloc(1, sizeof *e);
    end_must(e, "no memory");
    e->setup = *setup;
    end_must(!dtl_engine_open(&e->engine, "soft", 0, err, sizeof err), err);
    dtl_endpoint_config_default(&config);
    config.role = setup->server ? DTL_ROLE_SERVER : DTL_ROLE_CLIENT;
    if (setup->certificates)
        set_credentials(e, setup->certificates);
    else
        set_psk(e, &config);
    config.credentials = e->credentials;
    end_must(!dtl_endpoint_init(&e->endpoint, &config, dtl_engine_limits(e->engine)),
             "no endpoint");
    return e;
}

static void free_end(struct end *e)
{
    dtl_engine_close(e->engine);
    dtl_endpoint_free(e->endpoint);
    dtl_credentials_free(e->credentials);
    free(e);
}

static void begin(struct end *e, uint32_t peer, uint64_t now_ms)
{
    e->state = END_SHAKING;
    e->path.len = sizeof peer;
    memcpy(e->path.bytes, &peer, sizeof peer);
    if (e->setup.server)
        return;
    const char *host = e->setup.certificates ? END_HOST : NULL;
    end_must(!dtl_endpoint_connect(e->endpoint, &e->path, host, NULL, 0, now_ms, &e->assoc),
             "no handshake");
    pump(e, now_ms);
}

static void input(struct end *e, const uint8_t *data, size_t len, uint64_t now_ms)
{
    dtl_endpoint_datagram(e->endpoint, &e->path, data, len, now_ms);
    pump(e, now_ms);
}

static uint64_t deadline(const struct end *e)
{
    return dtl_endpoint_deadline(e->endpoint);
}

static void tick(struct end *e, uint64_t now_ms)
{
    dtl_endpoint_tick(e->endpoint, now_ms);
    pump(e, now_ms);
}

static enum end_state state(const struct end *e)
{
    return e->state;
}

static void end(struct end *e, uint64_t now_ms)
{
    dtl_endpoint_close_all(e->endpoint, now_ms);
    pump(e, now_ms);
    end_must(dtl_endpoint_associations(e->endpoint) == 0, "an association stays");
}

const struct end_kind end_dtlane = {"dtlane", init, free_end, begin, input,
                                    deadline, tick, state,    end};
