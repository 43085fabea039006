/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "host/dtls/internal.h"

#define FLIGHT_LIFE_MS   240000 /* 2 MSL, RFC 6347 section 4.2.4 */
#define RESEND_GAP_MS    200    /* least time between two flights, whoever asks */
#define UNASKED_AFTER_MS 1000
#define UNASKED_MAX      3

/* Application records between a flight and the peer's confirmation. A Finished that arrives after
 * more than a replay window of data is too old to be taken. */
#define UNCONFIRMED_MAX 32

enum { ALERT_LEVEL_WARNING = 1, ALERT_LEVEL_FATAL = 2 };
enum { ALERT_CLOSE_NOTIFY = 0, ALERT_NO_RENEGOTIATION = 100 };

static void alert(struct dtl_endpoint *ep, struct dtl_association *a, uint8_t level, uint8_t code)
{
    const uint8_t payload[2] = {level, code};
    if (dtl_put_seal(ep, a, DTL_CT_ALERT, payload, sizeof payload, NULL))
        dtl_count(ep, DTL_COUNT_drop_records_full);
}

void dtl_say_goodbye(struct dtl_endpoint *ep, struct dtl_association *a)
{
    alert(ep, a, ALERT_LEVEL_WARNING, ALERT_CLOSE_NOTIFY);
}

/* --- our last flight --- */

static void forget_flight(struct dtl_association *a)
{
    dtl_flight_free(a->flight);
    a->flight = NULL;
}

/* In one datagram if that is allowed to be so long. */
static bool put_flight(struct dtl_endpoint *ep, struct dtl_association *a)
{
    struct dtl_flight *f = a->flight, *in_front = f;
    size_t sealed = DTL_FINISHED_LEN + DTL_RECORD_OVERHEAD((size_t)a->suite->tag_len);
    if (f->plain_len + sealed > ep->config.mtu) {
        dtl_put_plain(ep, a, f);
        in_front = NULL;
    }
    return !dtl_put_seal(ep, a, DTL_CT_HANDSHAKE, f->own_finished, DTL_FINISHED_LEN, in_front);
}

static bool resend(struct dtl_endpoint *ep, struct dtl_association *a, enum dtl_count counter)
{
    bool done = put_flight(ep, a);
    a->flight->sent_ms = ep->now_ms;
    if (done)
        a->flight->unconfirmed = 0;
    dtl_count(ep, done ? counter : DTL_COUNT_drop_records_full);
    return done;
}

bool dtl_flight_allows_data(const struct dtl_flight *f)
{
    return f->unbounded || f->unconfirmed < UNCONFIRMED_MAX;
}

void dtl_flight_count_data(struct dtl_endpoint *ep, struct dtl_association *a)
{
    struct dtl_flight *f = a->flight;
    if (f->unconfirmed < UNCONFIRMED_MAX)
        f->unconfirmed++;
    if (f->unasked_gap_ms)
        return;
    f->unasked_gap_ms = UNASKED_AFTER_MS;
    f->unasked_at_ms = ep->now_ms + f->unasked_gap_ms;
    dtl_arm(ep, a);
}

uint64_t dtl_flight_deadline(const struct dtl_flight *f)
{
    uint64_t end = f->made_ms + FLIGHT_LIFE_MS;
    return f->unasked_at_ms < end ? f->unasked_at_ms : end;
}

/* A peer that gets data which it cannot read yet may not repeat its Finished before the data
 * pauses: it must not have to. If it stays silent through all of this, it most likely only listens.
 */
static void unasked(struct dtl_endpoint *ep, struct dtl_association *a)
{
    struct dtl_flight *f = a->flight;
    if (f->unasked == UNASKED_MAX) {
        f->unbounded = true;
        f->unasked_at_ms = DTL_NEVER;
        return;
    }
    if (resend(ep, a, DTL_COUNT_flights_resent_unasked))
        f->unasked++;
    f->unasked_gap_ms = f->unasked_gap_ms * 22 / 10;
    f->unasked_at_ms = ep->now_ms + f->unasked_gap_ms;
}

void dtl_flight_tick(struct dtl_endpoint *ep, struct dtl_association *a)
{
    if (ep->now_ms >= a->flight->made_ms + FLIGHT_LIFE_MS)
        forget_flight(a);
    else if (ep->now_ms >= a->flight->unasked_at_ms)
        unasked(ep, a);
}

/* --- authentic records that are no data --- */

static void peer_finished(struct dtl_endpoint *ep, struct dtl_association *a,
                          const uint8_t *message)
{
    struct dtl_flight *f = a->flight;
    if (!f->peer_finished_known) {
        memcpy(f->peer_finished, message, DTL_FINISHED_LEN);
        f->peer_finished_known = true;
    } else if (memcmp(f->peer_finished, message, DTL_FINISHED_LEN)) {
        dtl_count(ep, DTL_COUNT_drop_unexpected);
    } else if (ep->now_ms - f->sent_ms >= RESEND_GAP_MS) {
        resend(ep, a, DTL_COUNT_flights_resent);
    }
}

static void on_handshake(struct dtl_endpoint *ep, struct dtl_association *a, const uint8_t *p,
                         size_t len)
{
    uint8_t type = len >= DTL_HS_HEADER_LEN ? p[0] : UINT8_MAX;
    if (type == DTL_HS_FINISHED && len == DTL_FINISHED_LEN && a->flight) {
        peer_finished(ep, a, p);
    } else if (type == DTL_HS_HELLO_REQUEST || type == DTL_HS_CLIENT_HELLO) {
        alert(ep, a, ALERT_LEVEL_WARNING, ALERT_NO_RENEGOTIATION);
        dtl_count(ep, DTL_COUNT_renegotiations_refused);
    } else {
        dtl_count(ep, DTL_COUNT_drop_unexpected);
    }
}

static void on_alert(struct dtl_endpoint *ep, struct dtl_association *a, const uint8_t *p,
                     size_t len)
{
    if (len != 2)
        dtl_count(ep, DTL_COUNT_drop_unexpected);
    else if (p[1] == ALERT_CLOSE_NOTIFY)
        dtl_close(ep, a, DTL_CLOSE_NOTIFY, 0);
    else if (p[0] == ALERT_LEVEL_FATAL)
        dtl_close(ep, a, DTL_CLOSE_FATAL_ALERT, p[1]);
    else
        dtl_count(ep, DTL_COUNT_warnings_ignored);
}

void dtl_content(struct dtl_endpoint *ep, struct dtl_association *a, struct dtl_job *job)
{
    bool live = a->phase == DTL_PHASE_ESTABLISHED;
    a->last_good_ms = ep->now_ms;
    if (job->op.type != DTL_CT_HANDSHAKE)
        forget_flight(a); /* the peer can only have sent this after it got our Finished */
    if (live && job->op.type == DTL_CT_APPLICATION_DATA) {
        job->node.kind = DTL_OUT_DATA;
        dtl_queue_put(&ep->todo, &job->node);
        return;
    }
    if (live && job->op.type == DTL_CT_ALERT)
        on_alert(ep, a, job->out, job->len);
    else if (live && job->op.type == DTL_CT_HANDSHAKE)
        on_handshake(ep, a, job->out, job->len);
    else
        dtl_count(ep, DTL_COUNT_drop_unexpected);
    dtl_job_free(&ep->jobs, job);
}
