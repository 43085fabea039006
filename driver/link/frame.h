/* SPDX-License-Identifier: Apache-2.0 */
/* Frames of the link protocol: COBS, CRC-32 and a delimiter around a body (PROTOCOL.md section 1).
 */
#ifndef DTL_FRAME_H
#define DTL_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "driver/link/cobs.h"

#define DTL_FRAME_HEADER_LEN  16
#define DTL_FRAME_PAYLOAD_MAX 2048
#define DTL_FRAME_CRC_LEN     4
#define DTL_FRAME_BODY_MAX    (DTL_FRAME_HEADER_LEN + DTL_FRAME_PAYLOAD_MAX)
#define DTL_FRAME_MAX         (DTL_COBS_MAX(DTL_FRAME_BODY_MAX + DTL_FRAME_CRC_LEN) + 1)

/* Writes at most DTL_FRAME_MAX bytes, delimiter last, returns how many. The DTL_FRAME_CRC_LEN bytes
 * after the body are overwritten. */
size_t dtl_frame_encode(uint8_t *out, uint8_t *body, size_t body_len);

/* Bytes in, bodies out. Zeroed to begin with. */
struct dtl_frame_decoder {
    uint8_t buf[DTL_FRAME_MAX];
    size_t len;
    bool overrun;    /* the frame at hand is longer than any; skip to its delimiter */
    uint64_t frames; /* good ones */
    uint64_t errors; /* dropped */
};

/* Takes bytes until a good frame ends or there are no more; returns how many it took. *body points
 * into the decoder until the next call, and is NULL if no frame ended. */
size_t dtl_frame_decode(struct dtl_frame_decoder *d, const uint8_t *in, size_t len,
                        const uint8_t **body, size_t *body_len);

#endif
