/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "host/dtls/internal.h"

/* A peer that keeps repeating itself must not hold a handshake for ever: mbedTLS alone gives up on
 * silence only, after about twice the longest retransmission. */
#define HANDSHAKE_LIFE 3 /* longest retransmissions */

static void list(struct dtl_endpoint *ep, struct dtl_association *a)
{
    a->older = ep->newest;
    *(ep->newest ? &ep->newest->newer : &ep->oldest) = a;
    ep->newest = a;
}

void dtl_handshake_unlist(struct dtl_endpoint *ep, struct dtl_association *a)
{
    *(a->older ? &a->older->newer : &ep->oldest) = a->newer;
    *(a->newer ? &a->newer->older : &ep->newest) = a->older;
    a->older = a->newer = NULL;
}

struct dtl_association *dtl_association_new(struct dtl_endpoint *ep, struct dtl_association *live,
                                            struct dtl_handshake *hs, const uint8_t *hello_random)
{
    struct dtl_association *a = calloc(1, sizeof *a);
    if (!a)
        return NULL;
    a->phase = DTL_PHASE_HANDSHAKE;
    a->timer.at = DTL_NEVER;
    a->control_retry_ms = DTL_NEVER;
    a->hs = hs;
    a->path = hs->path;
    a->payload_max = (uint16_t)dtl_least(dtl_handshake_payload_max(hs), ep->limits.payload_max);
    if (hello_random)
        memcpy(a->hello_random, hello_random, sizeof a->hello_random);
    hs->started_ms = ep->now_ms;
    dtl_table_add(&ep->table, a);
    a->old = live;
    if (live)
        live->pending = a;
    else
        dtl_table_link(&ep->table, a);
    ep->handshakes++;
    list(ep, a);
    return a;
}

void dtl_handshake_end(struct dtl_endpoint *ep, struct dtl_association *a)
{
    if (!a->hs)
        return;
    dtl_handshake_free(a->hs);
    a->hs = NULL;
    ep->handshakes--;
}

/* The old and the new association of one path no longer know each other. */
static void part(struct dtl_association *a)
{
    if (a->old)
        a->old->pending = NULL;
    if (a->pending)
        a->pending->old = NULL;
    a->old = a->pending = NULL;
}

void dtl_association_free(struct dtl_endpoint *ep, struct dtl_association *a)
{
    part(a);
    if (a->phase == DTL_PHASE_HANDSHAKE)
        dtl_handshake_unlist(ep, a);
    dtl_timers_set(&ep->timers, &a->timer, DTL_NEVER);
    dtl_table_unlink(&ep->table, a);
    dtl_table_remove(&ep->table, a);
    dtl_handshake_end(ep, a);
    dtl_flight_free(a->flight);
    dtl_retained_free(a->retained);
    dtl_report_free(a->report);
    free(a->why);
    free(a);
}

void dtl_replace(struct dtl_endpoint *ep, struct dtl_association *a)
{
    dtl_table_unlink(&ep->table, a->old);
    dtl_table_link(&ep->table, a);
    dtl_close(ep, a->old, DTL_CLOSE_REPLACED, 0);
}

/* A closing association receives nothing more, except that a replaced one still hands what is
 * inside the engine, and cannot be opened there, to the one that took its place. */
static void leave_path(struct dtl_endpoint *ep, struct dtl_association *a)
{
    struct dtl_association *heir = a->close_reason == DTL_CLOSE_REPLACED ? NULL : a->pending;
    dtl_table_unlink(&ep->table, a);
    if (a->old) {
        a->old->pending = NULL;
        a->old = NULL;
    }
    if (heir) {
        part(a);
        dtl_table_link(&ep->table, heir);
    }
}

void dtl_close_session(struct dtl_endpoint *ep, struct dtl_association *a)
{
    if (!a->session)
        return;
    if (a->close_reason != DTL_CLOSE_REPLACED && a->close_reason != DTL_CLOSE_FATAL_ALERT &&
        a->close_reason != DTL_CLOSE_ENGINE)
        dtl_say_goodbye(ep, a);
    dtl_put_control(ep, a, DTL_OP_REMOVE);
}

/* Whether the install is outside the engine, to be put there again; inside, the engine still reads
 * its keys. */
static bool install_waits_for_retry(const struct dtl_association *a)
{
    return a->phase < DTL_PHASE_CLOSING && a->control_retry_ms != DTL_NEVER;
}

void dtl_close(struct dtl_endpoint *ep, struct dtl_association *a, enum dtl_close_reason reason,
               int detail)
{
    enum dtl_phase phase = a->phase;
    if (phase >= DTL_PHASE_CLOSING)
        return;
    a->close_reason = (uint8_t)reason;
    a->close_detail = detail;
    if (install_waits_for_retry(a)) {
        a->control_retry_ms = DTL_NEVER;
        a->inside--;
        dtl_handshake_end(ep, a);
    }
    a->phase = DTL_PHASE_CLOSING;
    leave_path(ep, a);
    dtl_timers_set(&ep->timers, &a->timer, DTL_NEVER);
    dtl_flight_free(a->flight);
    a->flight = NULL;
    if (phase == DTL_PHASE_HANDSHAKE) {
        dtl_handshake_unlist(ep, a);
        if (reason == DTL_CLOSE_LOCAL)
            dtl_handshake_abandon(a->hs);
        dtl_handshake_end(ep, a);
    } else if (phase == DTL_PHASE_ESTABLISHED) {
        dtl_close_session(ep, a);
    }
    if (!a->was_established)
        dtl_count(ep, DTL_COUNT_handshakes_failed);
    dtl_close_when_done(ep, a);
}

void dtl_session_lost(struct dtl_endpoint *ep, struct dtl_association *a, enum dtl_result result)
{
    if (a->phase == DTL_PHASE_ESTABLISHED)
        a->session = 0; /* there is nothing left to remove */
    dtl_close(ep, a, DTL_CLOSE_ENGINE, result);
}

void dtl_close_when_done(struct dtl_endpoint *ep, struct dtl_association *a)
{
    if (a->phase != DTL_PHASE_CLOSING || a->inside)
        return;
    a->phase = DTL_PHASE_CLOSED;
    a->closed.kind = DTL_OUT_CLOSED;
    dtl_queue_put(&ep->todo, &a->closed);
}

/* --- deadlines --- */

static uint64_t handshake_end_ms(const struct dtl_endpoint *ep, const struct dtl_association *a)
{
    return a->hs->started_ms + HANDSHAKE_LIFE * (uint64_t)ep->config.retransmit_max_ms;
}

static uint64_t idle_at_ms(const struct dtl_endpoint *ep, const struct dtl_association *a)
{
    return ep->config.idle_ms ? a->last_good_ms + ep->config.idle_ms : DTL_NEVER;
}

static uint64_t established_until_ms(const struct dtl_endpoint *ep, const struct dtl_association *a)
{
    return dtl_least(idle_at_ms(ep, a), a->flight ? dtl_flight_deadline(a->flight) : DTL_NEVER);
}

static uint64_t deadline(const struct dtl_endpoint *ep, const struct dtl_association *a)
{
    switch (a->phase) {
    case DTL_PHASE_HANDSHAKE:
        return dtl_least(a->hs->final_at_ms, handshake_end_ms(ep, a));
    case DTL_PHASE_ESTABLISHED:
        return dtl_least(a->control_retry_ms, established_until_ms(ep, a));
    default:
        return a->control_retry_ms;
    }
}

void dtl_arm(struct dtl_endpoint *ep, struct dtl_association *a)
{
    uint64_t at = deadline(ep, a);
    if (at < a->timer.at)
        dtl_timers_set(&ep->timers, &a->timer, at);
}

static void run_due(struct dtl_endpoint *ep, struct dtl_association *a)
{
    switch (a->phase) {
    case DTL_PHASE_HANDSHAKE:
        if (ep->now_ms >= handshake_end_ms(ep, a))
            dtl_close(ep, a, DTL_CLOSE_TIMEOUT, 0);
        else if (ep->now_ms >= a->hs->final_at_ms)
            dtl_handshake_input(ep, a, NULL, 0);
        break;
    case DTL_PHASE_ESTABLISHED:
        if (ep->now_ms >= idle_at_ms(ep, a))
            dtl_close(ep, a, DTL_CLOSE_IDLE, 0);
        else if (a->flight)
            dtl_flight_tick(ep, a);
        break;
    }
    if (ep->now_ms >= a->control_retry_ms)
        dtl_retry_control(ep, a);
}

void dtl_tick(struct dtl_endpoint *ep, struct dtl_association *a)
{
    dtl_timers_set(&ep->timers, &a->timer, DTL_NEVER);
    run_due(ep, a);
    dtl_arm(ep, a);
}
