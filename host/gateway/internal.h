/* SPDX-License-Identifier: Apache-2.0 */
/* The gateway's own structure and what its files call of one another. */
#ifndef DTL_GATEWAY_INTERNAL_H
#define DTL_GATEWAY_INTERNAL_H

#include "host/gateway/cipher_side.h"
#include "host/gateway/engine_side.h"
#include "host/gateway/gateway.h"
#include "host/gateway/plain_side.h"

struct dtl_gateway {
    struct dtl_shared shared;
    struct dtl_cipher_side cipher;
    struct dtl_plain_side plain;
    struct dtl_engine_side engine;
    uint32_t clients_max;
    uv_prepare_t turn;
    uv_timer_t timer;
    uv_signal_t interrupt, terminate;
    bool stopping;
    uint64_t stop_at_ms;
};

static inline uint64_t dtl_gateway_now(const struct dtl_gateway *g)
{
    return uv_now(&g->shared.loop);
}

static inline const char *dtl_gateway_scheme(const struct dtl_gateway *g)
{
    return g->engine.engine->kind->scheme;
}

/* turn.c: one turn of the loop; ends the loop when everybody has been told that we stop. */
void dtl_gateway_on_turn(uv_prepare_t *handle);
void dtl_gateway_on_signal(uv_signal_t *handle, int number);

#endif
