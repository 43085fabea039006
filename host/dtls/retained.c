/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/retained.h"

#include <mbedtls/platform_util.h>
#include <stdlib.h>

int dtl_retained_init(struct dtl_retained **out, const struct dtl_session_params *p)
{
    struct dtl_retained *r = calloc(1, sizeof *r);
    if (!r)
        return DTL_ERR_NOMEM;
    r->params = *p;
    *out = r;
    return 0;
}

void dtl_retained_free(struct dtl_retained *r)
{
    if (!r)
        return;
    mbedtls_platform_zeroize(r, sizeof *r);
    free(r);
}

/* What the lost engine opened below the highest number that we know of, we cannot tell: no number
 * from there down may be accepted again. */
void dtl_retained_opened(struct dtl_retained *r, uint64_t seq)
{
    struct dtl_rx_params *rx = &r->params.rx;
    if (seq > rx->top)
        rx->top = seq;
    rx->window = UINT64_MAX;
}

static uint64_t after(uint64_t first, uint64_t limit, uint64_t used)
{
    uint64_t end = first + (limit > used ? limit - used : 0);
    return end < DTL_SEQ_MAX ? end : DTL_SEQ_MAX;
}

void dtl_retained_renew(struct dtl_retained *r, uint64_t soft_limit, uint64_t hard_limit)
{
    struct dtl_tx_params *tx = &r->params.tx;
    tx->next_seq = tx->hard_limit;
    tx->soft_limit = after(tx->next_seq, soft_limit, r->seals);
    tx->hard_limit = after(tx->next_seq, hard_limit, r->seals);
}
