/* SPDX-License-Identifier: Apache-2.0 */
/* A binary heap of deadlines: O(log n) to change one, O(1) to know the next. */
#ifndef DTL_TIMERS_H
#define DTL_TIMERS_H

#include <stdint.h>

#define DTL_NEVER UINT64_MAX

struct dtl_timer {
    uint64_t at;    /* DTL_NEVER: not in the heap */
    uint32_t index; /* in the heap */
};

struct dtl_timers {
    struct dtl_timer **heap;
    uint32_t n;
};

/* Room for `capacity` timers that run at once. Returns 0 or DTL_ERR_NOMEM. */
int dtl_timers_init(struct dtl_timers *t, uint32_t capacity);
void dtl_timers_free(struct dtl_timers *t);

/* A timer starts out with `at` = DTL_NEVER. Setting DTL_NEVER stops it. */
void dtl_timers_set(struct dtl_timers *t, struct dtl_timer *timer, uint64_t at);

/* The one that is due first, NULL if none runs. */
static inline struct dtl_timer *dtl_timers_first(const struct dtl_timers *t)
{
    return t->n ? t->heap[0] : 0;
}

#endif
