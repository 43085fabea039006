/* SPDX-License-Identifier: Apache-2.0 */
/* Counts what every engine counts: records done, and the causes of all that was not. */
#ifndef DTL_TALLY_H
#define DTL_TALLY_H

#include "driver/engine.h"

struct dtl_tally {
    uint64_t sealed, opened;
    uint64_t results[DTL_R_REFUSED + 1]; /* of ops of any kind; [DTL_R_OK] is not reported */
};

#define DTL_TALLY_COUNTERS (2 + DTL_R_REFUSED)

/* An op that is about to complete. */
void dtl_tally_op(struct dtl_tally *t, const struct dtl_op *op);

/* Fills at most n counters of DTL_TALLY_COUNTERS. */
void dtl_tally_counters(const struct dtl_tally *t, struct dtl_counter *counters, unsigned n);

#endif
