/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our own last flight. Whoever sends the last flight of a handshake must be able to send it again
 * (RFC 6347 section 4.2.4) until the peer shows that it has it: with fresh numbers, those of epoch
 * 1 from the engine. What is kept is therefore what needs no key: plaintext.
 */
#ifndef DTL_FLIGHT_H
#define DTL_FLIGHT_H

#include <stdbool.h>

#include "host/dtls/keys.h"
#include "host/dtls/tickets.h"

/* Handshake header and verify_data, RFC 5246 section 7.4.9. */
#define DTL_FINISHED_LEN 24

/* The datagrams of the flight that goes out now. Only a last flight has to fit: ChangeCipherSpec,
 * Finished and at most a ticket. */
#define DTL_CAPTURE_MAX (DTL_TICKET_MAX + 512)
struct dtl_capture {
    size_t len;
    bool overflow;
    uint8_t bytes[DTL_CAPTURE_MAX];
};

void dtl_capture_clear(struct dtl_capture *c);
void dtl_capture_add(struct dtl_capture *c, const uint8_t *datagram, size_t len);
bool dtl_capture_has_finished(const struct dtl_capture *c);

struct dtl_flight {
    uint64_t made_ms;
    uint64_t sent_ms;       /* last time */
    uint64_t unasked_at_ms; /* next resend that nobody asked for; DTL_NEVER: none planned */
    uint64_t epoch0_seq;    /* next number of an unprotected record */
    uint32_t unasked_gap_ms;
    uint8_t unasked;     /* resends done */
    uint8_t unconfirmed; /* application records sent since the flight was */
    bool unbounded;      /* the peer had every chance to say that it lacks the flight */
    bool peer_finished_known;
    uint8_t peer_finished[DTL_FINISHED_LEN]; /* its repetition asks for a resend */
    uint8_t own_finished[DTL_FINISHED_LEN];
    uint16_t plain_len;
    uint8_t plain[]; /* unprotected records, with headers */
};

/* Makes a flight of what was captured, whose protected record `p` opens. Returns 0, DTL_ERR_NOMEM,
 * DTL_ERR_FORMAT (not a last flight) or DTL_ERR_CRYPTO. */
int dtl_flight_init(struct dtl_flight **f, const struct dtl_capture *c,
                    const struct dtl_session_params *p, uint64_t epoch0_seq, uint64_t now_ms);
void dtl_flight_free(struct dtl_flight *f); /* NULL is ignored */

/* Bytes of the records, of those in `bytes`, that fit together into `max`; at least one record. */
size_t dtl_records_within(const uint8_t *bytes, size_t len, size_t max);

/* Writes the unprotected records, freshly numbered, to `out` (plain_len bytes). */
void dtl_flight_put_plain(struct dtl_flight *f, uint8_t *out);

#endif
