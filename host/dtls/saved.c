/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/saved.h"

#include <mbedtls/platform_util.h>
#include <stdlib.h>
#include <string.h>

#include "driver/bytes.h"

/* --- when a certificate ends: year, month, day, hour, minute, second; all 0: there is none ------
 */

enum { END_LEN = 7 };

static void put_end(uint8_t out[END_LEN], const mbedtls_x509_time *t)
{
    dtl_put16(out, (uint16_t)t->year);
    const int rest[] = {t->mon, t->day, t->hour, t->min, t->sec};
    for (size_t i = 0; i < 5; i++)
        out[2 + i] = (uint8_t)rest[i];
}

static mbedtls_x509_time get_end(const uint8_t p[END_LEN])
{
    return (mbedtls_x509_time){
        .year = dtl_get16(p), .mon = p[2], .day = p[3], .hour = p[4], .min = p[5], .sec = p[6]};
}

static bool has_ended(const mbedtls_x509_time *end)
{
    return end->year && mbedtls_x509_time_is_past(end);
}

/* --- client: what it is bound to, when the server's certificate ends, mbedTLS's session ---------
 */

enum { CLIENT_HEAD = DTL_BINDING_LEN + END_LEN };

static size_t make(const struct dtl_handshake *hs, const mbedtls_ssl_session *session,
                   uint8_t **saved)
{
    size_t need = 0, len = 0;
    mbedtls_ssl_session_save(session, NULL, 0, &need);
    uint8_t *p = malloc(CLIENT_HEAD + need);
    if (!p)
        return 0;
    put_end(p + DTL_BINDING_LEN, &hs->peer_end);
    if (dtl_tls_binding(hs->tls, hs->host, p) ||
        mbedtls_ssl_session_save(session, p + CLIENT_HEAD, need, &len)) {
        free(p);
        return 0;
    }
    *saved = p;
    return CLIENT_HEAD + len;
}

size_t dtl_saved_make(const struct dtl_handshake *hs, uint8_t **saved)
{
    mbedtls_ssl_session session;
    mbedtls_ssl_session_init(&session);
    size_t len = mbedtls_ssl_get_session(&hs->ssl, &session) ? 0 : make(hs, &session, saved);
    mbedtls_ssl_session_free(&session);
    return len;
}

void dtl_saved_load(struct dtl_handshake *hs, const uint8_t *saved, size_t len)
{
    uint8_t binding[DTL_BINDING_LEN];
    if (len < CLIENT_HEAD || dtl_tls_binding(hs->tls, hs->host, binding) ||
        memcmp(saved, binding, sizeof binding) != 0)
        return;
    mbedtls_x509_time end = get_end(saved + DTL_BINDING_LEN);
    if (has_ended(&end))
        return;
    mbedtls_ssl_session session;
    mbedtls_ssl_session_init(&session);
    if (!mbedtls_ssl_session_load(&session, saved + CLIENT_HEAD, len - CLIENT_HEAD) &&
        !mbedtls_ssl_set_session(&hs->ssl, &session))
        hs->peer_end = end;
    mbedtls_ssl_session_free(&session);
}

/* --- server: when it was made, when the client's certificate ends, the suite, the identity and its
 * length, mbedTLS's session ----------------------------------------------------------------------
 */

enum {
    AT_END = 8,
    AT_SUITE = AT_END + END_LEN,
    AT_IDENTITY_LEN = AT_SUITE + 2,
    AT_IDENTITY = AT_IDENTITY_LEN + 1,
};

int dtl_saved_put(const struct dtl_handshake *hs, const mbedtls_ssl_session *session, uint8_t *out,
                  size_t cap, size_t *len)
{
    int id = dtl_compat_session_suite(session);
    const struct dtl_suite *suite = dtl_suite_find(id);
    if (!suite)
        return DTL_ERR_ARG;
    size_t identity_len = suite->psk ? hs->identity_len : 0;
    size_t head = AT_IDENTITY + identity_len, n = 0;
    if (cap < head || mbedtls_ssl_session_save(session, out + head, cap - head, &n))
        return DTL_ERR_FULL;
    dtl_put64(out, hs->now_ms);
    put_end(out + AT_END, &hs->peer_end);
    dtl_put16(out + AT_SUITE, (uint16_t)id);
    out[AT_IDENTITY_LEN] = (uint8_t)identity_len;
    memcpy(out + AT_IDENTITY, hs->identity, identity_len);
    *len = head + n;
    return 0;
}

/* A session without identity was made with a certificate. */
static bool still_known(const struct dtl_tls *tls, const struct dtl_recalled *r)
{
    uint8_t key[DTL_PSK_MAX];
    if (!r->identity_len)
        return true;
    bool known = tls->psk && tls->psk(tls->psk_ctx, r->identity, r->identity_len, key);
    mbedtls_platform_zeroize(key, sizeof key);
    return known;
}

static int get_head(struct dtl_recalled *r, const uint8_t *saved, size_t len)
{
    if (len < AT_IDENTITY || len - AT_IDENTITY < saved[AT_IDENTITY_LEN] ||
        saved[AT_IDENTITY_LEN] > DTL_PSK_IDENTITY_MAX)
        return DTL_ERR_FORMAT;
    r->suite = dtl_get16(saved + AT_SUITE);
    r->identity_len = saved[AT_IDENTITY_LEN];
    memcpy(r->identity, saved + AT_IDENTITY, r->identity_len);
    return 0;
}

int dtl_saved_get(struct dtl_handshake *hs, mbedtls_ssl_session *session, const uint8_t *saved,
                  size_t len)
{
    struct dtl_recalled *r = &hs->recalled;
    int ret = get_head(r, saved, len);
    if (ret)
        return ret;
    mbedtls_x509_time end = get_end(saved + AT_END);
    if (hs->now_ms - dtl_get64(saved) >= hs->tls->resumption_ms || has_ended(&end) ||
        !still_known(hs->tls, r))
        return DTL_ERR_STATE;
    size_t head = AT_IDENTITY + (size_t)r->identity_len;
    return mbedtls_ssl_session_load(session, saved + head, len - head) ? DTL_ERR_FORMAT : 0;
}
