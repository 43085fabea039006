/* SPDX-License-Identifier: Apache-2.0 */
/* A loop that serves clients, whatever becomes of what they say. */
#ifndef DTL_SERVER_H
#define DTL_SERVER_H

#include "host/gateway/server_config.h"
#include "host/loop/loop.h"

struct dtl_server {
    struct dtl_loop loop;
    const struct dtl_server_config *config;
    uint32_t clients_max; /* what config->clients_max has become */
};

/* Opens the engine. As dtl_loop_init. `config` must outlive the server. */
int dtl_server_init(struct dtl_server *s, const struct dtl_server_config *config, char *err,
                    size_t err_len);

/* Begins to listen. clients_max may be lowered before. Returns 0, or a negative code with a
 * sentence in `err`. */
int dtl_server_listen(struct dtl_server *s, const struct dtl_app *app, char *err, size_t err_len);

/* Serves until SIGINT or SIGTERM, then says goodbye to every client and prints the counters.
 * `name`: whose counters they are. `what`: for the log, "key=value", what clients find here.
 * Returns 0, or DTL_ERR_IO with a sentence in `err` if it ended because the device was lost. */
int dtl_server_run(struct dtl_server *s, const char *name, const char *what, FILE *counters,
                   char *err, size_t err_len);

void dtl_server_free(struct dtl_server *s);

#endif
