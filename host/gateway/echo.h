/* SPDX-License-Identifier: Apache-2.0 */
/* A DTLS server that sends each record back to the client that it came from. */
#ifndef DTL_ECHO_H
#define DTL_ECHO_H

#include <stdio.h>

#include "host/gateway/server_config.h"

/* As dtl_gateway. */
int dtl_echo(const struct dtl_server_config *config, FILE *counters, char *err, size_t err_len);

#endif
