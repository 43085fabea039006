/* SPDX-License-Identifier: Apache-2.0 */
/* Traffic keys that stay in host memory, and what else another engine needs to go on with them. */
#ifndef DTL_RETAINED_H
#define DTL_RETAINED_H

#include "driver/engine.h"

struct dtl_retained {
    struct dtl_session_params params; /* of the last install; rx as far as we have seen */
    uint64_t seals; /* asked for under these keys: at least as many as were done */
};

/* A copy. Returns 0 or DTL_ERR_NOMEM. */
int dtl_retained_init(struct dtl_retained **r, const struct dtl_session_params *p);
void dtl_retained_free(struct dtl_retained *r); /* wipes it; NULL is ignored */

/* An authentic record of this number has reached us. */
void dtl_retained_opened(struct dtl_retained *r, uint64_t seq);

/* Makes `params` those of the next install. The session before had the numbers below its hard
 * limit; of `soft_limit` and `hard_limit` records in all, what is left is for this one. */
void dtl_retained_renew(struct dtl_retained *r, uint64_t soft_limit, uint64_t hard_limit);

#endif
