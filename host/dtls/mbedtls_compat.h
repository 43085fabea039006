/* SPDX-License-Identifier: Apache-2.0 */
/* Where mbedTLS 2.28 and 3.6 differ. Everything else in this folder is the same for both. */
#ifndef DTL_MBEDTLS_COMPAT_H
#define DTL_MBEDTLS_COMPAT_H

#include <mbedtls/ssl.h>

/* Called with what the key block is made of, before Finished is verified. */
typedef void dtl_export_cb(void *ctx, const unsigned char master[48],
                           const unsigned char client_random[32],
                           const unsigned char server_random[32], mbedtls_tls_prf_types prf);

struct dtl_export {
    dtl_export_cb *cb;
    void *ctx;
};

/* The library's process-wide start; may be repeated. 0 on success. */
int dtl_compat_start(void);

void dtl_compat_only_dtls_1_2(mbedtls_ssl_config *conf);

/* 2.28 has the export callback in the configuration, 3.6 in the connection: call both. */
void dtl_compat_export_of_conf(mbedtls_ssl_config *conf, struct dtl_export *e);
void dtl_compat_export_of_ssl(mbedtls_ssl_context *ssl, struct dtl_export *e);

#endif
