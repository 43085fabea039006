/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/timers.h"

#include <stdlib.h>

#include "driver/error.h"

int dtl_timers_init(struct dtl_timers *t, uint32_t capacity)
{
    t->n = 0;
    t->heap = calloc(capacity, sizeof t->heap[0]);
    return t->heap ? 0 : DTL_ERR_NOMEM;
}

void dtl_timers_free(struct dtl_timers *t)
{
    free(t->heap);
}

static void place(struct dtl_timers *t, struct dtl_timer *timer, uint32_t index)
{
    t->heap[index] = timer;
    timer->index = index;
}

static void sift_up(struct dtl_timers *t, struct dtl_timer *timer)
{
    uint32_t i = timer->index;
    while (i > 0 && t->heap[(i - 1) / 2]->at > timer->at) {
        place(t, t->heap[(i - 1) / 2], i);
        i = (i - 1) / 2;
    }
    place(t, timer, i);
}

static void sift_down(struct dtl_timers *t, struct dtl_timer *timer)
{
    uint32_t i = timer->index;
    for (;;) {
        uint32_t child = 2 * i + 1;
        if (child + 1 < t->n && t->heap[child + 1]->at < t->heap[child]->at)
            child++;
        if (child >= t->n || t->heap[child]->at >= timer->at)
            break;
        place(t, t->heap[child], i);
        i = child;
    }
    place(t, timer, i);
}

static void take_out(struct dtl_timers *t, const struct dtl_timer *timer)
{
    struct dtl_timer *last = t->heap[--t->n];
    if (last == timer)
        return;
    place(t, last, timer->index);
    sift_up(t, last);
    sift_down(t, last);
}

void dtl_timers_set(struct dtl_timers *t, struct dtl_timer *timer, uint64_t at)
{
    if (timer->at != DTL_NEVER)
        take_out(t, timer);
    timer->at = at;
    if (at == DTL_NEVER)
        return;
    timer->index = t->n;
    t->heap[t->n++] = timer;
    sift_up(t, timer);
}
