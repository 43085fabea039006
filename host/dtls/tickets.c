/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/tickets.h"

#include <mbedtls/platform_util.h>
#include <string.h>

#include "host/dtls/saved.h"
#include "host/dtls/tls.h"

/* A ticket: nonce, sealed session, tag. */
enum { NONCE_LEN = 12, TAG_LEN = 16, KEY_LEN = 32 };

void dtl_tickets_init(struct dtl_tickets *t)
{
    for (int i = 0; i < 2; i++)
        mbedtls_ccm_init(&t->keys[i].ccm);
}

void dtl_tickets_free(struct dtl_tickets *t)
{
    for (int i = 0; i < 2; i++)
        mbedtls_ccm_free(&t->keys[i].ccm);
}

static int new_key(struct dtl_tls *tls, struct dtl_ticket_key *k, uint64_t now_ms)
{
    uint8_t key[KEY_LEN];
    int ret = dtl_tls_random(tls, key, sizeof key);
    mbedtls_ccm_free(&k->ccm);
    mbedtls_ccm_init(&k->ccm);
    if (!ret)
        ret = mbedtls_ccm_setkey(&k->ccm, MBEDTLS_CIPHER_ID_AES, key, 8 * KEY_LEN);
    mbedtls_platform_zeroize(key, sizeof key);
    k->made_ms = now_ms;
    k->set = !ret;
    return ret;
}

/* A key seals for as long as its tickets live, and opens for twice as long: also random nonces stay
 * far from their bound, 2^32 for each key. */
static struct dtl_ticket_key *sealing_key(struct dtl_tls *tls, uint64_t now_ms)
{
    struct dtl_tickets *t = &tls->tickets;
    struct dtl_ticket_key *k = &t->keys[t->current];
    if (k->set && now_ms - k->made_ms < tls->resumption_ms)
        return k;
    if (k->set)
        t->current ^= 1;
    k = &t->keys[t->current];
    return new_key(tls, k, now_ms) ? NULL : k;
}

static int seal(struct dtl_tls *tls, struct dtl_ticket_key *k, const uint8_t *plain, size_t len,
                uint8_t *ticket)
{
    int ret = dtl_tls_random(tls, ticket, NONCE_LEN);
    return ret ? ret
               : mbedtls_ccm_encrypt_and_tag(&k->ccm, len, ticket, NONCE_LEN, NULL, 0, plain,
                                             ticket + NONCE_LEN, ticket + NONCE_LEN + len, TAG_LEN);
}

int dtl_ticket_write(void *ctx, const mbedtls_ssl_session *session, unsigned char *start,
                     const unsigned char *end, size_t *len, uint32_t *lifetime_s)
{
    struct dtl_tls *tls = ctx;
    const struct dtl_handshake *hs = tls->running;
    uint8_t plain[DTL_TICKET_MAX - NONCE_LEN - TAG_LEN];
    size_t n;

    *lifetime_s = 0;
    *len = 0; /* mbedTLS then sends an empty ticket, which says that there is none */
    if (dtl_saved_put(hs, session, plain, sizeof plain, &n) ||
        (size_t)(end - start) < NONCE_LEN + n + TAG_LEN)
        return MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL;
    struct dtl_ticket_key *k = sealing_key(tls, hs->now_ms);
    int ret = k ? seal(tls, k, plain, n, start) : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
    mbedtls_platform_zeroize(plain, sizeof plain);
    if (ret)
        return ret;
    *len = NONCE_LEN + n + TAG_LEN;
    *lifetime_s = tls->resumption_ms / 1000;
    return 0;
}

static int open_with(struct dtl_ticket_key *k, const uint8_t *ticket, size_t len, uint8_t *plain)
{
    const uint8_t *text = ticket + NONCE_LEN;
    return k->set ? mbedtls_ccm_auth_decrypt(&k->ccm, len, ticket, NONCE_LEN, NULL, 0, text, plain,
                                             text + len, TAG_LEN)
                  : MBEDTLS_ERR_SSL_INVALID_MAC;
}

int dtl_ticket_parse(void *ctx, mbedtls_ssl_session *session, unsigned char *ticket, size_t len)
{
    struct dtl_tls *tls = ctx;
    struct dtl_tickets *t = &tls->tickets;
    uint8_t plain[DTL_TICKET_MAX];

    if (len < NONCE_LEN + TAG_LEN || len > DTL_TICKET_MAX)
        return MBEDTLS_ERR_SSL_INVALID_MAC;
    size_t n = len - NONCE_LEN - TAG_LEN;
    if (open_with(&t->keys[t->current], ticket, n, plain) &&
        open_with(&t->keys[t->current ^ 1], ticket, n, plain))
        return MBEDTLS_ERR_SSL_INVALID_MAC;
    int ret = dtl_saved_get(tls->running, session, plain, n);
    mbedtls_platform_zeroize(plain, sizeof plain);
    return ret ? MBEDTLS_ERR_SSL_SESSION_TICKET_EXPIRED : 0;
}
