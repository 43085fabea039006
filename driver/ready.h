/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What dequeue hands out: a ring of finished ops, each with the events that come before it, and a
 * descriptor that polls readable while the ring's owner says so.
 */
#ifndef DTL_READY_H
#define DTL_READY_H

#include <stdbool.h>

#include "driver/engine.h"

/* The bit of an event in `events`; those of the link protocol's flags (PROTOCOL.md section 6). */
#define DTL_EVENT_BIT(kind) (1u << ((kind)-1))

struct dtl_ready_entry {
    struct dtl_op *op; /* NULL: an event of the whole engine */
    uint8_t events;    /* not yet handed out */
};

struct dtl_ready {
    struct dtl_ready_entry *entry;
    uint32_t capacity, first, count;
    int fd;
    bool watched;   /* somebody has asked for fd */
    bool readable;  /* what fd should tell */
    bool signalled; /* what it tells */
};

/* Returns 0, DTL_ERR_NOMEM or DTL_ERR_IO. */
int dtl_ready_init(struct dtl_ready *r, uint32_t capacity);
void dtl_ready_free(struct dtl_ready *r); /* safe on a zeroed structure */

/* Ops carry their result already. The owner never pushes more than `capacity`. */
void dtl_ready_push(struct dtl_ready *r, struct dtl_op *op, uint8_t events);

/* Fills at most n items, returns how many. */
unsigned dtl_ready_pop(struct dtl_ready *r, struct dtl_item *items, unsigned n);

/* Makes the descriptor poll readable, or not: a system call if that changes it and somebody has
 * asked for it. */
void dtl_ready_signal(struct dtl_ready *r, bool readable);

/* The descriptor; it tells the truth from now on. */
int dtl_ready_fd(struct dtl_ready *r);

#endif
