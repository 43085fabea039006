/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/flight.h"

#include <stdlib.h>
#include <string.h>

#include "driver/bytes.h"
#include "driver/record.h"
#include "host/dtls/timers.h"

#define SEQ_OFFSET 5 /* of the sequence number in a record header */

void dtl_capture_clear(struct dtl_capture *c)
{
    c->len = 0;
    c->overflow = false;
}

void dtl_capture_add(struct dtl_capture *c, const uint8_t *datagram, size_t len)
{
    if (c->overflow || len > sizeof c->bytes - c->len) {
        c->overflow = true;
        return;
    }
    memcpy(c->bytes + c->len, datagram, len);
    c->len += len;
}

/* Steps through captured records, which are mbedTLS's own and well formed. Returns the length of
 * the one at `pos`, 0 at the end. */
static size_t record_at(const struct dtl_capture *c, size_t pos, struct dtl_record_header *h)
{
    if (dtl_record_get_header(h, c->bytes + pos, c->len - pos))
        return 0;
    return DTL_HEADER_LEN + (size_t)h->length;
}

bool dtl_capture_has_finished(const struct dtl_capture *c)
{
    struct dtl_record_header h;
    for (size_t pos = 0, n; (n = record_at(c, pos, &h)); pos += n)
        if (h.epoch == 1)
            return true;
    return false;
}

static int take(struct dtl_flight *f, const struct dtl_session_params *p,
                const struct dtl_record_header *h, const uint8_t *record, size_t len)
{
    if (h->epoch == 0) {
        memcpy(f->plain + f->plain_len, record, len);
        f->plain_len = (uint16_t)(f->plain_len + len);
        return 0;
    }
    int n = dtl_keys_open_own(p, record, len, f->own_finished, DTL_FINISHED_LEN);
    if (n < 0)
        return n;
    return n == DTL_FINISHED_LEN ? 0 : DTL_ERR_FORMAT;
}

int dtl_flight_init(struct dtl_flight **out, const struct dtl_capture *c,
                    const struct dtl_session_params *p, uint64_t epoch0_seq, uint64_t now_ms)
{
    struct dtl_record_header h;
    int ret = 0;

    if (c->overflow)
        return DTL_ERR_FORMAT;
    struct dtl_flight *f = calloc(1, sizeof *f + c->len);
    if (!f)
        return DTL_ERR_NOMEM;
    f->made_ms = f->sent_ms = now_ms;
    f->unasked_at_ms = DTL_NEVER;
    f->epoch0_seq = epoch0_seq;
    for (size_t pos = 0, n; !ret && (n = record_at(c, pos, &h)); pos += n)
        ret = take(f, p, &h, c->bytes + pos, n);
    if (ret) {
        dtl_flight_free(f);
        return ret;
    }
    *out = f;
    return 0;
}

void dtl_flight_free(struct dtl_flight *f)
{
    free(f);
}

size_t dtl_records_within(const uint8_t *bytes, size_t len, size_t max)
{
    size_t n = 0;
    while (n < len) {
        size_t record = DTL_HEADER_LEN + (size_t)dtl_get16(bytes + n + DTL_HEADER_LEN - 2);
        if (n && n + record > max)
            break;
        n += record;
    }
    return n;
}

void dtl_flight_put_plain(struct dtl_flight *f, uint8_t *out)
{
    memcpy(out, f->plain, f->plain_len);
    for (size_t pos = 0; pos < f->plain_len;) {
        dtl_put48(out + pos + SEQ_OFFSET, f->epoch0_seq++);
        pos += DTL_HEADER_LEN + (size_t)dtl_get16(out + pos + DTL_HEADER_LEN - 2);
    }
}
