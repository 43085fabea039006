/* SPDX-License-Identifier: Apache-2.0 */
#include "driver/link/frame.h"

#include <string.h>
#include <zlib.h>

static void put_crc(uint8_t *out, const uint8_t *body, size_t len)
{
    uint32_t crc = (uint32_t)crc32(0, body, (uInt)len);
    for (int i = 0; i < DTL_FRAME_CRC_LEN; i++)
        out[i] = (uint8_t)(crc >> (8 * i));
}

size_t dtl_frame_encode(uint8_t *out, uint8_t *body, size_t body_len)
{
    put_crc(body + body_len, body, body_len);
    size_t len = dtl_cobs_encode(out, body, body_len + DTL_FRAME_CRC_LEN);
    out[len] = 0;
    return len + 1;
}

/* The frame in `buf`, without its delimiter. Returns its body's length, or 0 if it is not good. */
static size_t check(struct dtl_frame_decoder *d)
{
    size_t len;
    if (d->overrun || dtl_cobs_decode(d->buf, &len, d->buf, d->len))
        return 0;
    if (len < DTL_FRAME_HEADER_LEN + DTL_FRAME_CRC_LEN ||
        len > DTL_FRAME_BODY_MAX + DTL_FRAME_CRC_LEN)
        return 0;
    len -= DTL_FRAME_CRC_LEN;
    uint8_t crc[DTL_FRAME_CRC_LEN];
    put_crc(crc, d->buf, len);
    return memcmp(crc, d->buf + len, sizeof crc) ? 0 : len;
}

static void append(struct dtl_frame_decoder *d, const uint8_t *in, size_t len)
{
    if (len > sizeof d->buf - d->len) {
        d->overrun = true;
        return;
    }
    memcpy(d->buf + d->len, in, len);
    d->len += len;
}

size_t dtl_frame_decode(struct dtl_frame_decoder *d, const uint8_t *in, size_t len,
                        const uint8_t **body, size_t *body_len)
{
    size_t taken = 0;
    *body = NULL;
    while (taken < len && !*body) {
        const uint8_t *end = memchr(in + taken, 0, len - taken);
        size_t part = end ? (size_t)(end - in) - taken : len - taken;
        append(d, in + taken, part);
        taken += part + (end ? 1 : 0);
        if (!end || (!d->len && !d->overrun))
            continue;
        *body_len = check(d);
        if (*body_len) {
            *body = d->buf;
            d->frames++;
        } else {
            d->errors++;
        }
        d->len = 0;
        d->overrun = false;
    }
    return taken;
}
