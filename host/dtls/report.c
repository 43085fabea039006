/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/report.h"

#include <mbedtls/platform_util.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/dtls/saved.h"

void dtl_subject_of(const mbedtls_x509_crt *cert, char out[DTL_SUBJECT_MAX])
{
    static const char cut[] = "...";
    char whole[4096];
    if (mbedtls_x509_dn_gets(whole, sizeof whole, &cert->subject) < 0)
        snprintf(whole, sizeof whole, "(unreadable)");
    size_t len = strlen(whole);
    bool fits = len < DTL_SUBJECT_MAX;
    size_t n = fits ? len : DTL_SUBJECT_MAX - sizeof cut;
    memcpy(out, whole, n);
    memcpy(out + n, fits ? "" : cut, fits ? 1 : sizeof cut);
}

static void set_subject(struct dtl_report *r, const mbedtls_x509_crt *cert)
{
    char subject[DTL_SUBJECT_MAX];
    dtl_subject_of(cert, subject);
    r->certificate = true;
    r->identity_len = (uint16_t)strlen(subject);
    memcpy(r->identity, subject, r->identity_len);
}

static void set_psk(struct dtl_report *r, const uint8_t *identity, uint8_t len)
{
    memcpy(r->identity, identity, len);
    r->identity_len = len;
}

static void set_peer(struct dtl_report *r, const struct dtl_handshake *hs, bool psk)
{
    const mbedtls_x509_crt *cert = mbedtls_ssl_get_peer_cert(&hs->ssl);
    if (cert)
        set_subject(r, cert);
    else if (psk && r->resumed)
        set_psk(r, hs->recalled.identity, hs->recalled.identity_len);
    else if (psk)
        set_psk(r, hs->identity, hs->identity_len);
}

int dtl_report_init(struct dtl_report **out, const struct dtl_handshake *hs,
                    const struct dtl_suite *suite, bool resumed, bool resumable)
{
    if (resumed && hs->recalled.suite && hs->recalled.suite != suite->id)
        return DTL_ERR_STATE;
    struct dtl_report *r = calloc(1, sizeof *r);
    if (!r)
        return DTL_ERR_NOMEM;
    r->resumed = resumed;
    set_peer(r, hs, suite->psk);
    if (resumable)
        r->saved_len = dtl_saved_make(hs, &r->saved);
    *out = r;
    return 0;
}

struct dtl_report *dtl_report_failed(const struct dtl_handshake *hs)
{
    struct dtl_report *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    set_psk(r, hs->identity, hs->identity_len);
    if (!hs->subject[0])
        return r;
    r->certificate = true;
    r->identity_len = (uint16_t)strlen(hs->subject);
    memcpy(r->identity, hs->subject, r->identity_len);
    return r;
}

void dtl_report_free(struct dtl_report *r)
{
    if (!r)
        return;
    if (r->saved)
        mbedtls_platform_zeroize(r->saved, r->saved_len);
    free(r->saved);
    free(r);
}
