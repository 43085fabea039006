/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* uv.h */
#include "host/loop/log.h"
#include "host/loop/loop.h"

#define ROUNDS_A_TURN 8 /* through the engine, before sockets have their turn again */

/* --- what the core says ---------------------------------------------------------------------- */

static void established(struct dtl_loop *l, const struct dtl_out *out)
{
    char err[256];
    dtl_log_established(out, dtl_loop_scheme(l));
    if (!l->app.established || !l->app.established(l->app.ctx, out, err, sizeof err))
        return;
    dtl_log_error(out->assoc, err);
    dtl_endpoint_close(l->shared.endpoint, out->assoc, dtl_loop_now(l));
}

static void closed(struct dtl_loop *l, const struct dtl_out *out)
{
    dtl_log_closed(out);
    if (l->app.closed)
        l->app.closed(l->app.ctx, out);
}

static void act(struct dtl_loop *l, const struct dtl_out *out)
{
    switch (out->kind) {
    case DTL_OUT_DATAGRAM:
        dtl_cipher_side_send(&l->cipher, out->path, out->data, out->len);
        break;
    case DTL_OUT_OP:
        dtl_engine_side_put(&l->engine, out->op);
        break;
    case DTL_OUT_DATA:
        l->app.data(l->app.ctx, out->assoc, out->data, out->len);
        break;
    case DTL_OUT_ESTABLISHED:
        established(l, out);
        break;
    case DTL_OUT_CLOSED:
        closed(l, out);
        break;
    }
}

static bool room(struct dtl_loop *l)
{
    return dtl_cipher_side_room(&l->cipher) && dtl_engine_side_room(&l->engine) &&
           (!l->app.room || l->app.room(l->app.ctx));
}

/* What does not fit anywhere stays in the endpoint, which is bounded. */
static void deliver(struct dtl_loop *l)
{
    struct dtl_out out;
    while (room(l) && dtl_endpoint_next(l->shared.endpoint, &out))
        act(l, &out);
}

/* --- one turn of the loop -------------------------------------------------------------------- */

static void on_timer(uv_timer_t *timer)
{
    struct dtl_loop *l = timer->data;
    dtl_endpoint_tick(l->shared.endpoint, dtl_loop_now(l));
}

static void arm_timer(struct dtl_loop *l)
{
    uint64_t at = dtl_endpoint_deadline(l->shared.endpoint);
    uint64_t engine_at = dtl_engine_deadline(l->engine.engine);
    if (engine_at < at)
        at = engine_at;
    if (l->stopping && l->stop_at_ms < at)
        at = l->stop_at_ms;
    if (at == UINT64_MAX)
        uv_timer_stop(&l->timer);
    else
        uv_timer_start(&l->timer, on_timer, at > dtl_loop_now(l) ? at - dtl_loop_now(l) : 0, 0);
}

static bool finished(const struct dtl_loop *l)
{
    if (!l->stopping)
        return false;
    return dtl_loop_now(l) >= l->stop_at_ms ||
           (!dtl_endpoint_associations(l->shared.endpoint) && dtl_engine_side_idle(&l->engine) &&
            dtl_cipher_side_idle(&l->cipher));
}

/* Ends with operations in the engine. Whatever has made room since the application last spoke came
 * before its turn here, so it never waits for room that it has. */
static void step(struct dtl_loop *l)
{
    deliver(l);
    if (l->app.turn)
        l->app.turn(l->app.ctx);
    deliver(l);
    dtl_engine_side_enqueue(&l->engine);
}

static unsigned dequeue(struct dtl_loop *l)
{
    unsigned items = dtl_engine_side_dequeue(&l->engine);
    if (l->engine.lost)
        dtl_loop_device_lost(l);
    return items;
}

/* Runs once a turn, after all descriptors and before the loop sleeps: so operations of all
 * associations meet in one burst. */
void dtl_loop_on_turn(uv_prepare_t *handle)
{
    struct dtl_loop *l = handle->data;
    step(l);
    for (unsigned i = 0; i < ROUNDS_A_TURN && dequeue(l); i++)
        step(l);
    dtl_cipher_side_flush(&l->cipher);
    arm_timer(l);
    if (finished(l))
        uv_stop(&l->shared.loop);
}
