/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "host/dtls/explain.h"
#include "host/dtls/internal.h"

/* Frees what the owner has been told about and has acted upon by now. */
static void release(struct dtl_endpoint *ep)
{
    struct dtl_node *n = ep->given;
    struct dtl_association *a;

    ep->given = NULL;
    if (!n)
        return;
    switch (n->kind) {
    case DTL_OUT_DATAGRAM:
    case DTL_OUT_DATA:
        dtl_job_free(&ep->jobs, DTL_CONTAINER(n, struct dtl_job, node));
        break;
    case DTL_OUT_ESTABLISHED:
        a = DTL_CONTAINER(n, struct dtl_association, established);
        dtl_report_free(a->report);
        a->report = NULL;
        break;
    case DTL_OUT_CLOSED:
        dtl_association_free(ep, DTL_CONTAINER(n, struct dtl_association, closed));
        break;
    }
}

static void say_op(struct dtl_out *out, struct dtl_job *job)
{
    out->assoc = job->assoc->id;
    out->path = &job->assoc->path;
    out->op = &job->op;
}

static void say_job(struct dtl_out *out, const struct dtl_job *job)
{
    out->assoc = job->assoc ? job->assoc->id : 0;
    out->path = job->path ? job->path : &job->assoc->path;
    out->data = job->out;
    out->len = job->len;
}

static void say_established(struct dtl_out *out, const struct dtl_association *a)
{
    const struct dtl_report *r = a->report;
    out->assoc = a->id;
    out->path = &a->path;
    out->established.suite = a->suite->name;
    out->established.identity = r->identity;
    out->established.identity_len = r->identity_len;
    out->established.certificate = r->certificate;
    out->established.resumed = r->resumed;
    out->established.saved = r->saved;
    out->established.saved_len = r->saved_len;
    out->established.handover_seq = a->handover_seq;
    out->established.session = a->session;
}

static void say_closed(struct dtl_out *out, const struct dtl_association *a)
{
    out->assoc = a->id;
    out->path = &a->path;
    out->closed.reason = a->close_reason;
    out->closed.detail = a->close_detail;
    out->closed.was_established = a->was_established;
    out->closed.why =
        a->close_reason == DTL_CLOSE_FATAL_ALERT ? dtl_explain_alert(a->close_detail) : a->why;
    if (!a->report)
        return;
    out->closed.identity = a->report->identity;
    out->closed.identity_len = a->report->identity_len;
    out->closed.certificate = a->report->certificate;
}

int dtl_endpoint_next(struct dtl_endpoint *ep, struct dtl_out *out)
{
    release(ep);
    struct dtl_node *n = dtl_queue_take(&ep->todo);
    if (!n)
        return 0;
    *out = (struct dtl_out){.kind = n->kind};
    switch (n->kind) {
    case DTL_OUT_OP:
        say_op(out, DTL_CONTAINER(n, struct dtl_job, node));
        return 1; /* it is the engine's now */
    case DTL_OUT_ESTABLISHED:
        say_established(out, DTL_CONTAINER(n, struct dtl_association, established));
        break;
    case DTL_OUT_CLOSED:
        say_closed(out, DTL_CONTAINER(n, struct dtl_association, closed));
        break;
    default:
        say_job(out, DTL_CONTAINER(n, struct dtl_job, node));
    }
    ep->given = n;
    return 1;
}
