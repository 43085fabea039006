/* SPDX-License-Identifier: Apache-2.0 */
/* Known answers for the four CCM suites, RFC 6655. */
#ifndef DTL_SELFTEST_VECTORS_H
#define DTL_SELFTEST_VECTORS_H

#include <stddef.h>
#include <stdint.h>

#define DTL_VECTOR_EPOCH 1
#define DTL_VECTOR_SEQ   0x0102030405

/* Keys are the bytes 0x40, 0x41, ...; salts are dtl_vector_salt. */
#define DTL_VECTOR_KEY_FIRST 0x40
extern const uint8_t dtl_vector_salt[4];

struct dtl_vector {
    const char *suite;
    uint8_t key_len, tag_len;
    const char *payload; /* hexadecimal, like the records */
    const char *record;  /* `payload` as application data with number DTL_VECTOR_SEQ */
    const char *empty;   /* no payload, number DTL_VECTOR_SEQ + 1 */
};

extern const struct dtl_vector dtl_vectors[];
extern const size_t dtl_vectors_n;

#endif
