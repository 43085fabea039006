/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One session of the software engine: the checks and their order are those of docs/PROTOCOL.md
 * section 6, the cipher is mbedTLS's CCM.
 */
#ifndef DTL_SOFT_SESSION_H
#define DTL_SOFT_SESSION_H

#include <mbedtls/ccm.h>
#include <stdbool.h>

#include "driver/engine.h"
#include "driver/soft/window.h"

struct dtl_soft_tx {
    mbedtls_ccm_context ccm;
    uint64_t next_seq, soft_limit, hard_limit;
    uint16_t epoch;
    uint8_t salt[DTL_SALT_LEN];
    bool refused; /* DTL_EV_HARD_LIMIT was raised */
};

struct dtl_soft_rx {
    mbedtls_ccm_context ccm;
    struct dtl_window window;
    uint32_t bad_mac_limit;
    uint16_t epoch;
    uint8_t salt[DTL_SALT_LEN];
};

struct dtl_soft_session {
    struct dtl_soft_tx tx;
    struct dtl_soft_rx rx;
    uint8_t tag_len;
    uint32_t sealed, opened, auth_failed, replayed; /* saturate */
    uint64_t last_activity_ms;
};

/* `p` has passed dtl_session_params_check. Expands both keys. Returns 0, DTL_ERR_NOMEM or
 * DTL_ERR_CRYPTO. */
int dtl_soft_session_init(struct dtl_soft_session **s, const struct dtl_session_params *p);

/* Zeroises. */
void dtl_soft_session_free(struct dtl_soft_session *s);

/* Work on one record: set op->result and the [out] fields, return the events that it raised as bits
 * (ready.h, DTL_EVENT_BIT). `s` is NULL if the op names no session. */
uint8_t dtl_soft_seal(struct dtl_soft_session *s, struct dtl_op *op, size_t payload_max);
uint8_t dtl_soft_open(struct dtl_soft_session *s, struct dtl_op *op, size_t payload_max);

void dtl_soft_query(const struct dtl_soft_session *s, struct dtl_session_state *state);

#endif
