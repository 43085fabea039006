/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions that the server remembers by id, RFC 5246 section 7.4.1.2, for clients without tickets.
 * A ring: when it is full, the oldest goes.
 */
#ifndef DTL_SESSIONS_H
#define DTL_SESSIONS_H

#include <mbedtls/ssl.h>
#include <stdint.h>

struct dtl_remembered;

struct dtl_sessions {
    struct dtl_remembered *ring;
    uint32_t max, next;
};

/* Returns 0 or DTL_ERR_NOMEM. */
int dtl_sessions_init(struct dtl_sessions *s, uint32_t max);
void dtl_sessions_free(struct dtl_sessions *s);

/* For dtl_compat_session_store; `ctx` is a struct dtl_tls whose handshake runs. */
int dtl_session_remember(void *ctx, const unsigned char *id, size_t id_len,
                         const mbedtls_ssl_session *session);
int dtl_session_recall(void *ctx, const unsigned char *id, size_t id_len,
                       mbedtls_ssl_session *session);

#endif
