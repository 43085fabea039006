/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/serve_args.h"

#include <stdio.h>
#include <string.h>

#include "host/cli/commands.h"
#include "host/cli/values.h"

#define CLIENTS_MAX 9999999

void dtl_serve_options(struct dtl_serve_args *args, struct dtl_option *options)
{
    const struct dtl_option others[] = {
        {"--anonymous-clients", NULL,
         "with --cert in place of --ca: anybody may come in, without a\n"
         "key or a certificate",
         &args->anonymous_clients},
        dtl_option_engine(&args->engine),
        dtl_option_keys(&args->keys),
        {"--resumption", "on|off",
         "whether clients may resume sessions (default: on with\n"
         "retained keys; impossible with isolated ones)",
         &args->resumption},
        {"--max-clients", "N",
         "associations at once, handshakes included\n"
         "(default 1024, or fewer if the engine holds fewer)",
         &args->clients_max},
    };
    *options++ = (struct dtl_option){"--listen", "ADDR:PORT",
                                     "where clients come in: 192.0.2.1:5684, [2001:db8::1]:5684,\n"
                                     "0.0.0.0:5684 (all of IPv4), [::]:5684 (all of both)",
                                     &args->listen};
    dtl_credential_options(&args->credentials, DTL_ROLE_SERVER, options);
    memcpy(options + DTL_CREDENTIAL_OPTIONS, others, sizeof others);
}

/* A certificate of ours says nothing about clients. */
static int check_clients(const struct dtl_serve_args *args, char *err, size_t err_len)
{
    const struct dtl_credential_args *c = &args->credentials;
    if (c->cert && !c->ca && !args->anonymous_clients)
        snprintf(err, err_len,
                 "--cert alone would let everybody in: say with --ca FILE who issues the clients' "
                 "certificates, or allow it with --anonymous-clients");
    else if (args->anonymous_clients && c->ca)
        snprintf(err, err_len, "give one of --ca FILE and --anonymous-clients");
    else if (args->anonymous_clients && !c->cert)
        snprintf(err, err_len,
                 "--anonymous-clients takes a certificate of ours: give --cert FILE and --key "
                 "FILE too");
    else
        return 0;
    return DTL_ERR_ARG;
}

int dtl_serve_args_check(const struct dtl_serve_args *args, struct dtl_server_config *config,
                         char *err, size_t err_len)
{
    *config = (struct dtl_server_config){.engine_uri = args->engine ? args->engine : "soft",
                                         .anonymous_clients = args->anonymous_clients};
    if (!args->listen) {
        snprintf(err, err_len,
                 "--listen is missing: say where clients come in, as in --listen 0.0.0.0:5684");
        return DTL_ERR_ARG;
    }
    int ret = dtl_credential_args_check(&args->credentials, DTL_ROLE_SERVER, err, err_len);
    if (!ret)
        ret = check_clients(args, err, err_len);
    if (!ret)
        ret = dtl_value_address(&config->listen, "--listen", args->listen, err, err_len);
    if (!ret)
        ret = dtl_value_keys(&config->keys, args->keys, err, err_len);
    if (!ret)
        ret = dtl_value_resumption(&config->resumption, args->resumption, err, err_len);
    if (!ret && args->clients_max)
        ret = dtl_value_number(&config->clients_max, "--max-clients", args->clients_max, 1,
                               CLIENTS_MAX, err, err_len);
    return ret;
}

int dtl_serve_args_load(struct dtl_serve_args *args, const struct dtl_usage *usage,
                        struct dtl_server_config *config, struct dtl_loaded *loaded)
{
    char err[512];
    *loaded = (struct dtl_loaded){0};
    if (dtl_serve_args_check(args, config, err, sizeof err)) {
        dtl_complain(usage, "%s", err);
        return DTL_EXIT_USAGE;
    }
    int status = dtl_credential_args_load(&args->credentials, usage, loaded);
    config->psks = loaded->psks.n ? &loaded->psks : NULL;
    config->credentials = loaded->certificates;
    return status;
}
