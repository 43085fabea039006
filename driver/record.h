/* SPDX-License-Identifier: Apache-2.0 */
/* DTLS 1.2 records with AES-CCM: header (RFC 6347 section 4.1), nonce and AAD (RFC 6655 section 3).
 */
#ifndef DTL_RECORD_H
#define DTL_RECORD_H

#include <stddef.h>
#include <stdint.h>

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

/* Reads the first DTL_HEADER_LEN bytes of `in`. Returns 0, or DTL_ERR_FORMAT if there are fewer.
 * Judges nothing: whether `length` bytes follow is for the caller to see. */
int dtl_record_get_header(struct dtl_record_header *h, const uint8_t *in, size_t len);

void dtl_record_put_header(uint8_t out[DTL_HEADER_LEN], const struct dtl_record_header *h);

/* The explicit nonce that we send: epoch and sequence number. */
void dtl_record_put_explicit(uint8_t out[DTL_EXPLICIT_LEN], uint16_t epoch, uint64_t seq);

void dtl_record_nonce(uint8_t nonce[DTL_NONCE_LEN], const uint8_t salt[DTL_SALT_LEN],
                      const uint8_t explicit_nonce[DTL_EXPLICIT_LEN]);

/* `h->length` is not looked at: the AAD has the length of the plaintext. */
void dtl_record_aad(uint8_t aad[DTL_AAD_LEN], const struct dtl_record_header *h,
                    size_t plaintext_len);

/* Whether it is one of the types that an engine seals and opens without a CID, 20 to 23. */
static inline int dtl_record_type_ok(uint8_t type)
{
    return type >= DTL_CT_CHANGE_CIPHER_SPEC && type <= DTL_CT_APPLICATION_DATA;
}

#endif
