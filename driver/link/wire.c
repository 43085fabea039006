/* SPDX-License-Identifier: Apache-2.0 */
#include <mbedtls/platform_util.h>
#include <string.h>

#include "driver/link/internal.h"

bool link_tx_room(const struct link *l)
{
    return TX_CAP - l->tx_len >= DTL_FRAME_MAX;
}

void link_tx_frame(struct link *l, uint8_t *body, size_t len)
{
    l->tx_len += dtl_frame_encode(l->tx + l->tx_len, body, len);
    l->frames_out++;
}

void link_tx_resync(struct link *l)
{
    l->tx[l->tx_len++] = 0;
}

void link_tx_discard(struct link *l)
{
    mbedtls_platform_zeroize(l->tx, l->tx_len);
    l->tx_len = 0;
}

/* What has left is overwritten at once: it may hold keys. */
static void consume(struct link *l, size_t n)
{
    memmove(l->tx, l->tx + n, l->tx_len - n);
    mbedtls_platform_zeroize(l->tx + l->tx_len - n, n);
    l->tx_len -= n;
}

void link_write(struct link *l)
{
    while (l->tx_len) {
        ssize_t n = l->transport->ops->write(l->transport, l->tx, l->tx_len);
        if (n < 0)
            link_over(l, "the connection to the device broke");
        if (n <= 0)
            return;
        consume(l, (size_t)n);
    }
}

static void take(struct link *l, const uint8_t *body, size_t len)
{
    struct dtl_response r;
    if (dtl_response_get(&r, body, len)) {
        l->strays++;
        return;
    }
    if (r.opcode == DTL_LINK_SEAL || r.opcode == DTL_LINK_OPEN)
        link_records_answer(l, &r);
    else
        link_control_answer(l, &r);
}

void link_read(struct link *l)
{
    uint8_t bytes[RX_CAP];
    ssize_t n = l->transport->ops->read(l->transport, bytes, sizeof bytes);
    if (n < 0) {
        link_over(l, "the connection to the device broke");
        return;
    }
    for (size_t at = 0; at < (size_t)n;) {
        const uint8_t *body;
        size_t len;
        at += dtl_frame_decode(&l->decoder, bytes + at, (size_t)n - at, &body, &len);
        if (body)
            take(l, body, len);
    }
}
