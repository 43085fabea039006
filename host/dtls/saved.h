/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions as bytes: what a later, short handshake needs of this one. They hold the master secret:
 * whoever gets them wipes them.
 */
#ifndef DTL_SAVED_H
#define DTL_SAVED_H

#include "host/dtls/handshake.h"

/* Client: bound to the host, whose certificate a short handshake does not show again. */

/* Returns the length and, in `*saved`, bytes to free; 0 if there is nothing to resume. */
size_t dtl_saved_make(const struct dtl_handshake *hs, uint8_t **saved);
/* What cannot be read, or is of another host, is ignored: the handshake will be a full one. */
void dtl_saved_load(struct dtl_handshake *hs, const uint8_t *saved, size_t len);

/* Server: bound to the moment it was made and to the peer's identity, which may not be known any
 * more. Both return 0 or a negative DTL_ERR_*. */

int dtl_saved_put(const struct dtl_handshake *hs, const mbedtls_ssl_session *session, uint8_t *out,
                  size_t cap, size_t *len);
int dtl_saved_get(struct dtl_handshake *hs, mbedtls_ssl_session *session, const uint8_t *saved,
                  size_t len);

#endif
