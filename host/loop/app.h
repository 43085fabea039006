/* SPDX-License-Identifier: Apache-2.0 */
/* What a loop is for: it is told of associations and given what they say. */
#ifndef DTL_APP_H
#define DTL_APP_H

#include "host/dtls/endpoint.h"

/* A member that is NULL stands for an application that does not care. */
struct dtl_app {
    void *ctx; /* the first argument of each */

    /* Whether it can take one more record. If not, records wait until it can. */
    bool (*room)(void *ctx);

    /* Returns 0 if it takes the association on. Else that is closed, and `err` said in the log. */
    int (*established)(void *ctx, const struct dtl_out *out, char *err, size_t err_len);

    void (*data)(void *ctx, dtl_assoc assoc, const uint8_t *data, size_t len);
    void (*closed)(void *ctx, const struct dtl_out *out);

    /* Some time in each turn of the loop, and whenever the core may have got room: time to send. */
    void (*turn)(void *ctx);
};

#endif
