/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/park.h"

#include <stdlib.h>
#include <string.h>

#include "driver/error.h"

int dtl_park_put(struct dtl_park *p, const uint8_t *record, size_t len, size_t bytes_max)
{
    if (p->n == DTL_PARK_MAX || p->bytes + len > bytes_max)
        return DTL_ERR_FULL;
    struct dtl_parked *r = malloc(sizeof *r + len);
    if (!r)
        return DTL_ERR_NOMEM;
    r->len = len;
    memcpy(r->record, record, len);
    p->parked[p->n++] = r;
    p->bytes += len;
    return 0;
}

void dtl_park_clear(struct dtl_park *p)
{
    for (unsigned i = 0; i < p->n; i++)
        free(p->parked[i]);
    p->n = 0;
    p->bytes = 0;
}
