/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* memmem */
#include "host/dtls/credentials.h"

#include <mbedtls/error.h>
#include <mbedtls/platform_util.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/dtls/explain.h"
#include "host/dtls/tls.h"

struct dtl_credentials {
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context drbg; /* blinds the key while it is checked */
    mbedtls_x509_crt cert, ca;
    mbedtls_pk_context key;
    bool has_identity, has_trust;
};

int dtl_credentials_init(struct dtl_credentials **out)
{
    struct dtl_credentials *c = calloc(1, sizeof *c);
    if (!c)
        return DTL_ERR_NOMEM;
    mbedtls_entropy_init(&c->entropy);
    mbedtls_ctr_drbg_init(&c->drbg);
    mbedtls_x509_crt_init(&c->cert);
    mbedtls_x509_crt_init(&c->ca);
    mbedtls_pk_init(&c->key);
    if (dtl_compat_start() ||
        mbedtls_ctr_drbg_seed(&c->drbg, mbedtls_entropy_func, &c->entropy, NULL, 0)) {
        dtl_credentials_free(c);
        return DTL_ERR_CRYPTO;
    }
    *out = c;
    return 0;
}

void dtl_credentials_free(struct dtl_credentials *c)
{
    if (!c)
        return;
    mbedtls_pk_free(&c->key);
    mbedtls_x509_crt_free(&c->cert);
    mbedtls_x509_crt_free(&c->ca);
    mbedtls_ctr_drbg_free(&c->drbg);
    mbedtls_entropy_free(&c->entropy);
    free(c);
}

static int fail(char *err, size_t err_len, int code, const char *sentence)
{
    snprintf(err, err_len, "%s", sentence);
    return code;
}

/* --- bytes to certificates and keys --- */

/* mbedTLS wants a final zero behind PEM, and none behind DER. */
struct text {
    uint8_t *bytes;
    size_t len, alloc;
};

static int text_init(struct text *t, const uint8_t *bytes, size_t len)
{
    static const char kBegin[] = "-----BEGIN";
    bool pem = memmem(bytes, len, kBegin, sizeof kBegin - 1);
    t->alloc = len + 1;
    t->bytes = calloc(1, t->alloc);
    if (!t->bytes)
        return DTL_ERR_NOMEM;
    memcpy(t->bytes, bytes, len);
    t->len = len + (pem ? 1 : 0);
    return 0;
}

static void text_free(struct text *t)
{
    mbedtls_platform_zeroize(t->bytes, t->alloc);
    free(t->bytes);
}

/* Says "WHAT cannot be read: REASON". */
static int unreadable(char *err, size_t err_len, const char *what, int ret)
{
    char why[100];
    if (ret > 0)
        snprintf(why, sizeof why, "%d of several are damaged", ret);
    else
        mbedtls_strerror(ret, why, sizeof why);
    snprintf(err, err_len, "%s cannot be read: %s", what, why);
    return DTL_ERR_FORMAT;
}

static int parse_certs(mbedtls_x509_crt *certs, const uint8_t *bytes, size_t len, char *err,
                       size_t err_len)
{
    struct text t;
    if (text_init(&t, bytes, len))
        return fail(err, err_len, DTL_ERR_NOMEM, "certificate: out of memory");
    int ret = mbedtls_x509_crt_parse(certs, t.bytes, t.len);
    text_free(&t);
    return ret ? unreadable(err, err_len, "certificate", ret) : 0;
}

static int parse_key(struct dtl_credentials *c, const uint8_t *bytes, size_t len, char *err,
                     size_t err_len)
{
    struct text t;
    if (text_init(&t, bytes, len))
        return fail(err, err_len, DTL_ERR_NOMEM, "key: out of memory");
    int ret = dtl_compat_parse_key(&c->key, t.bytes, t.len, mbedtls_ctr_drbg_random, &c->drbg);
    text_free(&t);
    return ret ? unreadable(err, err_len, "key", ret) : 0;
}

/* --- what the suites and the peers will take --- */

static int check_identity(struct dtl_credentials *c, char *err, size_t err_len)
{
    size_t bits = mbedtls_pk_get_bitlen(&c->key);
    if (!mbedtls_pk_can_do(&c->key, MBEDTLS_PK_ECDSA) || (bits != 256 && bits != 384))
        return fail(err, err_len, DTL_ERR_ARG, "key is not an ECDSA key on P-256 or P-384");
    if (dtl_compat_check_pair(&c->cert, &c->key, mbedtls_ctr_drbg_random, &c->drbg))
        return fail(err, err_len, DTL_ERR_ARG, "key does not match the certificate");
    return dtl_explain_validity(&c->cert, err, err_len);
}

int dtl_credentials_set_identity(struct dtl_credentials *c, const uint8_t *cert, size_t cert_len,
                                 const uint8_t *key, size_t key_len, char *err, size_t err_len)
{
    int ret = parse_certs(&c->cert, cert, cert_len, err, err_len);
    if (!ret)
        ret = parse_key(c, key, key_len, err, err_len);
    if (!ret)
        ret = check_identity(c, err, err_len);
    c->has_identity = !ret;
    return ret;
}

int dtl_credentials_set_trust(struct dtl_credentials *c, const uint8_t *ca, size_t ca_len,
                              char *err, size_t err_len)
{
    int ret = parse_certs(&c->ca, ca, ca_len, err, err_len);
    c->has_trust = !ret;
    return ret;
}

/* --- for tls.c --- */

bool dtl_credentials_fit(const struct dtl_credentials *c, enum dtl_role role)
{
    return role == DTL_ROLE_SERVER ? c->has_identity : c->has_trust;
}

static void digest_chain(const mbedtls_x509_crt *cert, mbedtls_md_context_t *md)
{
    for (; cert && cert->raw.p; cert = cert->next)
        mbedtls_md_hmac_update(md, cert->raw.p, cert->raw.len);
}

void dtl_credentials_digest(const struct dtl_credentials *c, mbedtls_md_context_t *md)
{
    digest_chain(&c->ca, md);
    digest_chain(&c->cert, md);
}

int dtl_credentials_configure(const struct dtl_credentials *c, mbedtls_ssl_config *conf)
{
    /* mbedTLS only reads them, but its parameters are older than its care for const. */
    struct dtl_credentials *w = (struct dtl_credentials *)c;
    if (c->has_identity && mbedtls_ssl_conf_own_cert(conf, &w->cert, &w->key))
        return DTL_ERR_NOMEM;
    if (c->has_trust)
        mbedtls_ssl_conf_ca_chain(conf, &w->ca, NULL);
    mbedtls_ssl_conf_authmode(conf,
                              c->has_trust ? MBEDTLS_SSL_VERIFY_REQUIRED : MBEDTLS_SSL_VERIFY_NONE);
    return 0;
}
