/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of `dtlane gateway`, from words to a configuration. */
#ifndef DTL_GATEWAY_ARGS_H
#define DTL_GATEWAY_ARGS_H

#include "host/gateway/gateway.h"

/* NULL: not given. They point into argv. */
struct dtl_gateway_args {
    char *listen, *backend, *engine, *psk_file, *psk, *clients_max;
};

/* Fills `service`, and all of `config` but the keys. Returns 0, or DTL_ERR_ARG with a sentence in
 * `err`. */
int dtl_gateway_args_check(const struct dtl_gateway_args *args, struct dtl_server_config *config,
                           struct dtl_addr *service, char *err, size_t err_len);

/* Makes a set of the one key of --psk. Returns 0, DTL_ERR_FORMAT or DTL_ERR_NOMEM with a sentence
 * in `err`. */
int dtl_gateway_args_psk(struct dtl_psks *psks, const char *text, char *err, size_t err_len);

/* Overwrites the key in argv, which other processes can read. */
void dtl_gateway_args_wipe(struct dtl_gateway_args *args);

#endif
