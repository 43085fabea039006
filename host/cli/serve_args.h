/* SPDX-License-Identifier: Apache-2.0 */
/* The options that `dtlane gateway` and `dtlane server` share, from words to a configuration. */
#ifndef DTL_SERVE_ARGS_H
#define DTL_SERVE_ARGS_H

#include "host/cli/credential_args.h"
#include "host/gateway/server_config.h"

/* NULL: not given. They point into argv. */
struct dtl_serve_args {
    struct dtl_credential_args credentials;
    char *listen, *engine, *keys, *resumption, *clients_max;
    char *anonymous_clients; /* takes no value */
};

#define DTL_SERVE_OPTIONS (DTL_CREDENTIAL_OPTIONS + 6)

/* Fills that many options. */
void dtl_serve_options(struct dtl_serve_args *args, struct dtl_option *options);

/* Fills all of `config` but what has to be read. Returns 0, or DTL_ERR_ARG with a sentence in
 * `err`. */
int dtl_serve_args_check(const struct dtl_serve_args *args, struct dtl_server_config *config,
                         char *err, size_t err_len);

/* Checks, and reads keys and certificates into `loaded`, to which `config` points then. Says what
 * is wrong. Returns the exit status. */
int dtl_serve_args_load(struct dtl_serve_args *args, const struct dtl_usage *usage,
                        struct dtl_server_config *config, struct dtl_loaded *loaded);

#endif
