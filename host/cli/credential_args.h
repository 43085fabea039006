/* SPDX-License-Identifier: Apache-2.0 */
/* The options that say with what this side proves itself and what it trusts. */
#ifndef DTL_CREDENTIAL_ARGS_H
#define DTL_CREDENTIAL_ARGS_H

#include "host/cli/options.h"
#include "host/dtls/endpoint.h"
#include "host/files/psks.h"

/* NULL: not given. They point into argv. */
struct dtl_credential_args {
    char *psk_file, *psk, *cert, *key, *ca;
};

#define DTL_CREDENTIAL_OPTIONS 5

/* Fills that many options. */
void dtl_credential_options(struct dtl_credential_args *args, enum dtl_role role,
                            struct dtl_option *options);

/* Whether they fit together. Returns 0, or DTL_ERR_ARG with a sentence in `err`. */
int dtl_credential_args_check(const struct dtl_credential_args *args, enum dtl_role role, char *err,
                              size_t err_len);

/* Zero-initialised: empty. */
struct dtl_loaded {
    struct dtl_psks psks;                 /* empty: none were given */
    struct dtl_credentials *certificates; /* NULL: none were given */
};

/* Reads the files, and the key of --psk, which is overwritten in argv, where other processes can
 * see it. Says on standard error what is wrong. Returns the exit status; if it is not
 * DTL_EXIT_OK, `loaded` is empty. */
int dtl_credential_args_load(struct dtl_credential_args *args, const struct dtl_usage *usage,
                             struct dtl_loaded *loaded);

void dtl_loaded_free(struct dtl_loaded *loaded); /* wipes the keys */

#endif
