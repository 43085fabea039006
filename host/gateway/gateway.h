/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A DTLS gateway: decrypts what clients send and passes it to a UDP service, and the other way
 * round. One thread, one event loop. It owns the sockets and the engine and moves what the DTLS
 * core says.
 */
#ifndef DTL_GATEWAY_H
#define DTL_GATEWAY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "host/gateway/addr.h"
#include "host/gateway/psks.h"

#define DTL_CLIENTS_DEFAULT 1024

struct dtl_gateway_config {
    struct dtl_addr listen;
    struct dtl_addr service;
    const char *engine_uri;
    const struct dtl_psks *psks; /* must outlive the gateway */
    uint32_t clients_max; /* associations at once; 0: DTL_CLIENTS_DEFAULT, or fewer if the engine or
                             the limit on open files allows fewer */
};

struct dtl_gateway;

/* Opens the engine and the listening socket. Ignores SIGPIPE. Returns 0, or a negative code with a
 * sentence in `err` that says what to do. */
int dtl_gateway_init(struct dtl_gateway **g, const struct dtl_gateway_config *config, char *err,
                     size_t err_len);

/* Serves until SIGINT or SIGTERM, then says goodbye to every client. */
void dtl_gateway_run(struct dtl_gateway *g);

/* Lines of the form group.name=value, without those that are 0. */
void dtl_gateway_print_counters(struct dtl_gateway *g, FILE *out);

void dtl_gateway_free(struct dtl_gateway *g); /* NULL is ignored */

#endif
