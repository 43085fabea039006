/* SPDX-License-Identifier: Apache-2.0 */
#include "driver/record.h"

#include <string.h>

#include "driver/bytes.h"

int dtl_record_get_header(struct dtl_record_header *h, const uint8_t *in, size_t len)
{
    if (len < DTL_HEADER_LEN)
        return DTL_ERR_FORMAT;
    h->type = in[0];
    h->version = dtl_get16(in + 1);
    h->epoch = dtl_get16(in + 3);
    h->seq = dtl_get48(in + 5);
    h->length = dtl_get16(in + 11);
    return 0;
}

void dtl_record_put_header(uint8_t out[DTL_HEADER_LEN], const struct dtl_record_header *h)
{
    out[0] = h->type;
    dtl_put16(out + 1, h->version);
    dtl_put16(out + 3, h->epoch);
    dtl_put48(out + 5, h->seq);
    dtl_put16(out + 11, h->length);
}

void dtl_record_put_explicit(uint8_t out[DTL_EXPLICIT_LEN], uint16_t epoch, uint64_t seq)
{
    dtl_put16(out, epoch);
    dtl_put48(out + 2, seq);
}

void dtl_record_nonce(uint8_t nonce[DTL_NONCE_LEN], const uint8_t salt[DTL_SALT_LEN],
                      const uint8_t explicit_nonce[DTL_EXPLICIT_LEN])
{
    memcpy(nonce, salt, DTL_SALT_LEN);
    memcpy(nonce + DTL_SALT_LEN, explicit_nonce, DTL_EXPLICIT_LEN);
}

void dtl_record_aad(uint8_t aad[DTL_AAD_LEN], const struct dtl_record_header *h,
                    size_t plaintext_len)
{
    dtl_put16(aad, h->epoch);
    dtl_put48(aad + 2, h->seq);
    aad[8] = h->type;
    dtl_put16(aad + 9, h->version);
    dtl_put16(aad + 11, (uint16_t)plaintext_len);
}
