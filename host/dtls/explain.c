/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/explain.h"

#include <mbedtls/error.h>
#include <stdio.h>

#include "host/dtls/report.h"

static void date_of(char out[16], const mbedtls_x509_time *t)
{
    snprintf(out, 16, "%04u-%02u-%02u", (unsigned)t->year % 10000, (unsigned)t->mon % 100,
             (unsigned)t->day % 100);
}

static void note(struct dtl_handshake *hs, const mbedtls_x509_crt *cert, const char *whose,
                 uint32_t flags)
{
    char date[16], *why = hs->why;
    if (flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED) {
        snprintf(why, DTL_WHY_MAX, "%s is not signed by a CA that is trusted here", whose);
    } else if (flags & MBEDTLS_X509_BADCERT_EXPIRED) {
        date_of(date, &cert->valid_to);
        snprintf(why, DTL_WHY_MAX, "%s expired on %s", whose, date);
    } else if (flags & MBEDTLS_X509_BADCERT_FUTURE) {
        date_of(date, &cert->valid_from);
        snprintf(why, DTL_WHY_MAX, "%s is not valid before %s", whose, date);
    } else if (flags & MBEDTLS_X509_BADCERT_CN_MISMATCH) {
        snprintf(why, DTL_WHY_MAX, "%s is not for '%.64s'", whose, hs->host);
    } else if (flags & (MBEDTLS_X509_BADCERT_BAD_KEY | MBEDTLS_X509_BADCERT_BAD_MD |
                        MBEDTLS_X509_BADCERT_BAD_PK)) {
        snprintf(why, DTL_WHY_MAX, "%s has a weak key or signature", whose);
    } else {
        snprintf(why, DTL_WHY_MAX, "%s does not allow this use", whose);
    }
}

int dtl_explain_certificate(void *ctx, mbedtls_x509_crt *cert, int depth, uint32_t *flags)
{
    const struct dtl_tls *tls = ctx;
    struct dtl_handshake *hs = tls->running;
    if (!depth) {
        hs->peer_end = cert->valid_to;
        dtl_subject_of(cert, hs->subject);
    }
    if (*flags && !hs->why[0])
        note(hs, cert, depth ? "the certificate's CA" : "the certificate", *flags);
    return 0;
}

int dtl_explain_validity(const mbedtls_x509_crt *cert, char *err, size_t err_len)
{
    char date[16];
    bool past = mbedtls_x509_time_is_past(&cert->valid_to);
    if (!past && !mbedtls_x509_time_is_future(&cert->valid_from))
        return 0;
    date_of(date, past ? &cert->valid_to : &cert->valid_from);
    snprintf(err, err_len, "certificate %s %s", past ? "expired on" : "is not valid before", date);
    return DTL_ERR_ARG;
}

/* --- alerts --- */

static const struct {
    uint8_t code;
    const char *sentence;
} alerts[] = {
    {0, "the peer closed"},
    {10, "the peer refused: unexpected message"},
    {20, "the peer refused: bad record MAC, most likely it has another key"},
    {22, "the peer refused: record too long"},
    {40, "the peer refused: handshake failure, most likely no cipher suite or no credential in "
         "common"},
    {42, "the peer refused: bad certificate"},
    {43, "the peer refused: unsupported certificate"},
    {44, "the peer refused: certificate revoked"},
    {45, "the peer refused: certificate expired"},
    {46, "the peer refused: certificate unknown"},
    {47, "the peer refused: illegal parameter"},
    {48, "the peer refused: unknown CA"},
    {49, "the peer refused: access denied"},
    {50, "the peer refused: decode error"},
    {51, "the peer refused: decrypt error, most likely it has another key"},
    {70, "the peer refused: protocol version"},
    {71, "the peer refused: insufficient security"},
    {80, "the peer refused: internal error"},
    {90, "the peer cancelled"},
    {112, "the peer refused: unrecognized name"},
    {115, "the peer refused: unknown PSK identity"},
    {116, "the peer refused: it wants a certificate"},
};

const char *dtl_explain_alert(int code)
{
    for (size_t i = 0; i < sizeof alerts / sizeof alerts[0]; i++)
        if (alerts[i].code == code)
            return alerts[i].sentence;
    return "the peer sent a fatal alert";
}

/* --- errors --- */

static bool of_certificate(int ret)
{
    return ret == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED || ret == DTL_COMPAT_BAD_CERTIFICATE ||
           ret == MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE;
}

static enum dtl_close_reason reason_of(const struct dtl_handshake *hs, int ret)
{
    if (hs->unknown_identity)
        return DTL_CLOSE_UNKNOWN_IDENTITY;
    if (ret == MBEDTLS_ERR_SSL_TIMEOUT)
        return DTL_CLOSE_TIMEOUT;
    if (ret == MBEDTLS_ERR_SSL_INVALID_MAC)
        return DTL_CLOSE_BAD_PSK; /* mbedTLS reports it of a Finished only */
    if (ret == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY)
        return DTL_CLOSE_NOTIFY;
    if (ret == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE)
        return DTL_CLOSE_FATAL_ALERT;
    return of_certificate(ret) ? DTL_CLOSE_CERTIFICATE : DTL_CLOSE_HANDSHAKE;
}

enum dtl_close_reason dtl_explain(struct dtl_handshake *hs, int ret)
{
    enum dtl_close_reason reason = reason_of(hs, ret);
    if (ret == MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE)
        snprintf(hs->why, sizeof hs->why, "the peer sent no certificate");
    else if (reason == DTL_CLOSE_CERTIFICATE && !hs->why[0])
        snprintf(hs->why, sizeof hs->why, "the certificate cannot be read");
    else if (reason == DTL_CLOSE_HANDSHAKE)
        mbedtls_strerror(ret, hs->why, sizeof hs->why);
    return reason;
}
