/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* uv.h */
#include "host/gateway/echo.h"

#include "host/gateway/server.h"

/* What finds no room is lost, as on a network; the core counts it. */
static void on_data(void *ctx, dtl_assoc assoc, const uint8_t *data, size_t len)
{
    struct dtl_loop *l = ctx;
    dtl_endpoint_send(l->shared.endpoint, assoc, data, len, dtl_loop_now(l));
}

int dtl_echo(const struct dtl_server_config *config, FILE *counters, char *err, size_t err_len)
{
    struct dtl_server s;
    const struct dtl_app app = {.ctx = &s.loop, .data = on_data};
    int ret = dtl_server_init(&s, config, err, err_len);
    if (!ret)
        ret = dtl_server_listen(&s, &app, err, err_len);
    if (!ret)
        ret = dtl_server_run(&s, "server", "service=echo", counters, err, err_len);
    dtl_server_free(&s);
    return ret;
}
