/* SPDX-License-Identifier: Apache-2.0 */
/* A DTLS gateway: decrypts what clients send and passes it to a UDP service, and the other way
 * round. */
#ifndef DTL_GATEWAY_H
#define DTL_GATEWAY_H

#include <stdio.h>

#include "host/gateway/server_config.h"

/* Serves until SIGINT or SIGTERM, says goodbye to every client and prints the counters. Returns 0,
 * or a negative code with a sentence in `err` that says what to do: at once, or because the device
 * was lost. */
int dtl_gateway(const struct dtl_server_config *config, const struct dtl_addr *service,
                FILE *counters, char *err, size_t err_len);

#endif
