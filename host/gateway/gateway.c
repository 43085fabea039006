/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* uv.h */
#include "host/gateway/gateway.h"

#include "host/gateway/descriptors.h"
#include "host/gateway/plain_side.h"
#include "host/gateway/server.h"

/* Each client takes a socket to the service. */
static int heed_descriptors(struct dtl_server *s, char *err, size_t err_len)
{
    uint32_t wanted = s->config->clients_max ? s->clients_max : 1;
    s->clients_max = dtl_descriptors_reserve(s->clients_max);
    if (s->clients_max >= wanted)
        return 0;
    snprintf(err, err_len,
             "the limit on open files allows %u clients; ask for fewer, or raise it (ulimit -Hn, "
             "LimitNOFILE=)",
             s->clients_max);
    return DTL_ERR_IO;
}

static int serve(struct dtl_server *s, const struct dtl_addr *service, FILE *counters, char *err,
                 size_t err_len)
{
    char address[DTL_ADDR_STRLEN], what[DTL_ADDR_STRLEN + 16];
    dtl_addr_format(service, address);
    snprintf(what, sizeof what, "backend=%s", address);
    return dtl_server_run(s, "gateway", what, counters, err, err_len);
}

int dtl_gateway(const struct dtl_server_config *config, const struct dtl_addr *service,
                FILE *counters, char *err, size_t err_len)
{
    struct dtl_server s;
    struct dtl_plain_side plain = {0};
    int ret = dtl_server_init(&s, config, err, err_len);
    if (!ret)
        ret = heed_descriptors(&s, err, err_len);
    if (!ret)
        ret = dtl_plain_side_init(&plain, &s.loop.shared, service, s.clients_max, err, err_len);
    if (!ret) {
        const struct dtl_app app = dtl_plain_side_app(&plain);
        ret = dtl_server_listen(&s, &app, err, err_len);
    }
    if (!ret)
        ret = serve(&s, service, counters, err, err_len);
    dtl_plain_side_close(&plain);
    dtl_server_free(&s);
    return ret;
}
