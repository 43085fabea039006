/* SPDX-License-Identifier: Apache-2.0 */
/* First in, first out, of what the owner has to do. A node is in at most one queue. */
#ifndef DTL_QUEUE_H
#define DTL_QUEUE_H

#include <stddef.h>
#include <stdint.h>

struct dtl_node {
    struct dtl_node *next;
    uint8_t kind; /* enum dtl_out_kind */
};

struct dtl_queue {
    struct dtl_node *first, *last;
};

static inline void dtl_queue_put(struct dtl_queue *q, struct dtl_node *n)
{
    n->next = NULL;
    if (q->first)
        q->last->next = n;
    else
        q->first = n;
    q->last = n;
}

static inline struct dtl_node *dtl_queue_take(struct dtl_queue *q)
{
    struct dtl_node *n = q->first;
    if (n)
        q->first = n->next;
    return n;
}

/* The structure that a member belongs to. */
#define DTL_CONTAINER(ptr, type, member) ((type *)(void *)((char *)(ptr)-offsetof(type, member)))

#endif
