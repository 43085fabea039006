/* SPDX-License-Identifier: Apache-2.0 */
/* Where mbedTLS 2.28 and 3.6 differ. Everything else in this folder is the same for both. */
#ifndef DTL_MBEDTLS_COMPAT_H
#define DTL_MBEDTLS_COMPAT_H

#include <mbedtls/ssl.h>

/* A peer's certificate that does not parse or must not be used. */
#if defined(MBEDTLS_ERR_SSL_BAD_CERTIFICATE)
#define DTL_COMPAT_BAD_CERTIFICATE MBEDTLS_ERR_SSL_BAD_CERTIFICATE
#else
#define DTL_COMPAT_BAD_CERTIFICATE MBEDTLS_ERR_SSL_BAD_HS_CERTIFICATE
#endif

/* Called with what the key block is made of, before Finished is verified. `block`: the key block
 * itself, NULL if the library keeps it to itself (3.6). */
typedef void dtl_export_cb(void *ctx, const unsigned char master[48],
                           const unsigned char client_random[32],
                           const unsigned char server_random[32], mbedtls_tls_prf_types prf,
                           const unsigned char *block, size_t block_len);

struct dtl_export {
    dtl_export_cb *cb;
    void *ctx;
};

/* Where a server keeps sessions. Both return 0 or anything else: the handshake goes on in any case.
 */
struct dtl_session_store {
    int (*put)(void *ctx, const unsigned char *id, size_t id_len,
               const mbedtls_ssl_session *session);
    int (*get)(void *ctx, const unsigned char *id, size_t id_len, mbedtls_ssl_session *session);
    void *ctx;
};

/* The library's process-wide start; may be repeated. 0 on success. */
int dtl_compat_start(void);

void dtl_compat_only_dtls_1_2(mbedtls_ssl_config *conf);

int dtl_compat_session_suite(const mbedtls_ssl_session *session);

/* `store` must outlive the configuration. */
void dtl_compat_session_store(mbedtls_ssl_config *conf, struct dtl_session_store *store);

/* P-256 first: 2.28 would begin with its slowest. */
void dtl_compat_groups(mbedtls_ssl_config *conf);

int dtl_compat_parse_key(mbedtls_pk_context *pk, const unsigned char *key, size_t len,
                         int (*rng)(void *, unsigned char *, size_t), void *rng_ctx);

/* Whether `pk` is the private key of `cert`. 0: it is. */
int dtl_compat_check_pair(const mbedtls_x509_crt *cert, const mbedtls_pk_context *pk,
                          int (*rng)(void *, unsigned char *, size_t), void *rng_ctx);

/* 2.28 has the export callback in the configuration, 3.6 in the connection: call both. */
void dtl_compat_export_of_conf(mbedtls_ssl_config *conf, struct dtl_export *e);
void dtl_compat_export_of_ssl(mbedtls_ssl_context *ssl, struct dtl_export *e);

#endif
