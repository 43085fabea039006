/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* uv.h */
#include "host/gateway/server.h"

#include "host/loop/log.h"

#define HANDSHAKES_MAX 256 /* at once, 37 kB each */

/* What is asked for must be possible; the default is what is possible. */
static int choose_clients_max(struct dtl_server *s, char *err, size_t err_len)
{
    uint32_t sessions = dtl_engine_limits(s->loop.engine.engine)->sessions;
    uint32_t wanted = s->config->clients_max;
    if (wanted > sessions) {
        snprintf(err, err_len, "engine '%s' holds %u sessions; ask for at most as many clients",
                 dtl_loop_scheme(&s->loop), sessions);
        return DTL_ERR_ARG;
    }
    s->clients_max = wanted                           ? wanted
                     : DTL_CLIENTS_DEFAULT < sessions ? DTL_CLIENTS_DEFAULT
                                                      : sessions;
    return 0;
}

int dtl_server_init(struct dtl_server *s, const struct dtl_server_config *config, char *err,
                    size_t err_len)
{
    s->config = config;
    int ret = dtl_loop_init(&s->loop, config->engine_uri, err, err_len);
    return ret ? ret : choose_clients_max(s, err, err_len);
}

static int fill_config(const struct dtl_server *s, struct dtl_endpoint_config *config, char *err,
                       size_t err_len)
{
    const struct dtl_engine_limits *limits = dtl_engine_limits(s->loop.engine.engine);
    dtl_endpoint_config_default(config);
    config->role = DTL_ROLE_SERVER;
    config->psk = s->config->psks ? dtl_psks_find : NULL;
    config->psk_ctx = (void *)s->config->psks;
    config->credentials = s->config->credentials;
    config->keys_retained = dtl_keys_kept_for_fallback(s->config->keys, limits);
    config->associations_max = s->clients_max;
    config->handshakes_max = s->clients_max < HANDSHAKES_MAX ? s->clients_max : HANDSHAKES_MAX;
    int ret = dtl_keys_check(s->config->keys, limits, dtl_loop_scheme(&s->loop), err, err_len);
    if (ret)
        return ret;
    return dtl_resumption_choose(&config->resumption, s->config->resumption, s->config->keys,
                                 limits, err, err_len);
}

int dtl_server_listen(struct dtl_server *s, const struct dtl_app *app, char *err, size_t err_len)
{
    struct dtl_endpoint_config config;
    int ret = fill_config(s, &config, err, err_len);
    if (ret)
        return ret;
    int fd = dtl_udp_listen(&s->config->listen, err, err_len);
    return fd < 0 ? fd : dtl_loop_start(&s->loop, &config, fd, app, err, err_len);
}

static void log_listening(const struct dtl_server *s, const char *what)
{
    struct dtl_addr a;
    char listen[DTL_ADDR_STRLEN];
    dtl_cipher_side_address(&s->loop.cipher, &a);
    dtl_addr_format(&a, listen);
    dtl_log("event=listening address=%s %s engine=%s max_clients=%u", listen, what,
            dtl_loop_scheme(&s->loop), s->clients_max);
}

static void warn_of_strangers(const struct dtl_server *s)
{
    if (s->config->anonymous_clients)
        dtl_log("event=warning what=\"--anonymous-clients: anybody may come in, without a key or a "
                "certificate\"");
}

int dtl_server_run(struct dtl_server *s, const char *name, const char *what, FILE *counters,
                   char *err, size_t err_len)
{
    warn_of_strangers(s);
    log_listening(s, what);
    dtl_loop_run(&s->loop);
    dtl_log("event=stopped associations_left=%u",
            dtl_endpoint_associations(s->loop.shared.endpoint));
    dtl_loop_print_counters(&s->loop, name, counters);
    if (!s->loop.failed)
        return 0;
    snprintf(err, err_len,
             "engine '%s' was lost, and %s; clients have to connect again once it is back and this "
             "program was started again",
             dtl_loop_scheme(&s->loop),
             s->loop.keys_retained ? "no other could take over, the log says why"
                                   : "with isolated keys nothing can go on without it");
    return DTL_ERR_IO;
}

void dtl_server_free(struct dtl_server *s)
{
    dtl_loop_free(&s->loop);
}
