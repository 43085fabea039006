/* SPDX-License-Identifier: Apache-2.0 */
#include "driver/ready.h"

#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

int dtl_ready_init(struct dtl_ready *r, uint32_t capacity)
{
    *r = (struct dtl_ready){.capacity = capacity, .fd = -1};
    r->entry = calloc(capacity, sizeof *r->entry);
    if (!r->entry)
        return DTL_ERR_NOMEM;
    r->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (r->fd < 0) {
        dtl_ready_free(r);
        return DTL_ERR_IO;
    }
    return 0;
}

void dtl_ready_free(struct dtl_ready *r)
{
    if (!r->entry)
        return;
    if (r->fd >= 0)
        close(r->fd);
    free(r->entry);
    r->entry = NULL;
}

void dtl_ready_push(struct dtl_ready *r, struct dtl_op *op, uint8_t events)
{
    uint32_t at = r->first + r->count++;
    if (at >= r->capacity)
        at -= r->capacity;
    r->entry[at] = (struct dtl_ready_entry){.op = op, .events = events};
}

static void pop_event(struct dtl_ready_entry *e, struct dtl_item *item)
{
    uint8_t kind = 1;
    while (!(e->events & DTL_EVENT_BIT(kind)))
        kind++;
    e->events &= (uint8_t)~DTL_EVENT_BIT(kind);
    item->kind = DTL_ITEM_EVENT;
    item->event.kind = kind;
    item->event.session = e->op ? e->op->session : 0;
    item->event.seq = e->op ? e->op->seq : 0;
}

unsigned dtl_ready_pop(struct dtl_ready *r, struct dtl_item *items, unsigned n)
{
    unsigned filled = 0;
    while (filled < n && r->count) {
        struct dtl_ready_entry *e = &r->entry[r->first];
        if (e->events) {
            pop_event(e, &items[filled++]);
            if (e->events || e->op)
                continue;
        } else {
            items[filled].kind = DTL_ITEM_COMPLETION;
            items[filled++].op = e->op;
        }
        if (++r->first == r->capacity)
            r->first = 0;
        r->count--;
    }
    return filled;
}

void dtl_ready_signal(struct dtl_ready *r, bool readable)
{
    r->readable = readable;
    if (!r->watched || readable == r->signalled)
        return;
    /* An eventfd never refuses these: it holds one token or none. */
    if (readable)
        eventfd_write(r->fd, 1);
    else
        eventfd_read(r->fd, &(eventfd_t){0});
    r->signalled = readable;
}

int dtl_ready_fd(struct dtl_ready *r)
{
    r->watched = true;
    dtl_ready_signal(r, r->readable);
    return r->fd;
}
