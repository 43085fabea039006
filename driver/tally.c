/* SPDX-License-Identifier: Apache-2.0 */
#include "driver/tally.h"

static const char *const names[DTL_TALLY_COUNTERS] = {
    "sealed",     "opened",     "bad_record",  "too_long",      "unknown_session", "wrong_epoch",
    "replay_dup", "replay_old", "auth_failed", "bad_mac_limit", "expired",         "overflow",
    "no_slot",    "busy",       "lost",        "device_lost",   "refused",
};

void dtl_tally_op(struct dtl_tally *t, const struct dtl_op *op)
{
    t->results[op->result]++;
    if (op->result != DTL_R_OK)
        return;
    if (op->kind == DTL_OP_SEAL)
        t->sealed++;
    else if (op->kind == DTL_OP_OPEN)
        t->opened++;
}

void dtl_tally_counters(const struct dtl_tally *t, struct dtl_counter *counters, unsigned n)
{
    for (unsigned i = 0; i < n && i < DTL_TALLY_COUNTERS; i++) {
        counters[i].name = names[i];
        counters[i].value = i == 0 ? t->sealed : i == 1 ? t->opened : t->results[i - 1];
    }
}
