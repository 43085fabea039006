/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Consistent Overhead Byte Stuffing (Cheshire and Baker, 1999): bytes without a 0x00 among them.
 */
#ifndef DTL_COBS_H
#define DTL_COBS_H

#include <stddef.h>
#include <stdint.h>

/* Most bytes that `len` bytes become. */
#define DTL_COBS_MAX(len) ((len) + (len) / 254 + 1)

/* Writes at most DTL_COBS_MAX(len) bytes, returns how many. `out` and `in` must not overlap. */
size_t dtl_cobs_encode(uint8_t *out, const uint8_t *in, size_t len);

/* Writes at most `len` bytes, in place if `out` is `in`. Returns 0, or DTL_ERR_FORMAT if a code
 * byte is 0 or points past the end. */
int dtl_cobs_decode(uint8_t *out, size_t *out_len, const uint8_t *in, size_t len);

#endif
