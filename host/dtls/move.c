/* SPDX-License-Identifier: Apache-2.0 */
/* Going on in another engine: dtl_endpoint_move. */
#include "host/dtls/internal.h"

/* What is done, and only has to be sent or told, stays. */
static void drop_waiting_ops(struct dtl_endpoint *ep)
{
    struct dtl_queue before = ep->todo;
    struct dtl_node *n;
    ep->todo = (struct dtl_queue){0};
    while ((n = dtl_queue_take(&before)))
        if (n->kind != DTL_OUT_OP)
            dtl_queue_put(&ep->todo, n);
}

/* Records that wait or were inside are lost, as datagrams may be. */
static void drop_records(struct dtl_endpoint *ep)
{
    struct dtl_job *next;
    for (struct dtl_job *job = ep->jobs.first; job; job = next) {
        next = job->next;
        if (job->node.kind == DTL_OUT_OP) {
            dtl_job_free(&ep->jobs, job);
            dtl_count(ep, DTL_COUNT_drop_moved);
        }
    }
}

/* No number of this session was used: the core seals nothing before its install is answered. */
static void install_anew(struct dtl_endpoint *ep, struct dtl_association *a)
{
    struct dtl_session_params *p = &a->hs->params;
    p->window_size = (uint16_t)dtl_least(p->window_size, ep->limits.window_max);
    dtl_put_control(ep, a, DTL_OP_INSTALL);
}

static void go_on(struct dtl_endpoint *ep, struct dtl_association *a)
{
    struct dtl_session_params *p = &a->retained->params;
    p->window_size = (uint16_t)dtl_least(p->window_size, ep->limits.window_max);
    dtl_retained_renew(a->retained, ep->config.soft_limit, ep->config.hard_limit);
    a->soft_at = p->tx.soft_limit;
    dtl_put_control(ep, a, DTL_OP_INSTALL);
    dtl_count(ep, DTL_COUNT_sessions_moved);
}

static void move(struct dtl_endpoint *ep, struct dtl_association *a)
{
    a->inside = a->opens = 0;
    a->session = 0;
    a->control_retry_ms = DTL_NEVER;
    a->payload_max = (uint16_t)dtl_least(a->payload_max, ep->limits.payload_max);
    if (a->phase == DTL_PHASE_INSTALLING)
        install_anew(ep, a);
    else if (a->phase == DTL_PHASE_ESTABLISHED)
        go_on(ep, a);
    dtl_close_when_done(ep, a);
}

int dtl_endpoint_move(struct dtl_endpoint *ep, const struct dtl_engine_limits *limits,
                      uint64_t now_ms)
{
    if (!ep->config.keys_retained)
        return DTL_ERR_STATE;
    if (!limits->payload_max || !limits->window_max)
        return DTL_ERR_ARG;
    ep->now_ms = now_ms;
    ep->limits = *limits;
    drop_waiting_ops(ep);
    drop_records(ep);
    for (uint32_t i = 0; i < ep->table.capacity; i++)
        if (ep->table.slots[i].a)
            move(ep, ep->table.slots[i].a);
    return 0;
}
