/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/report.h"

#include <mbedtls/platform_util.h>
#include <stdlib.h>
#include <string.h>

#include "host/dtls/saved.h"

static void set_subject(struct dtl_report *r, const mbedtls_x509_crt *cert)
{
    int n = mbedtls_x509_dn_gets((char *)r->identity, sizeof r->identity, &cert->subject);
    r->certificate = true;
    r->identity_len = n < 0 ? 0 : (uint16_t)n;
}

static void set_psk(struct dtl_report *r, const struct dtl_handshake *hs)
{
    memcpy(r->identity, hs->identity, hs->identity_len);
    r->identity_len = hs->identity_len;
}

int dtl_report_init(struct dtl_report **out, const struct dtl_handshake *hs, bool psk, bool resumed,
                    bool resumable)
{
    struct dtl_report *r = calloc(1, sizeof *r);
    if (!r)
        return DTL_ERR_NOMEM;
    const mbedtls_x509_crt *cert = mbedtls_ssl_get_peer_cert(&hs->ssl);
    if (cert)
        set_subject(r, cert);
    else if (psk)
        set_psk(r, hs);
    r->resumed = resumed;
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
    set_psk(r, hs);
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
