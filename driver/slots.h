/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names of an engine's sessions: slot and generation (engine.h, dtl_session). No name is given
 * twice: each use of a slot takes its next generation, and a slot that has used up its generations
 * is retired. Memory grows with the largest number of names held at once.
 */
#ifndef DTL_SLOTS_H
#define DTL_SLOTS_H

#include "driver/engine.h"

struct dtl_slot {
    void *data; /* NULL: free or retired */
    uint16_t generation;
    uint16_t next_free;
};

struct dtl_slots {
    struct dtl_slot *slot;
    uint32_t capacity;  /* names held at once, at most */
    uint32_t allocated; /* entries of `slot` */
    uint32_t used;      /* slots ever taken; they are the first */
    uint32_t live;
    uint32_t retired;
    uint16_t free; /* a list of free slots below `used`; valid if live + retired < used */
};

static inline uint16_t dtl_session_slot(dtl_session s)
{
    return (uint16_t)s;
}

static inline uint16_t dtl_session_generation(dtl_session s)
{
    return (uint16_t)(s >> 16);
}

/* `capacity` is 1 to 65535. Allocates nothing. */
void dtl_slots_init(struct dtl_slots *t, uint16_t capacity);
void dtl_slots_free(struct dtl_slots *t); /* not what `data` points to */

/* Names `data`, which must not be NULL. Returns 0, DTL_ERR_FULL or DTL_ERR_NOMEM. */
int dtl_slots_add(struct dtl_slots *t, void *data, dtl_session *name);

/* What the name stands for, NULL if it was never given or is gone. */
void *dtl_slots_find(const struct dtl_slots *t, dtl_session name);

/* Forgets a name that dtl_slots_find finds. */
void dtl_slots_remove(struct dtl_slots *t, dtl_session name);

/* Forgets the first name at or after slot *cursor and moves the cursor past it, for tearing down.
 * Returns its data, or NULL when there is none left. */
void *dtl_slots_take_next(struct dtl_slots *t, uint32_t *cursor);

#endif
