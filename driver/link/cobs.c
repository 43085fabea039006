/* SPDX-License-Identifier: Apache-2.0 */
#include "driver/link/cobs.h"

#include <string.h>

#include "driver/error.h"

#define FULL_BLOCK 0xff /* 254 bytes follow, and no zero after them */

size_t dtl_cobs_encode(uint8_t *out, const uint8_t *in, size_t len)
{
    size_t code_at = 0, at = 1;
    uint8_t code = 1;
    for (size_t i = 0; i < len; i++) {
        if (code == FULL_BLOCK) { /* only now: a full block at the very end needs no successor */
            out[code_at] = code;
            code_at = at++;
            code = 1;
        }
        if (in[i]) {
            out[at++] = in[i];
            code++;
        } else {
            out[code_at] = code;
            code_at = at++;
            code = 1;
        }
    }
    out[code_at] = code;
    return at;
}

int dtl_cobs_decode(uint8_t *out, size_t *out_len, const uint8_t *in, size_t len)
{
    size_t from = 0, to = 0;
    while (from < len) {
        uint8_t code = in[from++];
        if (code == 0 || (size_t)(code - 1) > len - from)
            return DTL_ERR_FORMAT;
        memmove(out + to, in + from, code - 1u);
        from += code - 1u;
        to += code - 1u;
        if (code != FULL_BLOCK && from < len)
            out[to++] = 0;
    }
    *out_len = to;
    return 0;
}
