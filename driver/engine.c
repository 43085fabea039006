/* SPDX-License-Identifier: Apache-2.0 */
#include "driver/engine.h"

#include <stdio.h>
#include <string.h>

#include "driver/record.h"

#define ARGS_MAX 255

static const struct dtl_engine_kind *find_kind(const char *scheme, size_t len)
{
    for (size_t i = 0; dtl_engine_kinds[i]; i++) {
        const char *have = dtl_engine_kinds[i]->scheme;
        if (strlen(have) == len && !memcmp(have, scheme, len))
            return dtl_engine_kinds[i];
    }
    return NULL;
}

static void say_unknown(const char *scheme, size_t len, char *err, size_t err_len)
{
    char have[128] = "";
    size_t at = 0;
    for (size_t i = 0; dtl_engine_kinds[i] && at < sizeof have; i++)
        at += (size_t)snprintf(have + at, sizeof have - at, "%s%s", i ? ", " : "",
                               dtl_engine_kinds[i]->scheme);
    snprintf(err, err_len, "unknown engine '%.*s'; this program has: %s",
             (int)(len < 64 ? len : 64), scheme, have);
}

int dtl_engine_open(struct dtl_engine **e, const char *uri, uint64_t now_ms, char *err,
                    size_t err_len)
{
    *e = NULL;
    size_t scheme_len = strcspn(uri, ":");
    const struct dtl_engine_kind *kind = find_kind(uri, scheme_len);
    if (!kind) {
        say_unknown(uri, scheme_len, err, err_len);
        return DTL_ERR_ARG;
    }
    const char *args = uri[scheme_len] ? uri + scheme_len + 1 : "";
    if (strlen(args) > ARGS_MAX) {
        snprintf(err, err_len, "options of engine '%s' are longer than %d bytes", kind->scheme,
                 ARGS_MAX);
        return DTL_ERR_ARG;
    }
    return kind->open(e, args, now_ms, err, err_len);
}

unsigned dtl_engine_enqueue_burst(struct dtl_engine *e, struct dtl_op *const *ops, unsigned n,
                                  uint64_t now_ms)
{
    if (n > e->limits.burst_max)
        n = e->limits.burst_max;
    return e->kind->enqueue(e, ops, n, now_ms);
}

unsigned dtl_engine_dequeue_burst(struct dtl_engine *e, struct dtl_item *items, unsigned n,
                                  uint64_t now_ms)
{
    return e->kind->dequeue(e, items, n, now_ms);
}

int dtl_engine_fd(const struct dtl_engine *e)
{
    return e->kind->fd(e);
}

uint64_t dtl_engine_deadline(const struct dtl_engine *e)
{
    return e->kind->deadline(e);
}

const struct dtl_engine_limits *dtl_engine_limits(const struct dtl_engine *e)
{
    return &e->limits;
}

unsigned dtl_engine_counters(struct dtl_engine *e, struct dtl_counter *counters, unsigned n)
{
    return e->kind->counters(e, counters, n);
}

void dtl_engine_close(struct dtl_engine *e)
{
    if (e)
        e->kind->close(e);
}

static bool overlap(const struct dtl_op *op)
{
    uintptr_t in = (uintptr_t)op->in, out = (uintptr_t)op->out;
    return in < out + op->out_cap && out < in + op->in_len;
}

static bool record_buffers_ok(const struct dtl_op *op)
{
    return (op->in || !op->in_len) && (op->out || !op->out_cap) && !overlap(op);
}

bool dtl_op_wellformed(const struct dtl_op *op)
{
    switch (op->kind) {
    case DTL_OP_SEAL:
        return dtl_record_type_ok(op->type) && record_buffers_ok(op);
    case DTL_OP_OPEN:
        return record_buffers_ok(op);
    case DTL_OP_INSTALL:
        return op->params;
    case DTL_OP_REMOVE:
        return true;
    case DTL_OP_QUERY:
        return op->state;
    }
    return false;
}

static bool tx_ok(const struct dtl_tx_params *tx)
{
    return tx->next_seq <= DTL_SEQ_MAX && tx->soft_limit <= DTL_SEQ_MAX &&
           tx->hard_limit <= DTL_SEQ_MAX;
}

static bool cids_and_flow_ok(const struct dtl_session_params *p,
                             const struct dtl_engine_limits *limits)
{
    return p->own_cid.len <= limits->cid_max && p->peer_cid.len <= limits->cid_max &&
           (!p->flow || limits->caps & DTL_CAP_INLINE);
}

enum dtl_result dtl_session_params_check(const struct dtl_session_params *p,
                                         const struct dtl_engine_limits *limits)
{
    bool suite_ok = (p->key_len == 16 || p->key_len == 32) && (p->tag_len == 8 || p->tag_len == 16);
    bool rx_ok =
        p->rx.top <= DTL_SEQ_MAX && p->window_size <= limits->window_max && p->bad_mac_limit > 0;
    return suite_ok && tx_ok(&p->tx) && rx_ok && cids_and_flow_ok(p, limits) ? DTL_R_OK
                                                                             : DTL_R_REFUSED;
}
