/* SPDX-License-Identifier: Apache-2.0 */
#include "driver/soft/window.h"

static void advance(struct dtl_window *w, uint64_t seq)
{
    uint64_t by = seq - w->top;
    w->seen = (by < DTL_WINDOW_MAX ? w->seen << by : 0) | 1;
    w->top = seq;
}

enum dtl_result dtl_window_accept(struct dtl_window *w, uint64_t seq)
{
    if (seq > w->top) {
        advance(w, seq);
        return DTL_R_OK;
    }
    uint64_t age = w->top - seq;
    uint64_t bit = age < DTL_WINDOW_MAX ? UINT64_C(1) << age : 0;
    if (w->size && age >= w->size)
        return DTL_R_REPLAY_OLD;
    if (w->size && (w->seen & bit))
        return DTL_R_REPLAY_DUP;
    w->seen |= bit;
    return DTL_R_OK;
}
