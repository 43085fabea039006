/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions as bytes: what a later, short handshake needs of this one. They hold the master secret:
 * whoever gets them wipes them. A short handshake shows no certificate and proves no key anew, so a
 * session is bound to what the long one rested on, and ends with the peer's certificate.
 */
#ifndef DTL_SAVED_H
#define DTL_SAVED_H

#include "host/dtls/handshake.h"

/* Client: bound to the host, to our CAs and certificate, and to our PSK and its identity. */

/* Returns the length and, in `*saved`, bytes to free; 0 if there is nothing to resume. */
size_t dtl_saved_make(const struct dtl_handshake *hs, uint8_t **saved);
/* What cannot be read, or is bound to something else, is ignored: the handshake will be a full one.
 */
void dtl_saved_load(struct dtl_handshake *hs, const uint8_t *saved, size_t len);

/* Server: bound to the moment it was made, to its suite, and to the peer's PSK identity, which may
 * not be known any more. Both return 0 or a negative DTL_ERR_*. */

int dtl_saved_put(const struct dtl_handshake *hs, const mbedtls_ssl_session *session, uint8_t *out,
                  size_t cap, size_t *len);
/* Fills hs->recalled. mbedTLS may still decide for a full handshake. */
int dtl_saved_get(struct dtl_handshake *hs, mbedtls_ssl_session *session, const uint8_t *saved,
                  size_t len);

#endif
