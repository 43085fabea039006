/* SPDX-License-Identifier: Apache-2.0 */
/* DTLS 1.2 records with AES-CCM: header (RFC 6347 section 4.1), nonce, AAD (RFC 6655 section 3). */
#ifndef DTL_RECORD_H
#define DTL_RECORD_H

#include <string.h>

#include "driver/bytes.h"
#include "driver/engine.h"

#define DTL_VERSION_1_2 0xfefd
#define DTL_NONCE_LEN   (DTL_SALT_LEN + DTL_EXPLICIT_LEN)
#define DTL_AAD_LEN     13

struct dtl_record_header {
    uint8_t type;     /* any value: see enum dtl_content_type */
    uint16_t version; /* any value */
    uint16_t epoch;
    uint64_t seq;    /* 48 bits */
    uint16_t length; /* of what follows the header, bytes */
};

/* Epoch and sequence number, as they stand in header, explicit nonce and AAD. */
static inline void dtl_record_put_number(uint8_t out[8], uint16_t epoch, uint64_t seq)
{
    dtl_put64(out, (uint64_t)epoch << 48 | seq);
}

/* Reads the first DTL_HEADER_LEN bytes of `in`. Returns 0, or DTL_ERR_FORMAT if there are fewer.
 * Judges nothing: whether `length` bytes follow is for the caller to see. */
static inline int dtl_record_get_header(struct dtl_record_header *h, const uint8_t *in, size_t len)
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

static inline void dtl_record_put_header(uint8_t out[DTL_HEADER_LEN],
                                         const struct dtl_record_header *h)
{
    out[0] = h->type;
    dtl_put16(out + 1, h->version);
    dtl_record_put_number(out + 3, h->epoch, h->seq);
    dtl_put16(out + 11, h->length);
}

static inline void dtl_record_nonce(uint8_t nonce[DTL_NONCE_LEN], const uint8_t salt[DTL_SALT_LEN],
                                    const uint8_t explicit_nonce[DTL_EXPLICIT_LEN])
{
    memcpy(nonce, salt, DTL_SALT_LEN);
    memcpy(nonce + DTL_SALT_LEN, explicit_nonce, DTL_EXPLICIT_LEN);
}

/* `h->length` is not looked at: the AAD has the length of the plaintext. */
static inline void dtl_record_aad(uint8_t aad[DTL_AAD_LEN], const struct dtl_record_header *h,
                                  size_t plaintext_len)
{
    dtl_record_put_number(aad, h->epoch, h->seq);
    aad[8] = h->type;
    dtl_put16(aad + 9, h->version);
    dtl_put16(aad + 11, (uint16_t)plaintext_len);
}

/* Whether it is one of the types that an engine seals and opens without a CID, 20 to 23. */
static inline int dtl_record_type_ok(uint8_t type)
{
    return type >= DTL_CT_CHANGE_CIPHER_SPEC && type <= DTL_CT_APPLICATION_DATA;
}

#endif
