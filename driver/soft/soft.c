/* SPDX-License-Identifier: Apache-2.0 */
#include "driver/soft/soft.h"

#include <stdio.h>
#include <stdlib.h>

#include "driver/ready.h"
#include "driver/slots.h"
#include "driver/soft/session.h"
#include "driver/tally.h"

#define SESSIONS    16384
#define BURST_MAX   128
#define IN_FLIGHT   1024
#define PAYLOAD_MAX 16384 /* RFC 5246 section 6.2.1 */

struct soft {
    struct dtl_engine engine;
    struct dtl_slots slots; /* of struct dtl_soft_session */
    struct dtl_ready ready;
    struct dtl_tally tally;
};

static void soft_close(struct dtl_engine *e)
{
    struct soft *soft = (struct soft *)e;
    struct dtl_soft_session *s;
    uint32_t cursor = 0;
    while ((s = dtl_slots_take_next(&soft->slots, &cursor)))
        dtl_soft_session_free(s);
    dtl_slots_free(&soft->slots);
    dtl_ready_free(&soft->ready);
    free(soft);
}

static int soft_open(struct dtl_engine **e, const char *args, uint64_t now_ms, char *err,
                     size_t err_len)
{
    (void)now_ms;
    if (*args) {
        snprintf(err, err_len, "engine 'soft' has no options, but got '%s'", args);
        return DTL_ERR_ARG;
    }
    struct soft *soft = calloc(1, sizeof *soft);
    if (!soft) {
        snprintf(err, err_len, "out of memory");
        return DTL_ERR_NOMEM;
    }
    soft->engine.kind = &dtl_engine_soft;
    soft->engine.limits = (struct dtl_engine_limits){
        .sessions = SESSIONS,
        .burst_max = BURST_MAX,
        .in_flight = IN_FLIGHT,
        .payload_max = PAYLOAD_MAX,
        .window_max = DTL_WINDOW_MAX,
        .lanes = 1,
    };
    dtl_slots_init(&soft->slots, SESSIONS);
    int ret = dtl_ready_init(&soft->ready, IN_FLIGHT);
    if (ret) {
        snprintf(err, err_len, "engine 'soft': no memory or no descriptor left");
        soft_close(&soft->engine);
        return ret;
    }
    *e = &soft->engine;
    return 0;
}

static enum dtl_result install(struct soft *soft, struct dtl_op *op)
{
    op->session = 0;
    enum dtl_result r = dtl_session_params_check(op->params, &soft->engine.limits);
    if (r != DTL_R_OK)
        return r;
    struct dtl_soft_session *s;
    if (dtl_soft_session_init(&s, op->params))
        return DTL_R_BUSY;
    int err = dtl_slots_add(&soft->slots, s, &op->session);
    if (!err)
        return DTL_R_OK;
    dtl_soft_session_free(s);
    return err == DTL_ERR_FULL ? DTL_R_NO_SLOT : DTL_R_BUSY;
}

/* Removing what is not there is no error: the request may be a repeated one. */
static enum dtl_result remove_session(struct soft *soft, dtl_session name)
{
    struct dtl_soft_session *s = dtl_slots_find(&soft->slots, name);
    if (s) {
        dtl_slots_remove(&soft->slots, name);
        dtl_soft_session_free(s);
    }
    return DTL_R_OK;
}

static enum dtl_result query(struct soft *soft, struct dtl_op *op)
{
    const struct dtl_soft_session *s = dtl_slots_find(&soft->slots, op->session);
    if (!s)
        return DTL_R_UNKNOWN_SESSION;
    dtl_soft_query(s, op->state);
    return DTL_R_OK;
}

static uint8_t run_record(struct soft *soft, struct dtl_op *op, uint64_t now_ms)
{
    struct dtl_soft_session *s = dtl_slots_find(&soft->slots, op->session);
    uint8_t events = op->kind == DTL_OP_SEAL ? dtl_soft_seal(s, op, PAYLOAD_MAX)
                                             : dtl_soft_open(s, op, PAYLOAD_MAX);
    if (op->result == DTL_R_OK)
        s->last_activity_ms = now_ms;
    return events;
}

static uint8_t run(struct soft *soft, struct dtl_op *op, uint64_t now_ms)
{
    op->out_len = 0;
    op->seq = 0;
    op->result = DTL_R_REFUSED;
    if (!dtl_op_wellformed(op))
        return 0;
    switch (op->kind) {
    case DTL_OP_INSTALL:
        op->result = (uint8_t)install(soft, op);
        return 0;
    case DTL_OP_REMOVE:
        op->result = (uint8_t)remove_session(soft, op->session);
        return 0;
    case DTL_OP_QUERY:
        op->result = (uint8_t)query(soft, op);
        return 0;
    default:
        return run_record(soft, op, now_ms);
    }
}

static unsigned soft_enqueue(struct dtl_engine *e, struct dtl_op *const *ops, unsigned n,
                             uint64_t now_ms)
{
    struct soft *soft = (struct soft *)e;
    unsigned taken = 0;
    for (; taken < n && soft->ready.count < IN_FLIGHT; taken++) {
        struct dtl_op *op = ops[taken];
        uint8_t events = run(soft, op, now_ms);
        dtl_tally_op(&soft->tally, op);
        dtl_ready_push(&soft->ready, op, events);
    }
    dtl_ready_signal(&soft->ready, soft->ready.count > 0);
    return taken;
}

static unsigned soft_dequeue(struct dtl_engine *e, struct dtl_item *items, unsigned n,
                             uint64_t now_ms)
{
    (void)now_ms;
    struct soft *soft = (struct soft *)e;
    unsigned filled = dtl_ready_pop(&soft->ready, items, n);
    dtl_ready_signal(&soft->ready, soft->ready.count > 0);
    return filled;
}

static int soft_fd(const struct dtl_engine *e)
{
    return dtl_ready_fd(&((struct soft *)e)->ready);
}

static uint64_t soft_deadline(const struct dtl_engine *e)
{
    (void)e;
    return UINT64_MAX;
}

static unsigned soft_counters(struct dtl_engine *e, struct dtl_counter *counters, unsigned n)
{
    const struct soft *soft = (const struct soft *)e;
    dtl_tally_counters(&soft->tally, counters, n);
    if (n > DTL_TALLY_COUNTERS)
        counters[DTL_TALLY_COUNTERS] = (struct dtl_counter){"sessions", soft->slots.live};
    return DTL_TALLY_COUNTERS + 1;
}

const struct dtl_engine_kind dtl_engine_soft = {
    .scheme = "soft",
    .help = "soft  AES-CCM in software (mbedTLS)",
    .open = soft_open,
    .enqueue = soft_enqueue,
    .dequeue = soft_dequeue,
    .fd = soft_fd,
    .deadline = soft_deadline,
    .counters = soft_counters,
    .close = soft_close,
};
