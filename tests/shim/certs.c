/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/shim/certs.h"

#include <mbedtls/ecp.h>
#include <mbedtls/pk.h>
#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/dtls/mbedtls_compat.h"

static int on_random(void *ctx, unsigned char *out, size_t len)
{
    uint64_t *state = ctx;
    for (size_t i = 0; i < len; i++) {
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        out[i] = (unsigned char)(*state >> 56);
    }
    return 0;
}

static void must(int ret)
{
    if (ret)
        abort();
}

static void make_key(mbedtls_pk_context *pk, uint64_t *random)
{
    must(mbedtls_pk_setup(pk, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY)));
    must(mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(*pk), on_random, random));
}

static void set_serial(mbedtls_x509write_cert *w, uint64_t *random)
{
    unsigned char serial[8];
    on_random(random, serial, sizeof serial);
    serial[0] = 1;
#if MBEDTLS_VERSION_NUMBER >= 0x03040000
    must(mbedtls_x509write_crt_set_serial_raw(w, serial, sizeof serial));
#else
    mbedtls_mpi n;
    mbedtls_mpi_init(&n);
    must(mbedtls_mpi_read_binary(&n, serial, sizeof serial));
    must(mbedtls_x509write_crt_set_serial(w, &n));
    mbedtls_mpi_free(&n);
#endif
}

static void set_names(mbedtls_x509write_cert *w, const struct certs_request *r)
{
    char subject[512], issuer[128];
    snprintf(subject, sizeof subject, "CN=%s", r->name);
    snprintf(issuer, sizeof issuer, "CN=%s", r->issuer ? r->issuer_name : r->name);
    must(mbedtls_x509write_crt_set_subject_name(w, subject));
    must(mbedtls_x509write_crt_set_issuer_name(w, issuer));
}

void certs_make(struct certs_pair *out, const struct certs_request *r)
{
    uint64_t random = r->seed * 2 + 1;
    mbedtls_pk_context own, issuer;
    mbedtls_x509write_cert w;

    must(dtl_compat_start());
    mbedtls_pk_init(&own);
    mbedtls_pk_init(&issuer);
    mbedtls_x509write_crt_init(&w);
    make_key(&own, &random);
    if (r->issuer)
        must(dtl_compat_parse_key(&issuer, (const unsigned char *)r->issuer->key,
                                  strlen(r->issuer->key) + 1, on_random, &random));
    mbedtls_x509write_crt_set_version(&w, MBEDTLS_X509_CRT_VERSION_3);
    mbedtls_x509write_crt_set_md_alg(&w, MBEDTLS_MD_SHA256);
    mbedtls_x509write_crt_set_subject_key(&w, &own);
    mbedtls_x509write_crt_set_issuer_key(&w, r->issuer ? &issuer : &own);
    set_serial(&w, &random);
    set_names(&w, r);
    must(mbedtls_x509write_crt_set_validity(&w, r->not_before ? r->not_before : "20200101000000",
                                            r->not_after ? r->not_after : "20991231235959"));
    must(mbedtls_x509write_crt_set_basic_constraints(&w, r->ca, -1));
    must(mbedtls_x509write_crt_pem(&w, (unsigned char *)out->cert, sizeof out->cert, on_random,
                                   &random));
    must(mbedtls_pk_write_key_pem(&own, (unsigned char *)out->key, sizeof out->key));
    mbedtls_x509write_crt_free(&w);
    mbedtls_pk_free(&own);
    mbedtls_pk_free(&issuer);
}
