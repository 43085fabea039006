/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "host/dtls/internal.h"

#define CONTROL_TRIES    5
#define CONTROL_RETRY_MS 100 /* doubled at each try */

/* --- into the engine --- */

static void put_op(struct dtl_endpoint *ep, struct dtl_job *job)
{
    job->node.kind = DTL_OUT_OP;
    dtl_queue_put(&ep->todo, &job->node);
}

void dtl_put_control(struct dtl_endpoint *ep, struct dtl_association *a, enum dtl_op_kind kind)
{
    a->control.assoc = a;
    a->control.op = (struct dtl_op){.kind = (uint8_t)kind, .session = a->session};
    if (kind == DTL_OP_INSTALL)
        a->control.op.params = a->hs ? &a->hs->params : &a->retained->params;
    a->control_tries = 0;
    a->inside++;
    put_op(ep, &a->control);
}

void dtl_retry_control(struct dtl_endpoint *ep, struct dtl_association *a)
{
    a->control_retry_ms = DTL_NEVER;
    put_op(ep, &a->control);
}

int dtl_put_seal(struct dtl_endpoint *ep, struct dtl_association *a, uint8_t type,
                 const uint8_t *payload, size_t len, struct dtl_flight *flight)
{
    size_t prefix = flight ? flight->plain_len : 0;
    size_t out_cap = len + DTL_RECORD_OVERHEAD((size_t)a->suite->tag_len);
    /* The goodbye of an association has a place of its own. */
    bool room = a->phase == DTL_PHASE_CLOSING || ep->jobs.n < ep->config.records_max;
    struct dtl_job *job = room && a->session ? dtl_job_new(&ep->jobs, len, prefix + out_cap) : NULL;
    if (!job)
        return DTL_ERR_FULL;
    if (a->retained)
        a->retained->seals++;
    memcpy(job->in, payload, len);
    if (flight)
        dtl_flight_put_plain(flight, job->out);
    job->assoc = a;
    job->path = &a->path;
    job->prefix = prefix;
    job->op = (struct dtl_op){.kind = DTL_OP_SEAL,
                              .type = type,
                              .session = a->session,
                              .in = job->in,
                              .in_len = len,
                              .out = job->out + prefix,
                              .out_cap = out_cap};
    a->inside++;
    put_op(ep, job);
    return 0;
}

/* What peers send must leave places for flights, alerts and data of our own. */
static bool opens_leave_room(const struct dtl_endpoint *ep)
{
    return ep->jobs.n < ep->config.records_max - ep->config.records_max / 4;
}

/* Opens that one association may have inside the engine, so that a flood on its path costs no
 * other: a quarter of what the engine takes, but enough for a burst of the smallest. */
static uint32_t opens_share(const struct dtl_endpoint *ep)
{
    return ep->limits.in_flight < 128 ? 32 : ep->limits.in_flight / 4;
}

void dtl_put_open(struct dtl_endpoint *ep, struct dtl_association *a, const uint8_t *record,
                  size_t len)
{
    size_t overhead = DTL_RECORD_OVERHEAD((size_t)a->suite->tag_len);
    if (len < overhead || len - overhead > ep->limits.payload_max) {
        dtl_count(ep, len < overhead ? DTL_COUNT_drop_length : DTL_COUNT_drop_too_long);
        return;
    }
    if (a->opens >= opens_share(ep) || !a->session) {
        dtl_count(ep, a->session ? DTL_COUNT_drop_share : DTL_COUNT_drop_moved);
        return;
    }
    struct dtl_job *job = opens_leave_room(ep) ? dtl_job_new(&ep->jobs, len, len - overhead) : NULL;
    if (!job) {
        dtl_count(ep, DTL_COUNT_drop_records_full);
        return;
    }
    memcpy(job->in, record, len);
    job->assoc = a;
    job->op = (struct dtl_op){.kind = DTL_OP_OPEN,
                              .session = a->session,
                              .in = job->in,
                              .in_len = len,
                              .out = job->out,
                              .out_cap = len - overhead};
    a->opens++;
    a->inside++;
    put_op(ep, job);
}

/* `path` is copied: the listener's peer has no association that would keep it. */
static void put_datagram(struct dtl_endpoint *ep, const struct dtl_path *path, const uint8_t *data,
                         size_t len)
{
    bool room = ep->jobs.n < ep->config.records_max;
    struct dtl_job *job = room ? dtl_job_new(&ep->jobs, sizeof *path, len) : NULL;
    if (!job) {
        dtl_count(ep, DTL_COUNT_drop_records_full);
        return;
    }
    memcpy(job->in, path, sizeof *path);
    job->path = (const struct dtl_path *)job->in;
    memcpy(job->out, data, len);
    job->len = len;
    job->node.kind = DTL_OUT_DATAGRAM;
    dtl_queue_put(&ep->todo, &job->node);
}

void dtl_put_datagram(void *ctx, const struct dtl_handshake *hs, const uint8_t *data, size_t len)
{
    put_datagram(ctx, &hs->path, data, len);
}

void dtl_put_plain(struct dtl_endpoint *ep, struct dtl_association *a, struct dtl_flight *flight)
{
    uint8_t records[DTL_CAPTURE_MAX];
    dtl_flight_put_plain(flight, records);
    for (size_t pos = 0, n; pos < flight->plain_len; pos += n) {
        n = dtl_records_within(records + pos, flight->plain_len - pos, ep->config.mtu);
        put_datagram(ep, &a->path, records + pos, n);
    }
}

/* --- out of the engine --- */

static void count_failure(struct dtl_endpoint *ep, enum dtl_result r)
{
    switch (r) {
    case DTL_R_AUTH:
        dtl_count(ep, DTL_COUNT_drop_auth);
        break;
    case DTL_R_REPLAY_DUP:
        dtl_count(ep, DTL_COUNT_drop_replay_dup);
        break;
    case DTL_R_REPLAY_OLD:
        dtl_count(ep, DTL_COUNT_drop_replay_old);
        break;
    default:
        dtl_count(ep, DTL_COUNT_drop_engine);
    }
}

/* Most failures cost one record; some mean that the session is over. */
static void record_failed(struct dtl_endpoint *ep, struct dtl_association *a, enum dtl_result r)
{
    count_failure(ep, r);
    switch (r) {
    case DTL_R_EXPIRED:
    case DTL_R_SEQ_OVERFLOW:
    case DTL_R_BAD_MAC_LIMIT:
        dtl_close(ep, a, DTL_CLOSE_LIMIT, r);
        break;
    case DTL_R_UNKNOWN_SESSION:
    case DTL_R_DEVICE_LOST:
        dtl_session_lost(ep, a, r);
        break;
    default:
        break;
    }
}

static void sealed(struct dtl_endpoint *ep, struct dtl_association *a, struct dtl_job *job)
{
    if (job->op.result == DTL_R_OK) {
        job->len = job->prefix + job->op.out_len;
        job->node.kind = DTL_OUT_DATAGRAM;
        dtl_queue_put(&ep->todo, &job->node);
        /* Not only at the hard limit: the goodbye must still be sealed. */
        if (a->phase == DTL_PHASE_ESTABLISHED && job->op.seq >= a->soft_at)
            dtl_close(ep, a, DTL_CLOSE_LIMIT, DTL_R_EXPIRED);
        return;
    }
    record_failed(ep, a, job->op.result);
    dtl_job_free(&ep->jobs, job);
}

/* What the old session cannot open may be the new handshake's. */
static void offer(struct dtl_endpoint *ep, struct dtl_association *pending, const uint8_t *record,
                  size_t len)
{
    if (pending->phase == DTL_PHASE_ESTABLISHED)
        dtl_put_open(ep, pending, record, len);
    else if (pending->phase < DTL_PHASE_ESTABLISHED)
        dtl_handshake_early(ep, pending, record, len, 0);
}

static void opened(struct dtl_endpoint *ep, struct dtl_association *a, struct dtl_job *job)
{
    if (job->op.result == DTL_R_OK) {
        job->len = job->op.out_len;
        if (a->retained)
            dtl_retained_opened(a->retained, job->op.seq);
        dtl_content(ep, a, job);
        return;
    }
    if (job->op.result == DTL_R_AUTH && a->pending)
        offer(ep, a->pending, job->in, job->op.in_len);
    else
        record_failed(ep, a, job->op.result);
    dtl_job_free(&ep->jobs, job);
}

static bool retry_later(struct dtl_endpoint *ep, struct dtl_association *a, const struct dtl_op *op)
{
    bool wanted = op->kind == DTL_OP_REMOVE || a->phase < DTL_PHASE_CLOSING;
    bool helps =
        op->result == DTL_R_NO_SLOT || op->result == DTL_R_BUSY || op->result == DTL_R_LOST;
    if (!wanted || !helps || a->control_tries == CONTROL_TRIES)
        return false;
    a->control_retry_ms = ep->now_ms + ((uint64_t)CONTROL_RETRY_MS << a->control_tries++);
    dtl_count(ep, DTL_COUNT_control_retries);
    dtl_arm(ep, a);
    return true;
}

static void install_done(struct dtl_endpoint *ep, struct dtl_association *a,
                         const struct dtl_op *op)
{
    bool ok = op->result == DTL_R_OK;
    a->session = ok ? op->session : 0;
    if (a->phase == DTL_PHASE_CLOSING)
        dtl_close_session(ep, a);
    else if (ok && a->hs)
        dtl_handover_installed(ep, a);
    else if (!ok)
        dtl_close(ep, a, DTL_CLOSE_ENGINE, op->result);
    dtl_handshake_end(ep, a);
}

void dtl_completed(struct dtl_endpoint *ep, struct dtl_op *op)
{
    struct dtl_job *job = DTL_CONTAINER(op, struct dtl_job, op);
    struct dtl_association *a = job->assoc;
    bool control = op->kind == DTL_OP_INSTALL || op->kind == DTL_OP_REMOVE;

    if (control && retry_later(ep, a, op))
        return;
    a->inside--;
    if (op->kind == DTL_OP_SEAL)
        sealed(ep, a, job);
    else if (op->kind == DTL_OP_OPEN) {
        a->opens--;
        opened(ep, a, job);
    } else if (op->kind == DTL_OP_INSTALL)
        install_done(ep, a, op);
    else if (op->result != DTL_R_OK && op->result != DTL_R_DEVICE_LOST)
        dtl_count(ep, DTL_COUNT_removes_failed);
    dtl_close_when_done(ep, a);
}
