/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/mbedtls_compat.h"

#include <mbedtls/version.h>
#include <string.h>

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
        e->cb(e->ctx, secret, client_random, server_random, prf, NULL, 0);
}

static int put_session(void *ctx, const unsigned char *id, size_t id_len,
                       const mbedtls_ssl_session *session)
{
    const struct dtl_session_store *store = ctx;
    return store->put(store->ctx, id, id_len, session);
}

static int get_session(void *ctx, const unsigned char *id, size_t id_len,
                       mbedtls_ssl_session *session)
{
    const struct dtl_session_store *store = ctx;
    return store->get(store->ctx, id, id_len, session);
}

void dtl_compat_session_store(mbedtls_ssl_config *conf, struct dtl_session_store *store)
{
    mbedtls_ssl_conf_session_cache(conf, store, get_session, put_session);
}

int dtl_compat_session_suite(const mbedtls_ssl_session *session)
{
    return mbedtls_ssl_session_get_ciphersuite_id(session);
}

void dtl_compat_groups(mbedtls_ssl_config *conf)
{
    static const uint16_t groups[] = {MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1,
                                      MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1,
                                      MBEDTLS_SSL_IANA_TLS_GROUP_NONE};
    mbedtls_ssl_conf_groups(conf, groups);
}

int dtl_compat_parse_key(mbedtls_pk_context *pk, const unsigned char *key, size_t len,
                         int (*rng)(void *, unsigned char *, size_t), void *rng_ctx)
{
    return mbedtls_pk_parse_key(pk, key, len, NULL, 0, rng, rng_ctx);
}

int dtl_compat_check_pair(const mbedtls_x509_crt *cert, const mbedtls_pk_context *pk,
                          int (*rng)(void *, unsigned char *, size_t), void *rng_ctx)
{
    return mbedtls_pk_check_pair(&cert->pk, pk, rng, rng_ctx);
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
    e->cb(e->ctx, master, client_random, server_random, prf, key_block,
          2 * (mac_len + key_len + iv_len));
    return 0;
}

static int put_session(void *ctx, const mbedtls_ssl_session *session)
{
    const struct dtl_session_store *store = ctx;
    return store->put(store->ctx, session->id, session->id_len, session);
}

/* Told by an otherwise empty session which one is wanted. */
static int get_session(void *ctx, mbedtls_ssl_session *session)
{
    const struct dtl_session_store *store = ctx;
    unsigned char id[sizeof session->id];
    memcpy(id, session->id, sizeof id);
    return store->get(store->ctx, id, session->id_len, session);
}

void dtl_compat_session_store(mbedtls_ssl_config *conf, struct dtl_session_store *store)
{
    mbedtls_ssl_conf_session_cache(conf, store, get_session, put_session);
}

int dtl_compat_session_suite(const mbedtls_ssl_session *session)
{
    return session->ciphersuite;
}

void dtl_compat_groups(mbedtls_ssl_config *conf)
{
    static const mbedtls_ecp_group_id groups[] = {MBEDTLS_ECP_DP_SECP256R1,
                                                  MBEDTLS_ECP_DP_SECP384R1, MBEDTLS_ECP_DP_NONE};
    mbedtls_ssl_conf_curves(conf, groups);
}

int dtl_compat_parse_key(mbedtls_pk_context *pk, const unsigned char *key, size_t len,
                         int (*rng)(void *, unsigned char *, size_t), void *rng_ctx)
{
    (void)rng;
    (void)rng_ctx;
    return mbedtls_pk_parse_key(pk, key, len, NULL, 0);
}

int dtl_compat_check_pair(const mbedtls_x509_crt *cert, const mbedtls_pk_context *pk,
                          int (*rng)(void *, unsigned char *, size_t), void *rng_ctx)
{
    (void)rng;
    (void)rng_ctx;
    return mbedtls_pk_check_pair(&cert->pk, pk);
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
