/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of `dtlane client`, from words to a configuration. */
#ifndef DTL_CLIENT_ARGS_H
#define DTL_CLIENT_ARGS_H

#include "host/cli/credential_args.h"
#include "host/client/client.h"
#include "host/client/resolve.h"

/* NULL: not given. They point into argv. */
struct dtl_client_args {
    struct dtl_credential_args credentials;
    char *connect, *host, *identity, *resume, *engine, *keys, *timeout, *linger;
};

#define DTL_CLIENT_OPTIONS (DTL_CREDENTIAL_OPTIONS + 8)

/* Fills that many options. */
void dtl_client_options(struct dtl_client_args *args, struct dtl_option *options);

/* Fills `target`, and all of `config` but addresses, keys and certificates. `config->host` points
 * into `args` or `target`. Returns 0, or DTL_ERR_ARG with a sentence in `err`. */
int dtl_client_args_check(const struct dtl_client_args *args, struct dtl_target *target,
                          struct dtl_client_config *config, char *err, size_t err_len);

/* Picks our identity: the one of --identity, or the only one of the set. Returns 0, or DTL_ERR_ARG
 * with a sentence in `err`. */
int dtl_client_args_pick(const struct dtl_client_args *args, const struct dtl_psks *psks,
                         const uint8_t **identity, size_t *len, char *err, size_t err_len);

#endif
