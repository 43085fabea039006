/* SPDX-License-Identifier: Apache-2.0 */
/* Why a handshake failed, as a sentence. */
#ifndef DTL_EXPLAIN_H
#define DTL_EXPLAIN_H

#include "host/dtls/handshake.h"

/* For mbedtls_ssl_conf_verify; `ctx` is a struct dtl_tls whose handshake runs. Judges nothing, but
 * notes the subject, and in hs->why what mbedTLS found first. */
int dtl_explain_certificate(void *ctx, mbedtls_x509_crt *cert, int depth, uint32_t *flags);

/* Returns 0, or DTL_ERR_ARG with a sentence if our own certificate is not valid now. */
int dtl_explain_validity(const mbedtls_x509_crt *cert, char *err, size_t err_len);

/* What a failed handshake is called. Completes hs->why, except for alerts. */
enum dtl_close_reason dtl_explain(struct dtl_handshake *hs, int ret);

/* "peer refused: unknown CA", RFC 5246 section 7.2. Never NULL. */
const char *dtl_explain_alert(int code);

#endif
