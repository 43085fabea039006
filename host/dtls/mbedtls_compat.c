/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/mbedtls_compat.h"

#include <mbedtls/version.h>

#if MBEDTLS_VERSION_MAJOR >= 3

#include <psa/crypto.h>

int dtl_compat_start(void)
{
    return psa_crypto_init() == PSA_SUCCESS ? 0 : -1;
}

void dtl_compat_only_dtls_1_2(mbedtls_ssl_config *conf)
{
    mbedtls_ssl_conf_min_tls_version(conf, MBEDTLS_SSL_VERSION_TLS1_2);
    mbedtls_ssl_conf_max_tls_version(conf, MBEDTLS_SSL_VERSION_TLS1_2);
}

static void on_export(void *p, mbedtls_ssl_key_export_type type, const unsigned char *secret,
                      size_t secret_len, const unsigned char client_random[32],
                      const unsigned char server_random[32], mbedtls_tls_prf_types prf)
{
    const struct dtl_export *e = p;
    if (type == MBEDTLS_SSL_KEY_EXPORT_TLS12_MASTER_SECRET && secret_len == 48)
        e->cb(e->ctx, secret, client_random, server_random, prf);
}

void dtl_compat_export_of_conf(mbedtls_ssl_config *conf, struct dtl_export *e)
{
    (void)conf;
    (void)e;
}

void dtl_compat_export_of_ssl(mbedtls_ssl_context *ssl, struct dtl_export *e)
{
    mbedtls_ssl_set_export_keys_cb(ssl, on_export, e);
}

#else

int dtl_compat_start(void)
{
    return 0;
}

void dtl_compat_only_dtls_1_2(mbedtls_ssl_config *conf)
{
    /* mbedTLS names DTLS 1.2 by TLS 1.2's number. */
    mbedtls_ssl_conf_min_version(conf, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
    mbedtls_ssl_conf_max_version(conf, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
}

static int on_export(void *p, const unsigned char *master, const unsigned char *key_block,
                     size_t mac_len, size_t key_len, size_t iv_len,
                     const unsigned char client_random[32], const unsigned char server_random[32],
                     mbedtls_tls_prf_types prf)
{
    const struct dtl_export *e = p;
    (void)key_block;
    (void)mac_len;
    (void)key_len;
    (void)iv_len;
    e->cb(e->ctx, master, client_random, server_random, prf);
    return 0;
}

void dtl_compat_export_of_conf(mbedtls_ssl_config *conf, struct dtl_export *e)
{
    mbedtls_ssl_conf_export_keys_ext_cb(conf, on_export, e);
}

void dtl_compat_export_of_ssl(mbedtls_ssl_context *ssl, struct dtl_export *e)
{
    (void)ssl;
    (void)e;
}

#endif
