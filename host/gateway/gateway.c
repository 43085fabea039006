/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* uv.h */
#include "host/gateway/gateway.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "host/gateway/cipher_side.h"
#include "host/gateway/descriptors.h"
#include "host/gateway/engine_side.h"
#include "host/gateway/log.h"
#include "host/gateway/plain_side.h"

#define HANDSHAKES_MAX 256  /* at once, 37 kB each */
#define ROUNDS_A_TURN  8    /* through the engine, before sockets have their turn again */
#define GOODBYE_MS     2000 /* that the farewell at the end may take */
#define COUNTERS_MAX   128

struct dtl_gateway {
    struct dtl_shared shared;
    struct dtl_cipher_side cipher;
    struct dtl_plain_side plain;
    struct dtl_engine_side engine;
    uint32_t clients_max;
    uv_prepare_t turn;
    uv_timer_t timer;
    uv_signal_t interrupt, terminate;
    bool stopping;
    uint64_t stop_at_ms;
};

static uint64_t now(const struct dtl_gateway *g)
{
    return uv_now(&g->shared.loop);
}

static const char *scheme(const struct dtl_gateway *g)
{
    return g->engine.engine->kind->scheme;
}

/* --- what the core says ---------------------------------------------------------------------- */

static void established(struct dtl_gateway *g, const struct dtl_out *out)
{
    dtl_assoc assoc = out->assoc;
    dtl_log_established(out, scheme(g));
    if (!dtl_plain_side_open(&g->plain, assoc))
        return;
    dtl_log("event=error association=%u what=\"no socket to the backend: %s\"",
            dtl_assoc_slot(assoc), strerror(errno));
    g->shared.counts.backend_open_errors++;
    dtl_endpoint_close(g->shared.endpoint, assoc, now(g));
}

static void act(struct dtl_gateway *g, const struct dtl_out *out)
{
    switch (out->kind) {
    case DTL_OUT_DATAGRAM:
        dtl_cipher_side_send(&g->cipher, out->path, out->data, out->len);
        break;
    case DTL_OUT_OP:
        dtl_engine_side_put(&g->engine, out->op);
        break;
    case DTL_OUT_DATA:
        dtl_plain_side_send(&g->plain, out->assoc, out->data, out->len);
        break;
    case DTL_OUT_ESTABLISHED:
        established(g, out);
        break;
    case DTL_OUT_CLOSED:
        dtl_log_closed(out);
        dtl_plain_side_drop(&g->plain, out->assoc);
        break;
    }
}

/* What does not fit anywhere stays in the endpoint, which is bounded. */
static void deliver(struct dtl_gateway *g)
{
    struct dtl_out out;
    while (dtl_cipher_side_room(&g->cipher) && dtl_engine_side_room(&g->engine) &&
           dtl_endpoint_next(g->shared.endpoint, &out))
        act(g, &out);
}

/* --- one turn of the loop -------------------------------------------------------------------- */

static void on_timer(uv_timer_t *timer)
{
    struct dtl_gateway *g = timer->data;
    dtl_endpoint_tick(g->shared.endpoint, now(g));
}

static void arm_timer(struct dtl_gateway *g)
{
    uint64_t at = dtl_endpoint_deadline(g->shared.endpoint);
    uint64_t engine_at = dtl_engine_deadline(g->engine.engine);
    if (engine_at < at)
        at = engine_at;
    if (g->stopping && g->stop_at_ms < at)
        at = g->stop_at_ms;
    if (at == UINT64_MAX)
        uv_timer_stop(&g->timer);
    else
        uv_timer_start(&g->timer, on_timer, at > now(g) ? at - now(g) : 0, 0);
}

static bool finished(const struct dtl_gateway *g)
{
    if (!g->stopping)
        return false;
    return now(g) >= g->stop_at_ms ||
           (!dtl_endpoint_associations(g->shared.endpoint) && dtl_engine_side_idle(&g->engine) &&
            dtl_cipher_side_idle(&g->cipher));
}

/* Runs once a turn, after all descriptors and before the loop sleeps: so operations of all
 * associations meet in one burst. */
static void on_turn(uv_prepare_t *handle)
{
    struct dtl_gateway *g = handle->data;
    unsigned items, rounds = 0;
    do {
        deliver(g);
        dtl_engine_side_enqueue(&g->engine);
        items = dtl_engine_side_dequeue(&g->engine);
    } while (items && ++rounds < ROUNDS_A_TURN);
    deliver(g);
    dtl_engine_side_enqueue(&g->engine);
    dtl_cipher_side_flush(&g->cipher);
    arm_timer(g);
    if (finished(g))
        uv_stop(&g->shared.loop);
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct dtl_gateway *g = handle->data;
    if (g->stopping)
        return;
    dtl_log("event=stopping signal=%s associations=%u", number == SIGINT ? "SIGINT" : "SIGTERM",
            dtl_endpoint_associations(g->shared.endpoint));
    g->stopping = true;
    g->stop_at_ms = now(g) + GOODBYE_MS;
    dtl_cipher_side_deafen(&g->cipher);
    dtl_endpoint_close_all(g->shared.endpoint, now(g));
}

/* --- beginning and end ----------------------------------------------------------------------- */

static int fail(int code, char *err, size_t err_len, const char *what)
{
    snprintf(err, err_len, "%s: %s", what, dtl_strerror(code));
    return code;
}

static int choose_clients_max(struct dtl_gateway *g, uint32_t wanted, char *err, size_t err_len)
{
    uint32_t sessions = dtl_engine_limits(g->engine.engine)->sessions;
    if (wanted > sessions) {
        snprintf(err, err_len, "engine '%s' holds %u sessions; ask for at most as many clients",
                 scheme(g), sessions);
        return DTL_ERR_ARG;
    }
    g->clients_max = wanted ? wanted : DTL_CLIENTS_DEFAULT;
    if (g->clients_max > sessions)
        g->clients_max = sessions;
    return dtl_descriptors_reserve(g->clients_max, err, err_len);
}

static int init_endpoint(struct dtl_gateway *g, const struct dtl_psks *psks, uint32_t *records_max,
                         char *err, size_t err_len)
{
    const struct dtl_engine_limits *limits = dtl_engine_limits(g->engine.engine);
    struct dtl_endpoint_config config;
    dtl_endpoint_config_default(&config);
    config.psk = dtl_psks_find;
    config.psk_ctx = (void *)psks;
    config.keys_retained = !(limits->caps & DTL_CAP_KEYS_ISOLATED);
    config.associations_max = g->clients_max;
    config.handshakes_max = g->clients_max < HANDSHAKES_MAX ? g->clients_max : HANDSHAKES_MAX;
    *records_max = config.records_max;
    int ret = dtl_endpoint_init(&g->shared.endpoint, &config, limits);
    return ret ? fail(ret, err, err_len, "cannot start the DTLS core") : 0;
}

static int init_sides(struct dtl_gateway *g, const struct dtl_gateway_config *config, char *err,
                      size_t err_len)
{
    uint32_t records_max;
    int ret = dtl_engine_side_init(&g->engine, &g->shared, config->engine_uri, err, err_len);
    if (!ret)
        ret = choose_clients_max(g, config->clients_max, err, err_len);
    if (!ret)
        ret = init_endpoint(g, config->psks, &records_max, err, err_len);
    if (!ret)
        ret = dtl_cipher_side_init(&g->cipher, &g->shared, &config->listen, err, err_len);
    if (ret)
        return ret;
    ret = dtl_plain_side_init(&g->plain, &g->shared, &config->service, g->clients_max);
    if (!ret) /* each association has at most one operation besides records: INSTALL or REMOVE */
        ret = dtl_engine_side_start(&g->engine, records_max + g->clients_max);
    return ret ? fail(ret, err, err_len, "cannot start the gateway") : 0;
}

static void init_handles(struct dtl_gateway *g)
{
    uv_loop_t *loop = &g->shared.loop;
    uv_prepare_init(loop, &g->turn);
    uv_timer_init(loop, &g->timer);
    uv_signal_init(loop, &g->interrupt);
    uv_signal_init(loop, &g->terminate);
    g->turn.data = g->timer.data = g->interrupt.data = g->terminate.data = g;
    uv_prepare_start(&g->turn, on_turn);
    uv_signal_start(&g->interrupt, on_signal, SIGINT);
    uv_signal_start(&g->terminate, on_signal, SIGTERM);
}

int dtl_gateway_init(struct dtl_gateway **out, const struct dtl_gateway_config *config, char *err,
                     size_t err_len)
{
    struct dtl_gateway *g = calloc(1, sizeof *g);
    if (!g || uv_loop_init(&g->shared.loop)) {
        free(g);
        return fail(DTL_ERR_NOMEM, err, err_len, "cannot start the event loop");
    }
    g->cipher.fd = -1;
    init_handles(g);
    int ret = dtl_rx_init(&g->shared.rx);
    ret = ret ? fail(ret, err, err_len, "cannot start the gateway")
              : init_sides(g, config, err, err_len);
    if (ret) {
        dtl_gateway_free(g);
        return ret;
    }
    *out = g;
    return 0;
}

static void log_listening(const struct dtl_gateway *g)
{
    struct dtl_addr a;
    char listen[DTL_ADDR_STRLEN], backend[DTL_ADDR_STRLEN];
    dtl_cipher_side_address(&g->cipher, &a);
    dtl_addr_format(&a, listen);
    dtl_addr_format(&g->plain.service, backend);
    dtl_log("event=listening address=%s backend=%s engine=%s max_clients=%u", listen, backend,
            scheme(g), g->clients_max);
}

void dtl_gateway_run(struct dtl_gateway *g)
{
    log_listening(g);
    uv_run(&g->shared.loop, UV_RUN_DEFAULT);
    dtl_log("event=stopped associations_left=%u", dtl_endpoint_associations(g->shared.endpoint));
}

static void print_group(FILE *out, const char *group, const struct dtl_counter *counters,
                        unsigned n)
{
    for (unsigned i = 0; i < n && i < COUNTERS_MAX; i++)
        if (counters[i].value)
            fprintf(out, "%s.%s=%llu\n", group, counters[i].name,
                    (unsigned long long)counters[i].value);
}

void dtl_gateway_print_counters(struct dtl_gateway *g, FILE *out)
{
    struct dtl_counter all[COUNTERS_MAX];
    print_group(out, "gateway", all, dtl_counts_list(&g->shared.counts, all, COUNTERS_MAX));
    print_group(out, "core", all, dtl_endpoint_counters(g->shared.endpoint, all, COUNTERS_MAX));
    print_group(out, "engine", all, dtl_engine_counters(g->engine.engine, all, COUNTERS_MAX));
}

static void close_handles(struct dtl_gateway *g)
{
    uv_close((uv_handle_t *)&g->turn, NULL);
    uv_close((uv_handle_t *)&g->timer, NULL);
    uv_close((uv_handle_t *)&g->interrupt, NULL);
    uv_close((uv_handle_t *)&g->terminate, NULL);
}

void dtl_gateway_free(struct dtl_gateway *g)
{
    if (!g)
        return;
    close_handles(g);
    dtl_cipher_side_close(&g->cipher);
    dtl_plain_side_close(&g->plain);
    dtl_engine_side_close(&g->engine);
    dtl_endpoint_free(g->shared.endpoint); /* after the engine, which may hold its operations */
    uv_run(&g->shared.loop, UV_RUN_DEFAULT);
    uv_loop_close(&g->shared.loop);
    dtl_rx_free(g->shared.rx);
    free(g);
}
