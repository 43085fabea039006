/* SPDX-License-Identifier: Apache-2.0 */
/* The UDP service behind the gateway: one connected socket for each established association, so
 * that the service tells clients apart by port and its answers find their way back. */
#ifndef DTL_PLAIN_SIDE_H
#define DTL_PLAIN_SIDE_H

#include "host/loop/app.h"
#include "host/loop/shared.h"

struct dtl_backend;

struct dtl_plain_side {
    struct dtl_shared *shared;
    struct dtl_addr service;
    struct dtl_backend **backends; /* by slot of the association */
    uint32_t slots;
};

/* For associations whose slot is below `slots`. Returns 0, DTL_ERR_NOMEM, or DTL_ERR_IO if no
 * socket can be connected to the service, with a sentence in `err`. */
int dtl_plain_side_init(struct dtl_plain_side *p, struct dtl_shared *shared,
                        const struct dtl_addr *service, uint32_t slots, char *err, size_t err_len);

/* The application that passes what clients say to the service. */
struct dtl_app dtl_plain_side_app(struct dtl_plain_side *p);

/* What the service answers is sent on the association. Returns 0, DTL_ERR_NOMEM, or DTL_ERR_IO and
 * errno. */
int dtl_plain_side_open(struct dtl_plain_side *p, dtl_assoc assoc);

void dtl_plain_side_send(struct dtl_plain_side *p, dtl_assoc assoc, const uint8_t *data,
                         size_t len);

/* Closes the socket of an association, if it has one. */
void dtl_plain_side_drop(struct dtl_plain_side *p, dtl_assoc assoc);

/* Closes all sockets. The loop must run once more before `p` goes. */
void dtl_plain_side_close(struct dtl_plain_side *p);

#endif
