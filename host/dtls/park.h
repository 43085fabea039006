/* SPDX-License-Identifier: Apache-2.0 */
/* Records of epoch 1 that came before the engine had the keys, in arrival order. */
#ifndef DTL_PARK_H
#define DTL_PARK_H

#include <stddef.h>
#include <stdint.h>

#define DTL_PARK_MAX 16 /* records of one association */

struct dtl_parked {
    size_t len;
    uint8_t record[];
};

struct dtl_park {
    struct dtl_parked *parked[DTL_PARK_MAX];
    unsigned n;
    size_t bytes;
};

/* Copies a record. Returns 0, DTL_ERR_FULL (DTL_PARK_MAX records, or more than `bytes_max` bytes in
 * all) or DTL_ERR_NOMEM. */
int dtl_park_put(struct dtl_park *p, const uint8_t *record, size_t len, size_t bytes_max);
void dtl_park_clear(struct dtl_park *p);

#endif
