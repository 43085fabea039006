/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/saved.h"

#include <mbedtls/platform_util.h>
#include <stdlib.h>
#include <string.h>

#include "driver/bytes.h"

/* --- client: length of the host's name, the name, mbedTLS's session -----------------------------
 */

static size_t make(const struct dtl_handshake *hs, const mbedtls_ssl_session *session,
                   uint8_t **saved)
{
    size_t host = strlen(hs->host), need = 0, len = 0;
    mbedtls_ssl_session_save(session, NULL, 0, &need);
    uint8_t *p = malloc(1 + host + need);
    if (!p)
        return 0;
    p[0] = (uint8_t)host;
    memcpy(p + 1, hs->host, host);
    if (mbedtls_ssl_session_save(session, p + 1 + host, need, &len)) {
        free(p);
        return 0;
    }
    *saved = p;
    return 1 + host + len;
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
    size_t host = strlen(hs->host);
    if (len < 1 + host || saved[0] != host || memcmp(saved + 1, hs->host, host) != 0)
        return;
    mbedtls_ssl_session session;
    mbedtls_ssl_session_init(&session);
    if (!mbedtls_ssl_session_load(&session, saved + 1 + host, len - 1 - host))
        mbedtls_ssl_set_session(&hs->ssl, &session);
    mbedtls_ssl_session_free(&session);
}

/* --- server: when, length of the identity, the identity, mbedTLS's session ----------------------
 */

enum { MADE_LEN = 8, FIXED_LEN = MADE_LEN + 1 };

int dtl_saved_put(const struct dtl_handshake *hs, const mbedtls_ssl_session *session, uint8_t *out,
                  size_t cap, size_t *len)
{
    size_t head = FIXED_LEN + (size_t)hs->identity_len, n = 0;
    if (cap < head || mbedtls_ssl_session_save(session, out + head, cap - head, &n))
        return DTL_ERR_FULL;
    dtl_put64(out, hs->now_ms);
    out[MADE_LEN] = hs->identity_len;
    memcpy(out + FIXED_LEN, hs->identity, hs->identity_len);
    *len = head + n;
    return 0;
}

/* A session without identity was made with a certificate. */
static bool still_known(const struct dtl_tls *tls, const uint8_t *identity, size_t len)
{
    uint8_t key[DTL_PSK_MAX];
    if (!len)
        return true;
    bool known = tls->psk && tls->psk(tls->psk_ctx, identity, len, key);
    mbedtls_platform_zeroize(key, sizeof key);
    return known;
}

int dtl_saved_get(struct dtl_handshake *hs, mbedtls_ssl_session *session, const uint8_t *saved,
                  size_t len)
{
    if (len < FIXED_LEN || len - FIXED_LEN < saved[MADE_LEN])
        return DTL_ERR_FORMAT;
    const uint8_t *identity = saved + FIXED_LEN;
    size_t identity_len = saved[MADE_LEN], head = FIXED_LEN + identity_len;
    if (hs->now_ms - dtl_get64(saved) >= hs->tls->resumption_ms ||
        identity_len > DTL_PSK_IDENTITY_MAX || !still_known(hs->tls, identity, identity_len))
        return DTL_ERR_STATE;
    if (mbedtls_ssl_session_load(session, saved + head, len - head))
        return DTL_ERR_FORMAT;
    memcpy(hs->identity, identity, identity_len);
    hs->identity_len = (uint8_t)identity_len;
    return 0;
}
