/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The record engine and the operations that wait for it. Operations are collected during one turn
 * of the loop, whichever association they belong to, and enqueued together; what the engine does
 * not take waits here, in order.
 */
#ifndef DTL_ENGINE_SIDE_H
#define DTL_ENGINE_SIDE_H

#include "host/loop/shared.h"

struct dtl_engine_side {
    struct dtl_shared *shared;
    struct dtl_engine *engine;
    struct dtl_op **waiting; /* a ring */
    uint32_t first, n, room;
    uint32_t inside; /* operations that the engine has */
    uv_poll_t *poll; /* NULL: not yet */
    bool movable;    /* the endpoint may go on in another engine */
    bool lost;       /* the engine has lost its sessions */
};

/* Opens the engine. Returns what dtl_engine_open returns, with a sentence in `err`. */
int dtl_engine_side_init(struct dtl_engine_side *s, struct dtl_shared *shared, const char *uri,
                         char *err, size_t err_len);

/* Makes room for `room` waiting operations and waits for the engine's descriptor. Returns 0,
 * DTL_ERR_NOMEM or DTL_ERR_IO. */
int dtl_engine_side_start(struct dtl_engine_side *s, uint32_t room);

/* Whether one more operation can wait. */
bool dtl_engine_side_room(const struct dtl_engine_side *s);

/* Takes an operation. There must be room. */
void dtl_engine_side_put(struct dtl_engine_side *s, struct dtl_op *op);

/* Enqueues what waits, as far as the engine takes it. */
void dtl_engine_side_enqueue(struct dtl_engine_side *s);

/* Gives what comes back to the endpoint. Returns how many items came. If the sessions are lost,
 * `lost` is set, and if `movable`, the endpoint is told nothing from there on. */
unsigned dtl_engine_side_dequeue(struct dtl_engine_side *s);

/* Opens another engine in place of this one, and forgets every operation. If it does not open,
 * returns what dtl_engine_open returns, with a sentence in `err`, and the engine stays. */
int dtl_engine_side_replace(struct dtl_engine_side *s, const char *uri, char *err, size_t err_len);

/* Nothing waits and nothing is inside. */
bool dtl_engine_side_idle(const struct dtl_engine_side *s);

/* Closes the engine. The loop must run once more before `s` goes. */
void dtl_engine_side_close(struct dtl_engine_side *s);

#endif
