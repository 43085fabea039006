/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* uv.h */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "host/gateway/internal.h"
#include "host/gateway/log.h"

#define ROUNDS_A_TURN 8    /* through the engine, before sockets have their turn again */
#define GOODBYE_MS    2000 /* that the farewell at the end may take */

/* --- what the core says ---------------------------------------------------------------------- */

static void established(struct dtl_gateway *g, const struct dtl_out *out)
{
    dtl_assoc assoc = out->assoc;
    dtl_log_established(out, dtl_gateway_scheme(g));
    if (!dtl_plain_side_open(&g->plain, assoc))
        return;
    dtl_log("event=error association=%u what=\"no socket to the backend: %s\"",
            dtl_assoc_slot(assoc), strerror(errno));
    g->shared.counts.backend_open_errors++;
    dtl_endpoint_close(g->shared.endpoint, assoc, dtl_gateway_now(g));
}

static void act(struct dtl_gateway *g, const struct dtl_out *out)
{
    switch (out->kind) {
    case DTL_OUT_DATAGRAM:
        dtl_cipher_side_send(&g->cipher, out->path, out->data, out->len);
        break;
    case DTL_OUT_OP:
        dtl_engine_side_put(&g->engine, out->op);
        break;
    case DTL_OUT_DATA:
        dtl_plain_side_send(&g->plain, out->assoc, out->data, out->len);
        break;
    case DTL_OUT_ESTABLISHED:
        established(g, out);
        break;
    case DTL_OUT_CLOSED:
        dtl_log_closed(out);
        dtl_plain_side_drop(&g->plain, out->assoc);
        break;
    }
}

/* What does not fit anywhere stays in the endpoint, which is bounded. */
static void deliver(struct dtl_gateway *g)
{
    struct dtl_out out;
    while (dtl_cipher_side_room(&g->cipher) && dtl_engine_side_room(&g->engine) &&
           dtl_endpoint_next(g->shared.endpoint, &out))
        act(g, &out);
}

/* --- one turn of the loop -------------------------------------------------------------------- */

static void on_timer(uv_timer_t *timer)
{
    struct dtl_gateway *g = timer->data;
    dtl_endpoint_tick(g->shared.endpoint, dtl_gateway_now(g));
}

static void arm_timer(struct dtl_gateway *g)
{
    uint64_t at = dtl_endpoint_deadline(g->shared.endpoint);
    uint64_t engine_at = dtl_engine_deadline(g->engine.engine);
    if (engine_at < at)
        at = engine_at;
    if (g->stopping && g->stop_at_ms < at)
        at = g->stop_at_ms;
    if (at == UINT64_MAX)
        uv_timer_stop(&g->timer);
    else
        uv_timer_start(&g->timer, on_timer, at > dtl_gateway_now(g) ? at - dtl_gateway_now(g) : 0,
                       0);
}

static bool finished(const struct dtl_gateway *g)
{
    if (!g->stopping)
        return false;
    return dtl_gateway_now(g) >= g->stop_at_ms ||
           (!dtl_endpoint_associations(g->shared.endpoint) && dtl_engine_side_idle(&g->engine) &&
            dtl_cipher_side_idle(&g->cipher));
}

/* Runs once a turn, after all descriptors and before the loop sleeps: so operations of all
 * associations meet in one burst. */
void dtl_gateway_on_turn(uv_prepare_t *handle)
{
    struct dtl_gateway *g = handle->data;
    unsigned items, rounds = 0;
    do {
        deliver(g);
        dtl_engine_side_enqueue(&g->engine);
        items = dtl_engine_side_dequeue(&g->engine);
    } while (items && ++rounds < ROUNDS_A_TURN);
    deliver(g);
    dtl_engine_side_enqueue(&g->engine);
    dtl_cipher_side_flush(&g->cipher);
    arm_timer(g);
    if (finished(g))
        uv_stop(&g->shared.loop);
}

void dtl_gateway_on_signal(uv_signal_t *handle, int number)
{
    struct dtl_gateway *g = handle->data;
    if (g->stopping)
        return;
    dtl_log("event=stopping signal=%s associations=%u", number == SIGINT ? "SIGINT" : "SIGTERM",
            dtl_endpoint_associations(g->shared.endpoint));
    g->stopping = true;
    g->stop_at_ms = dtl_gateway_now(g) + GOODBYE_MS;
    dtl_cipher_side_deafen(&g->cipher);
    dtl_endpoint_close_all(g->shared.endpoint, dtl_gateway_now(g));
}
