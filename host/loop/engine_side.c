/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* uv.h */
#include "host/loop/engine_side.h"

#include <stdlib.h>

#define ITEMS 64 /* that one dequeue takes */

int dtl_engine_side_init(struct dtl_engine_side *s, struct dtl_shared *shared, const char *uri,
                         char *err, size_t err_len)
{
    *s = (struct dtl_engine_side){.shared = shared};
    return dtl_engine_open(&s->engine, uri, uv_now(&shared->loop), err, err_len);
}

/* The work is done once in every turn, after all descriptors. Being called wakes the loop. */
static void on_ready(uv_poll_t *poll, int status, int events)
{
    (void)events;
    if (status < 0) /* libuv stops polling on an error of the descriptor */
        uv_poll_start(poll, UV_READABLE, on_ready);
}

static int watch(struct dtl_engine_side *s)
{
    s->poll = malloc(sizeof *s->poll);
    if (!s->poll)
        return DTL_ERR_NOMEM;
    if (uv_poll_init(&s->shared->loop, s->poll, dtl_engine_fd(s->engine))) {
        free(s->poll);
        s->poll = NULL;
        return DTL_ERR_IO;
    }
    return uv_poll_start(s->poll, UV_READABLE, on_ready) ? DTL_ERR_IO : 0;
}

static void on_unwatched(uv_handle_t *poll)
{
    free(poll);
}

/* Before the descriptor is closed. */
static void unwatch(struct dtl_engine_side *s)
{
    if (s->poll)
        uv_close((uv_handle_t *)s->poll, on_unwatched);
    s->poll = NULL;
}

int dtl_engine_side_start(struct dtl_engine_side *s, uint32_t room)
{
    s->waiting = calloc(room, sizeof(struct dtl_op *));
    if (!s->waiting)
        return DTL_ERR_NOMEM;
    s->room = room;
    return watch(s);
}

int dtl_engine_side_replace(struct dtl_engine_side *s, const char *uri, char *err, size_t err_len)
{
    struct dtl_engine *next;
    int ret = dtl_engine_open(&next, uri, uv_now(&s->shared->loop), err, err_len);
    if (ret)
        return ret;
    unwatch(s);
    dtl_engine_close(s->engine);
    s->engine = next;
    s->first = s->n = s->inside = 0;
    ret = watch(s);
    if (ret)
        snprintf(err, err_len, "%s", dtl_strerror(ret));
    return ret;
}

bool dtl_engine_side_room(const struct dtl_engine_side *s)
{
    return s->n < s->room;
}

void dtl_engine_side_put(struct dtl_engine_side *s, struct dtl_op *op)
{
    s->waiting[(s->first + s->n++) % s->room] = op;
}

static void count_burst(struct dtl_counts *counts, unsigned taken, unsigned offered)
{
    counts->engine_bursts += taken > 0;
    counts->engine_ops += taken;
    counts->engine_full += taken < offered;
    if (taken > counts->engine_largest_burst)
        counts->engine_largest_burst = taken;
}

void dtl_engine_side_enqueue(struct dtl_engine_side *s)
{
    const unsigned burst_max = dtl_engine_limits(s->engine)->burst_max;
    while (s->n) {
        unsigned offered = s->n < s->room - s->first ? s->n : s->room - s->first;
        if (offered > burst_max)
            offered = burst_max;
        unsigned taken = dtl_engine_enqueue_burst(s->engine, s->waiting + s->first, offered,
                                                  uv_now(&s->shared->loop));
        count_burst(&s->shared->counts, taken, offered);
        s->first = (s->first + taken) % s->room;
        s->n -= taken;
        s->inside += taken;
        if (taken < offered)
            return;
    }
}

static bool is_loss(const struct dtl_item *item)
{
    return item->kind == DTL_ITEM_EVENT && item->event.kind == DTL_EV_SESSIONS_LOST;
}

unsigned dtl_engine_side_dequeue(struct dtl_engine_side *s)
{
    const uint64_t now_ms = uv_now(&s->shared->loop);
    struct dtl_item items[ITEMS];
    unsigned n = dtl_engine_dequeue_burst(s->engine, items, ITEMS, now_ms);
    for (unsigned i = 0; i < n; i++) {
        s->lost |= is_loss(&items[i]);
        if (s->lost && s->movable)
            break;
        s->inside -= items[i].kind == DTL_ITEM_COMPLETION;
        dtl_endpoint_item(s->shared->endpoint, &items[i], now_ms);
    }
    return n;
}

bool dtl_engine_side_idle(const struct dtl_engine_side *s)
{
    return !s->n && !s->inside;
}

void dtl_engine_side_close(struct dtl_engine_side *s)
{
    unwatch(s);
    dtl_engine_close(s->engine);
    free(s->waiting);
}
