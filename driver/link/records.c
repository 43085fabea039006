/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "driver/link/internal.h"
#include "driver/record.h"

static struct link_record *at(struct link_direction *d, uint32_t position)
{
    return &d->ring[position % IN_FLIGHT];
}

bool link_records_room(const struct link_direction *d)
{
    return d->tail - d->first < IN_FLIGHT;
}

uint16_t link_beats(size_t payload_len)
{
    return (uint16_t)(1 + (payload_len + 15) / 16);
}

static void decide(struct link_record *r, enum dtl_result result)
{
    r->op->result = (uint8_t)result;
    r->decided = true;
}

static void give_back(struct link_direction *d, struct link_record *r)
{
    d->used -= r->beats;
    r->beats = 0;
}

/* --- accepting -------------------------------------------------------------------------------- */

static enum dtl_result judge_seal(const struct link *l, const struct dtl_op *op,
                                  const struct link_session *s)
{
    if (!s)
        return op->in_len > l->engine.limits.payload_max ? DTL_R_UNKNOWN_SESSION : DTL_R_OK;
    bool fits = op->in_len <= l->engine.limits.payload_max &&
                op->in_len + DTL_RECORD_OVERHEAD(s->tag_len) <= op->out_cap;
    return fits ? DTL_R_OK : DTL_R_TOO_LONG;
}

/* A record that is too long for the device or for `out` is so only if it has no fault that comes
 * before that one (PROTOCOL.md section 6). It has room for nonce and tag. */
static enum dtl_result judge_open(const struct link *l, struct dtl_op *op,
                                  const struct link_session *s)
{
    const size_t overhead = DTL_RECORD_OVERHEAD(s ? s->tag_len : DTL_TAG_MAX);
    if (op->in_len <= l->engine.limits.payload_max + overhead &&
        (!s || op->in_len <= op->out_cap + overhead))
        return DTL_R_OK;
    struct dtl_record_header h;
    if (dtl_record_get_header(&h, op->in, op->in_len))
        return DTL_R_BAD_RECORD;
    op->seq = h.seq;
    if (op->in_len - DTL_HEADER_LEN != h.length || h.version != DTL_VERSION_1_2 ||
        !dtl_record_type_ok(h.type))
        return DTL_R_BAD_RECORD;
    if (!s)
        return DTL_R_UNKNOWN_SESSION;
    return h.epoch == s->rx_epoch ? DTL_R_TOO_LONG : DTL_R_WRONG_EPOCH;
}

/* What the host has to decide itself, because it depends on its buffers. DTL_R_OK: ask the device.
 */
static enum dtl_result judge(const struct link *l, struct dtl_op *op, const struct link_session *s)
{
    if (!dtl_op_wellformed(op))
        return DTL_R_REFUSED;
    if (l->state != LINK_READY)
        return DTL_R_DEVICE_LOST;
    return op->kind == DTL_OP_SEAL ? judge_seal(l, op, s) : judge_open(l, op, s);
}

void link_records_accept(struct link *l, struct dtl_op *op)
{
    struct link_direction *d = &l->direction[op->kind == DTL_OP_SEAL ? SEALS : OPENS];
    struct link_session *s = dtl_slots_find(&l->slots, op->session);
    struct link_record *r = at(d, d->tail++);
    *r = (struct link_record){.op = op, .session = s && !s->removing ? s : NULL};
    if (r->session)
        s->records++;
    enum dtl_result result = judge(l, op, r->session);
    if (result != DTL_R_OK)
        decide(r, result);
}

/* --- sending ---------------------------------------------------------------------------------- */

static void transmit(struct link *l, struct link_direction *d, struct link_record *r)
{
    const struct dtl_op *op = r->op;
    uint8_t body[DTL_FRAME_BODY_MAX + DTL_FRAME_CRC_LEN];
    bool seal = op->kind == DTL_OP_SEAL;
    dtl_request_put(body, &(struct dtl_request){
                              .opcode = seal ? DTL_LINK_SEAL : DTL_LINK_OPEN,
                              .type = seal ? op->type : 0,
                              .tag = (uint16_t)(d->tag_base + d->next),
                              .session = r->session ? op->session : 0, /* 0: the device has none */
                              .length = (uint16_t)op->in_len,
                          });
    if (op->in_len)
        memcpy(body + DTL_FRAME_HEADER_LEN, op->in, op->in_len);
    link_tx_frame(l, body, DTL_FRAME_HEADER_LEN + op->in_len);
    r->beats = link_beats(op->in_len);
    r->deadline = l->now_ms + RECORD_MS;
    d->used += r->beats;
    d->next++;
}

static void skip_decided(struct link_direction *d)
{
    while (d->next != d->tail && at(d, d->next)->decided)
        d->next++;
}

/* Sends one record if there is one, and room and credit for it. */
static bool send_one(struct link *l, struct link_direction *d)
{
    skip_decided(d);
    if (d->next == d->tail || !link_tx_room(l))
        return false;
    struct link_record *r = at(d, d->next);
    if (link_beats(r->op->in_len) > d->credit - d->used)
        return false;
    transmit(l, d, r);
    return true;
}

static void report(struct link *l, struct link_direction *d)
{
    skip_decided(d);
    while (d->reported != d->next && at(d, d->reported)->decided) {
        struct link_record *r = at(d, d->reported++);
        if (r->session)
            r->session->records--;
        link_complete(l, r->op, r->events);
        r->op = NULL;
    }
    while (d->first != d->reported && !at(d, d->first)->beats)
        d->first++;
}

void link_records_send(struct link *l)
{
    bool more = true;
    while (more) {
        more = send_one(l, &l->direction[l->turn]);
        l->turn ^= 1;
        more |= send_one(l, &l->direction[l->turn]);
    }
    report(l, &l->direction[SEALS]);
    report(l, &l->direction[OPENS]);
}

/* --- answers ---------------------------------------------------------------------------------- */

static bool answer_fits(const struct link_record *r, const struct dtl_response *a)
{
    bool known = a->result <= DTL_R_BUSY || a->result == DTL_R_REFUSED;
    if (a->result != DTL_R_OK)
        return known && !a->length;
    if (!r->session)
        return false;
    size_t overhead = DTL_RECORD_OVERHEAD(r->session->tag_len);
    size_t in_len = r->op->in_len;
    if (r->op->kind == DTL_OP_SEAL)
        return a->length == in_len + overhead;
    return a->length + overhead == in_len;
}

static void accept_answer(struct link *l, struct link_record *r, const struct dtl_response *a)
{
    struct dtl_op *op = r->op;
    if (!answer_fits(r, a)) {
        l->strays++;
        decide(r, DTL_R_LOST);
        return;
    }
    if (a->result == DTL_R_OK) {
        if (a->length)
            memcpy(op->out, a->payload, a->length);
        op->out_len = a->length;
        if (op->kind == DTL_OP_OPEN)
            op->type = a->type;
        r->session->last_activity_ms = l->now_ms;
    }
    op->seq = a->seq;
    r->events = a->flags & 0x0f;
    decide(r, (enum dtl_result)a->result);
}

/* Answers come in the order of the requests, but for those given on arrival: what is before
 * `position` and still unanswered will not be answered any more. */
static void pass_over(struct link_direction *d, uint32_t position, const struct dtl_response *a)
{
    if (a->result == DTL_R_BUSY || a->result == DTL_R_REFUSED)
        return;
    for (uint32_t i = d->first; i != position; i++) {
        struct link_record *r = at(d, i);
        if (r->beats && !r->decided)
            decide(r, DTL_R_LOST);
        give_back(d, r);
    }
}

void link_records_answer(struct link *l, const struct dtl_response *a)
{
    struct link_direction *d = &l->direction[a->opcode == DTL_LINK_SEAL ? SEALS : OPENS];
    uint16_t ahead = (uint16_t)(a->tag - d->tag_base - d->first);
    struct link_record *r = at(d, d->first + ahead);
    if (l->state != LINK_READY || ahead >= d->next - d->first || !r->beats) {
        l->strays++;
        return;
    }
    if (!link_boot_ok(l, a->boot))
        return;
    pass_over(d, d->first + ahead, a);
    give_back(d, r);
    if (r->decided)
        l->late++;
    else
        accept_answer(l, r, a);
    report(l, d);
}

/* --- when no answer comes -----------------------------------------------------------------------
 */

void link_records_expire(struct link *l)
{
    for (unsigned i = 0; i < DIRECTIONS; i++) {
        struct link_direction *d = &l->direction[i];
        for (uint32_t p = d->reported; p != d->next; p++) {
            struct link_record *r = at(d, p);
            if (r->decided || r->deadline > l->now_ms)
                continue;
            decide(r, DTL_R_LOST);
            l->probe = true;
        }
        report(l, d);
    }
}

void link_records_forgive(struct link *l)
{
    for (unsigned i = 0; i < DIRECTIONS; i++) {
        struct link_direction *d = &l->direction[i];
        for (uint32_t p = d->first; p != d->next; p++)
            if (at(d, p)->decided)
                give_back(d, at(d, p));
        report(l, d);
    }
}

void link_records_fail(struct link *l)
{
    for (unsigned i = 0; i < DIRECTIONS; i++) {
        struct link_direction *d = &l->direction[i];
        for (uint32_t p = d->first; p != d->tail; p++) {
            struct link_record *r = at(d, p);
            r->beats = 0;
            if (r->op && !r->decided)
                decide(r, DTL_R_DEVICE_LOST);
        }
        d->used = 0;
        d->next = d->tail;
        report(l, d);
    }
}

uint64_t link_records_deadline(const struct link *l)
{
    uint64_t deadline = UINT64_MAX;
    for (unsigned i = 0; i < DIRECTIONS; i++) {
        const struct link_direction *d = &l->direction[i];
        const struct link_record *r = &d->ring[d->reported % IN_FLIGHT];
        if (d->reported != d->next && r->deadline < deadline)
            deadline = r->deadline;
    }
    return deadline;
}
