/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The replay window of RFC 6347 section 4.1.2.6, for numbers whose record has been authenticated.
 */
#ifndef DTL_WINDOW_H
#define DTL_WINDOW_H

#include <stdint.h>

#include "driver/engine.h"

#define DTL_WINDOW_MAX 64

struct dtl_window {
    uint64_t top;  /* highest number accepted */
    uint64_t seen; /* bit i: number top - i was accepted */
    uint8_t size;  /* 1 to DTL_WINDOW_MAX; 0: everything passes */
};

/* Decides and updates at once. Returns DTL_R_OK, DTL_R_REPLAY_DUP or DTL_R_REPLAY_OLD. */
enum dtl_result dtl_window_accept(struct dtl_window *w, uint64_t seq);

#endif
