/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Session tickets, RFC 5077: a session sealed under a key that only this endpoint has, kept by the
 * client. mbedTLS's own tickets read the system's clock and have no place for the peer's identity.
 */
#ifndef DTL_TICKETS_H
#define DTL_TICKETS_H

#include <mbedtls/ccm.h>
#include <mbedtls/ssl.h>
#include <stdbool.h>
#include <stdint.h>

/* A ticket must fit into a last flight that is kept (flight.h). */
#define DTL_TICKET_MAX 2048

/* Two keys: the one that seals, and the one before, whose tickets still live. */
struct dtl_ticket_key {
    mbedtls_ccm_context ccm;
    uint64_t made_ms;
    bool set;
};

struct dtl_tickets {
    struct dtl_ticket_key keys[2];
    uint8_t current;
};

void dtl_tickets_init(struct dtl_tickets *t);
void dtl_tickets_free(struct dtl_tickets *t);

/* For mbedtls_ssl_conf_session_tickets_cb; `ctx` is a struct dtl_tls whose handshake runs. */
int dtl_ticket_write(void *ctx, const mbedtls_ssl_session *session, unsigned char *start,
                     const unsigned char *end, size_t *len, uint32_t *lifetime_s);
int dtl_ticket_parse(void *ctx, mbedtls_ssl_session *session, unsigned char *ticket, size_t len);

#endif
