/* SPDX-License-Identifier: Apache-2.0 */
/* What ESTABLISHED, or CLOSED of a failed handshake, tells of the peer; kept from the handshake's
 * end until it has been told. */
#ifndef DTL_REPORT_H
#define DTL_REPORT_H

#include "host/dtls/handshake.h"

/* The subject of `cert`, terminated; one that is too long ends in "...". */
void dtl_subject_of(const mbedtls_x509_crt *cert, char out[DTL_SUBJECT_MAX]);

struct dtl_report {
    bool certificate, resumed;
    uint16_t identity_len;
    uint8_t identity[DTL_SUBJECT_MAX]; /* a PSK identity, or a certificate's subject */
    uint8_t *saved;                    /* NULL: none */
    size_t saved_len;
};

/* Returns 0, DTL_ERR_NOMEM, or DTL_ERR_STATE: resumed under another suite than the session's,
 * which would turn one kind of proof into another. `resumable`: take what a later, short handshake
 * needs. */
int dtl_report_init(struct dtl_report **r, const struct dtl_handshake *hs,
                    const struct dtl_suite *suite, bool resumed, bool resumable);

/* Of a failed handshake; NULL if there is no memory. */
struct dtl_report *dtl_report_failed(const struct dtl_handshake *hs);

void dtl_report_free(struct dtl_report *r); /* wipes it; NULL is ignored */

#endif
