/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* uv.h */
#include "host/loop/loop.h"

#include <signal.h>
#include <unistd.h>

#include "host/loop/log.h"

#define GOODBYE_MS   2000 /* that the farewell at the end may take */
#define COUNTERS_MAX 128

static int fail(int code, char *err, size_t err_len, const char *what)
{
    snprintf(err, err_len, "%s: %s", what, dtl_strerror(code));
    return code;
}

/* --- beginning ------------------------------------------------------------------------------- */

static void on_signal(uv_signal_t *handle, int number)
{
    struct dtl_loop *l = handle->data;
    if (l->stopping)
        return;
    dtl_log("event=stopping signal=%s associations=%u", number == SIGINT ? "SIGINT" : "SIGTERM",
            dtl_endpoint_associations(l->shared.endpoint));
    l->signal = number;
    dtl_loop_stop(l);
}

/* Handles that are made cannot fail afterwards. */
static int init_uv(struct dtl_loop *l)
{
    uv_loop_t *loop = &l->shared.loop;
    if (uv_loop_init(loop))
        return DTL_ERR_IO;
    if (uv_signal_init(loop, &l->interrupt) || uv_signal_init(loop, &l->terminate)) {
        uv_loop_close(loop);
        return DTL_ERR_IO;
    }
    uv_prepare_init(loop, &l->turn);
    uv_timer_init(loop, &l->timer);
    l->turn.data = l->timer.data = l->interrupt.data = l->terminate.data = l;
    return 0;
}

static int catch_signals(struct dtl_loop *l)
{
    signal(SIGPIPE, SIG_IGN); /* whoever read the log may be gone */
    return uv_signal_start(&l->interrupt, on_signal, SIGINT) ||
                   uv_signal_start(&l->terminate, on_signal, SIGTERM)
               ? DTL_ERR_IO
               : 0;
}

int dtl_loop_init(struct dtl_loop *l, const char *engine_uri, char *err, size_t err_len)
{
    *l = (struct dtl_loop){.cipher.fd = -1};
    int ret = init_uv(l);
    if (ret)
        return fail(ret, err, err_len, "cannot start the event loop");
    l->made = true;
    ret = catch_signals(l);
    if (!ret)
        ret = dtl_rx_init(&l->shared.rx);
    if (ret)
        return fail(ret, err, err_len, "cannot start the event loop");
    return dtl_engine_side_init(&l->engine, &l->shared, engine_uri, err, err_len);
}

int dtl_loop_start(struct dtl_loop *l, const struct dtl_endpoint_config *config, int fd,
                   const struct dtl_app *app, char *err, size_t err_len)
{
    l->app = *app;
    l->keys_retained = l->engine.movable = config->keys_retained;
    if (config->keys_retained)
        dtl_log(
            "event=warning what=\"--keys retained: traffic keys stay in this host's memory too; "
            "engine %s does not isolate them\"",
            dtl_loop_scheme(l));
    int ret = dtl_cipher_side_init(&l->cipher, &l->shared, fd, err, err_len);
    if (ret)
        return ret;
    ret = dtl_endpoint_init(&l->shared.endpoint, config, dtl_engine_limits(l->engine.engine));
    if (ret)
        return fail(ret, err, err_len, "cannot start the DTLS core");
    /* Besides records, each association has its goodbye, and INSTALL or REMOVE. */
    ret = dtl_engine_side_start(&l->engine, config->records_max + 2 * config->associations_max);
    if (ret)
        return fail(ret, err, err_len, "cannot start the engine");
    uv_prepare_start(&l->turn, dtl_loop_on_turn);
    return 0;
}

/* --- running, end ---------------------------------------------------------------------------- */

void dtl_loop_run(struct dtl_loop *l)
{
    uv_run(&l->shared.loop, UV_RUN_DEFAULT);
}

void dtl_loop_stop(struct dtl_loop *l)
{
    l->stopping = true;
    l->stop_at_ms = dtl_loop_now(l) + GOODBYE_MS;
    dtl_cipher_side_deafen(&l->cipher);
    dtl_endpoint_close_all(l->shared.endpoint, dtl_loop_now(l));
}

static void print_group(FILE *out, const char *group, const struct dtl_counter *counters,
                        unsigned n)
{
    for (unsigned i = 0; i < n && i < COUNTERS_MAX; i++)
        if (counters[i].value)
            fprintf(out, "%s.%s=%llu\n", group, counters[i].name,
                    (unsigned long long)counters[i].value);
}

void dtl_loop_print_counters(struct dtl_loop *l, const char *name, FILE *out)
{
    struct dtl_counter all[COUNTERS_MAX];
    print_group(out, name, all, dtl_counts_list(&l->shared.counts, all, COUNTERS_MAX));
    print_group(out, "core", all, dtl_endpoint_counters(l->shared.endpoint, all, COUNTERS_MAX));
    print_group(out, "engine", all, dtl_engine_counters(l->engine.engine, all, COUNTERS_MAX));
}

void dtl_loop_free(struct dtl_loop *l)
{
    if (!l->made)
        return;
    uv_close((uv_handle_t *)&l->turn, NULL);
    uv_close((uv_handle_t *)&l->timer, NULL);
    uv_close((uv_handle_t *)&l->interrupt, NULL);
    uv_close((uv_handle_t *)&l->terminate, NULL);
    dtl_cipher_side_close(&l->cipher);
    dtl_engine_side_close(&l->engine);
    dtl_endpoint_free(l->shared.endpoint); /* after the engine, which may hold its operations */
    uv_run(&l->shared.loop, UV_RUN_DEFAULT);
    uv_loop_close(&l->shared.loop);
    dtl_rx_free(l->shared.rx);
}
