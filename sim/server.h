/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Serves a model over a Unix socket: the byte stream of docs/PROTOCOL.md. One client at a time, of
 * the same user or root; another is hung up on at once. When the client goes, however it goes, the
 * device's reset is pulled and its clock runs until every key is overwritten.
 */
#ifndef DTL_SIM_SERVER_H
#define DTL_SIM_SERVER_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "sim/model.h"

struct dtl_sim_server;

struct dtl_sim_counts {
    uint64_t clients;          /* served */
    uint64_t refused_busy;     /* somebody else was attached */
    uint64_t refused_stranger; /* of another user */
    uint64_t bytes_in, bytes_out;
};

/* Listens at `path`. Owns the model from here on, also if it fails. Clients' coming and going goes
 * to `log`, one line each; NULL: nowhere. Returns 0, DTL_ERR_ARG, DTL_ERR_NOMEM or DTL_ERR_IO with
 * a sentence in `err`. */
int dtl_sim_server_init(struct dtl_sim_server **s, const char *path, struct dtl_model *model,
                        FILE *log, char *err, size_t err_len);

/* Serves until the descriptor `stop` polls readable. */
void dtl_sim_server_run(struct dtl_sim_server *s, int stop);

const struct dtl_sim_counts *dtl_sim_server_counts(const struct dtl_sim_server *s);

/* Hangs up, wipes the device and removes the socket. */
void dtl_sim_server_free(struct dtl_sim_server *s);

#endif
