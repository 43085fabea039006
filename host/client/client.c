/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* uv.h */
#include "host/client/client.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "host/client/internal.h"
#include "host/files/session_file.h"

void dtl_attempt_say(struct attempt *a, const char *format, ...)
{
    char address[DTL_ADDR_STRLEN], what[512], sentence[640];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    dtl_addr_format(a->address, address);
    snprintf(sentence, sizeof sentence, "%s: %s", address, what);
    a->complain(a->complain_ctx, sentence);
}

static enum dtl_client_end fail(struct attempt *a, int ret, const char *err)
{
    a->complain(a->complain_ctx, err);
    return ret == DTL_ERR_ARG ? DTL_CLIENT_BAD_ARG : DTL_CLIENT_FAILED;
}

/* --- beginning ------------------------------------------------------------------------------- */

static int fill_config(const struct attempt *a, struct dtl_endpoint_config *config, char *err,
                       size_t err_len)
{
    const struct dtl_client_config *c = a->config;
    const struct dtl_engine_limits *limits = dtl_engine_limits(a->loop.engine.engine);
    dtl_endpoint_config_default(config);
    config->role = DTL_ROLE_CLIENT;
    config->client_psk_identity = c->identity;
    config->client_psk_identity_len = c->identity_len;
    config->client_psk = c->psk;
    config->client_psk_len = c->psk_len;
    config->credentials = c->credentials;
    config->associations_max = config->handshakes_max = 1;
    config->keys_retained = dtl_keys_kept_for_fallback(c->keys, limits);
    config->idle_ms = 0; /* the user decides how long to wait */
    int ret = dtl_keys_check(c->keys, limits, dtl_loop_scheme(&a->loop), err, err_len);
    if (ret)
        return ret;
    return dtl_resumption_choose(&config->resumption,
                                 c->resume ? DTL_RESUMPTION_ON : DTL_RESUMPTION_OFF, c->keys,
                                 limits, err, err_len);
}

static int connect_to(struct attempt *a, const struct dtl_path *path, char *err, size_t err_len)
{
    struct dtl_file saved = {0};
    int ret =
        a->config->resume ? dtl_session_file_read(&saved, a->config->resume, err, err_len) : 0;
    if (ret)
        return ret;
    ret = dtl_endpoint_connect(a->loop.shared.endpoint, path, a->config->host, saved.bytes,
                               saved.len, dtl_loop_now(&a->loop), &a->assoc);
    dtl_file_free(&saved);
    if (ret)
        snprintf(err, err_len, "cannot begin the handshake: %s", dtl_strerror(ret));
    return ret;
}

static int open_streams(struct attempt *a, char *err, size_t err_len)
{
    uv_loop_t *loop = &a->loop.shared.loop;
    if (!dtl_output_init(&a->output, loop, a->config->out) &&
        !dtl_watch_init(&a->input, loop, a->config->in, EPOLLIN, dtl_attempt_on_input, a))
        return 0;
    snprintf(err, err_len, "cannot wait for standard input and output: %s", strerror(errno));
    return DTL_ERR_IO;
}

static int start(struct attempt *a, const struct dtl_endpoint_config *config, int fd,
                 const struct dtl_path *path, char *err, size_t err_len)
{
    struct dtl_app app = dtl_attempt_app;
    app.ctx = a;
    int ret = dtl_loop_start(&a->loop, config, fd, &app, err, err_len);
    if (!ret)
        ret = open_streams(a, err, err_len);
    return ret ? ret : connect_to(a, path, err, err_len);
}

/* --- one address after the other ------------------------------------------------------------- */

static enum dtl_client_end run(struct attempt *a)
{
    uv_timer_init(&a->loop.shared.loop, &a->patience);
    uv_idle_init(&a->loop.shared.loop, &a->more);
    a->patience.data = a->more.data = a;
    uv_timer_start(&a->patience, dtl_attempt_on_impatience, a->config->timeout_ms, 0);
    dtl_loop_run(&a->loop);
    uv_close((uv_handle_t *)&a->patience, NULL);
    uv_close((uv_handle_t *)&a->more, NULL);
    if (a->loop.signal)
        return DTL_CLIENT_INTERRUPTED;
    if (a->loop.failed)
        return DTL_CLIENT_FAILED;
    return a->end == DTL_CLIENT_OK && (a->incomplete || a->deserted) ? DTL_CLIENT_FAILED : a->end;
}

static enum dtl_client_end try_address(struct attempt *a)
{
    struct dtl_endpoint_config config;
    struct dtl_path path;
    char err[512];
    int ret = dtl_loop_init(&a->loop, a->config->engine_uri, err, sizeof err);
    if (!ret)
        ret = fill_config(a, &config, err, sizeof err);
    if (ret)
        return fail(a, ret, err);
    int fd = dtl_udp_dial(a->address, &path);
    if (fd < 0) {
        dtl_attempt_say(a, "%s", strerror(errno));
        return DTL_CLIENT_NO_ANSWER;
    }
    ret = start(a, &config, fd, &path, err, sizeof err);
    return ret ? fail(a, ret, err) : run(a);
}

static void attempt_free(struct attempt *a)
{
    dtl_watch_close(&a->input);
    dtl_output_close(&a->output);
    dtl_loop_free(&a->loop);
    free(a);
}

static enum dtl_client_end attempt(const struct dtl_client_config *config,
                                   const struct dtl_addr *address, dtl_client_complain *complain,
                                   void *ctx, int *signal)
{
    struct attempt *a = calloc(1, sizeof *a);
    if (!a) {
        complain(ctx, "out of memory");
        return DTL_CLIENT_FAILED;
    }
    a->config = config;
    a->address = address;
    a->complain = complain;
    a->complain_ctx = ctx;
    a->line = 1;
    enum dtl_client_end end = try_address(a);
    *signal = a->loop.signal;
    attempt_free(a);
    return end;
}

enum dtl_client_end dtl_client(const struct dtl_client_config *config,
                               dtl_client_complain *complain, void *ctx, int *signal)
{
    enum dtl_client_end end = DTL_CLIENT_NO_ANSWER;
    for (int i = 0; i < config->addresses_n && end == DTL_CLIENT_NO_ANSWER; i++)
        end = attempt(config, &config->addresses[i], complain, ctx, signal);
    return end;
}
