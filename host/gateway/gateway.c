/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* uv.h */
#include "host/gateway/gateway.h"

#include <signal.h>
#include <stdlib.h>

#include "host/gateway/descriptors.h"
#include "host/gateway/internal.h"
#include "host/gateway/log.h"

#define HANDSHAKES_MAX 256 /* at once, 37 kB each */
#define COUNTERS_MAX   128

static int fail(int code, char *err, size_t err_len, const char *what)
{
    snprintf(err, err_len, "%s: %s", what, dtl_strerror(code));
    return code;
}

/* What is asked for must be possible; the default is what is possible. */
static int choose_clients_max(struct dtl_gateway *g, uint32_t wanted, char *err, size_t err_len)
{
    uint32_t sessions = dtl_engine_limits(g->engine.engine)->sessions;
    if (wanted > sessions) {
        snprintf(err, err_len, "engine '%s' holds %u sessions; ask for at most as many clients",
                 dtl_gateway_scheme(g), sessions);
        return DTL_ERR_ARG;
    }
    uint32_t n = wanted ? wanted : DTL_CLIENTS_DEFAULT < sessions ? DTL_CLIENTS_DEFAULT : sessions;
    g->clients_max = dtl_descriptors_reserve(n);
    if (g->clients_max >= (wanted ? wanted : 1))
        return 0;
    snprintf(err, err_len,
             "the limit on open files allows %u clients; ask for fewer, or raise it (ulimit -Hn, "
             "LimitNOFILE=)",
             g->clients_max);
    return DTL_ERR_IO;
}

static int init_endpoint(struct dtl_gateway *g, const struct dtl_psks *psks, uint32_t *records_max,
                         char *err, size_t err_len)
{
    const struct dtl_engine_limits *limits = dtl_engine_limits(g->engine.engine);
    struct dtl_endpoint_config config;
    dtl_endpoint_config_default(&config);
    config.psk = dtl_psks_find;
    config.psk_ctx = (void *)psks;
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
    if (!ret) /* besides records, each association has its goodbye, and INSTALL or REMOVE */
        ret = dtl_engine_side_start(&g->engine, records_max + 2 * g->clients_max);
    return ret ? fail(ret, err, err_len, "cannot start the gateway") : 0;
}

/* The loop and what cannot fail after it. */
static int init_loop(struct dtl_gateway *g)
{
    uv_loop_t *loop = &g->shared.loop;
    if (uv_loop_init(loop))
        return DTL_ERR_IO;
    if (uv_signal_init(loop, &g->interrupt) || uv_signal_init(loop, &g->terminate)) {
        uv_loop_close(loop);
        return DTL_ERR_IO;
    }
    uv_prepare_init(loop, &g->turn);
    uv_timer_init(loop, &g->timer);
    g->turn.data = g->timer.data = g->interrupt.data = g->terminate.data = g;
    uv_prepare_start(&g->turn, dtl_gateway_on_turn);
    return 0;
}

static int catch_signals(struct dtl_gateway *g)
{
    signal(SIGPIPE, SIG_IGN); /* whoever read the log may be gone */
    return uv_signal_start(&g->interrupt, dtl_gateway_on_signal, SIGINT) ||
                   uv_signal_start(&g->terminate, dtl_gateway_on_signal, SIGTERM)
               ? DTL_ERR_IO
               : 0;
}

int dtl_gateway_init(struct dtl_gateway **out, const struct dtl_gateway_config *config, char *err,
                     size_t err_len)
{
    struct dtl_gateway *g = calloc(1, sizeof *g);
    int ret = g ? init_loop(g) : DTL_ERR_NOMEM;
    if (ret) {
        free(g);
        return fail(ret, err, err_len, "cannot start the event loop");
    }
    g->cipher.fd = -1;
    ret = catch_signals(g);
    if (!ret)
        ret = dtl_rx_init(&g->shared.rx);
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
            dtl_gateway_scheme(g), g->clients_max);
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
