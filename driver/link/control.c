/* SPDX-License-Identifier: Apache-2.0 */
#include <mbedtls/platform_util.h>
#include <stdlib.h>
#include <string.h>

#include "driver/link/internal.h"

/* --- the queue -------------------------------------------------------------------------------- */

static enum dtl_result prepare_install(struct link *l, struct link_control *c)
{
    c->op->session = 0;
    enum dtl_result r = dtl_session_params_check(c->op->params, &l->engine.limits);
    if (r != DTL_R_OK)
        return r;
    c->session = calloc(1, sizeof *c->session);
    if (!c->session)
        return DTL_R_BUSY;
    c->session->tag_len = c->op->params->tag_len;
    c->session->rx_epoch = c->op->params->rx.epoch;
    dtl_install_put(c->payload, c->op->params);
    return DTL_R_OK;
}

static enum dtl_result prepare(struct link *l, struct link_control *c)
{
    if (!dtl_op_wellformed(c->op))
        return DTL_R_REFUSED;
    if (l->state != LINK_READY)
        return DTL_R_DEVICE_LOST;
    if (c->op->kind == DTL_OP_INSTALL)
        return prepare_install(l, c);
    struct link_session *s = dtl_slots_find(&l->slots, c->op->session);
    if (c->op->kind == DTL_OP_REMOVE && s)
        s->removing = true; /* records from here on find no session */
    return DTL_R_OK;
}

void link_control_accept(struct link *l, struct dtl_op *op)
{
    struct link_control *c =
        &l->control[(l->control_first + l->control_count) % IN_FLIGHT]; /* zeroed */
    c->op = op;
    enum dtl_result result = prepare(l, c);
    if (result == DTL_R_OK) {
        l->control_count++;
        return;
    }
    c->op = NULL;
    op->result = (uint8_t)result;
    link_complete(l, op, 0);
}

static void leave_queue(struct link *l, struct link_control *c)
{
    free(c->session);
    mbedtls_platform_zeroize(c, sizeof *c);
    l->control_first = (l->control_first + 1) % IN_FLIGHT;
    l->control_count--;
}

static void complete(struct link *l, struct link_control *c, enum dtl_result result)
{
    c->op->result = (uint8_t)result;
    link_complete(l, c->op, 0);
    leave_queue(l, c);
}

/* --- the outstanding request ------------------------------------------------------------------ */

static void ask(struct link *l, const struct dtl_request *r, const uint8_t *payload,
                struct dtl_op *op)
{
    struct link_request *q = &l->request;
    struct dtl_request tagged = *r;
    tagged.tag = q->tag = l->next_tag++;
    dtl_request_put(q->body, &tagged);
    if (payload)
        memcpy(q->body + DTL_FRAME_HEADER_LEN, payload, r->length);
    q->len = DTL_FRAME_HEADER_LEN + r->length;
    q->op = op;
    q->tries = 1;
    q->deadline = l->now_ms + CONTROL_MS;
    q->unsent = true;
}

void link_control_ask(struct link *l, const struct dtl_request *r)
{
    ask(l, r, NULL, NULL);
}

static void forget_request(struct link *l)
{
    mbedtls_platform_zeroize(&l->request, sizeof l->request);
}

static void transmit(struct link *l)
{
    struct link_request *q = &l->request;
    link_tx_frame(l, q->body, q->len);
    q->unsent = false;
}

static void ask_install(struct link *l, struct link_control *c)
{
    struct dtl_op *op = c->op;
    int err = dtl_slots_add(&l->slots, c->session, &op->session);
    if (err) {
        complete(l, c, err == DTL_ERR_FULL ? DTL_R_NO_SLOT : DTL_R_BUSY);
        return;
    }
    c->session = NULL; /* the table has it */
    struct dtl_request r = {.opcode = DTL_LINK_INSTALL,
                            .session = op->session,
                            .length = DTL_INSTALL_LEN,
                            .value = l->boot};
    ask(l, &r, c->payload, op);
    leave_queue(l, c);
}

/* Asks the device about a session, or answers itself if there is none. */
static void ask_about(struct link *l, struct link_control *c)
{
    struct dtl_op *op = c->op;
    const struct link_session *s = dtl_slots_find(&l->slots, op->session);
    bool remove = op->kind == DTL_OP_REMOVE;
    if (!s) {
        complete(l, c, remove ? DTL_R_OK : DTL_R_UNKNOWN_SESSION);
        return;
    }
    if (remove && s->records)
        return; /* its turn comes when they have ended */
    ask(l,
        &(struct dtl_request){.opcode = remove ? DTL_LINK_REMOVE : DTL_LINK_QUERY,
                              .session = op->session},
        NULL, op);
    leave_queue(l, c);
}

static void next_request(struct link *l)
{
    if (l->state == LINK_IDENTIFY)
        link_identify_send(l);
    else if (l->probe)
        link_control_ask(l, &(struct dtl_request){.opcode = DTL_LINK_READ});
    else
        link_counters_send(l);

    while (!l->request.len && l->control_count) {
        uint32_t waiting = l->control_count;
        struct link_control *c = &l->control[l->control_first];
        if (c->op->kind == DTL_OP_INSTALL)
            ask_install(l, c);
        else
            ask_about(l, c);
        if (l->control_count == waiting)
            return;
    }
}

void link_control_send(struct link *l)
{
    if (!l->request.len)
        next_request(l);
    if (l->request.len && l->request.unsent && link_tx_room(l))
        transmit(l);
}

/* --- answers ---------------------------------------------------------------------------------- */

static void end_session(struct link *l, dtl_session name)
{
    free(dtl_slots_find(&l->slots, name));
    dtl_slots_remove(&l->slots, name);
}

static enum dtl_result accept_answer(struct link *l, struct dtl_op *op,
                                     const struct dtl_response *a)
{
    enum dtl_result result = (enum dtl_result)a->result;
    switch (op->kind) {
    case DTL_OP_INSTALL:
        if (result == DTL_R_OK)
            return result;
        end_session(l, op->session);
        op->session = 0;
        return result == DTL_R_NO_SLOT ? DTL_R_NO_SLOT : DTL_R_REFUSED;
    case DTL_OP_REMOVE:
        end_session(l, op->session);
        return DTL_R_OK;
    default:
        if (result != DTL_R_OK || a->length != DTL_QUERY_LEN)
            return DTL_R_UNKNOWN_SESSION;
        const struct link_session *s = dtl_slots_find(&l->slots, op->session);
        dtl_query_get(op->state, a->payload);
        op->state->last_activity_ms = s->last_activity_ms;
        return result;
    }
}

static void answer_own(struct link *l, const struct dtl_response *a)
{
    forget_request(l);
    if (l->state == LINK_CLOSING) {
        l->state = LINK_OVER;
    } else if (l->state == LINK_IDENTIFY) {
        link_identify_answer(l, a);
    } else if (l->probe) {
        l->probe = false;
        link_records_forgive(l);
    } else {
        link_counters_answer(l, (uint32_t)a->seq);
    }
}

void link_control_answer(struct link *l, const struct dtl_response *a)
{
    const struct link_request *q = &l->request;
    if (!q->len || a->tag != q->tag || a->opcode != q->body[0]) {
        l->strays++;
        return;
    }
    if (l->state == LINK_READY && !link_boot_ok(l, a->boot))
        return;
    struct dtl_op *op = q->op;
    if (!op) {
        answer_own(l, a);
        return;
    }
    forget_request(l);
    op->result = (uint8_t)accept_answer(l, op, a);
    link_complete(l, op, 0);
}

/* --- when no answer comes -----------------------------------------------------------------------
 */

void link_control_expire(struct link *l)
{
    struct link_request *q = &l->request;
    if (!q->len || q->deadline > l->now_ms)
        return;
    if (q->tries == TRIES) {
        link_lose(l, l->now_ms + REATTACH_MS);
        return;
    }
    l->retries++;
    q->deadline = l->now_ms + ((uint64_t)CONTROL_MS << q->tries++);
    q->unsent = true;
}

void link_control_fail(struct link *l)
{
    struct dtl_op *op = l->request.op;
    forget_request(l);
    l->probe = false;
    if (op) {
        op->result = DTL_R_DEVICE_LOST;
        if (op->kind == DTL_OP_INSTALL)
            op->session = 0;
        link_complete(l, op, 0);
    }
    while (l->control_count)
        complete(l, &l->control[l->control_first], DTL_R_DEVICE_LOST);
}
