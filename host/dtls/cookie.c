/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/cookie.h"

#include <mbedtls/constant_time.h>
#include <mbedtls/platform_util.h>
#include <mbedtls/ssl.h>
#include <string.h>

#include "driver/bytes.h"
#include "driver/error.h"

#define TIME_LEN   8
#define SECRET_LEN 32
#define HMAC_LEN   32

int dtl_cookies_init(struct dtl_cookies *c, int (*rng)(void *, unsigned char *, size_t),
                     void *rng_ctx)
{
    uint8_t secret[SECRET_LEN];
    mbedtls_md_init(&c->hmac);
    if (mbedtls_md_setup(&c->hmac, mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), 1))
        return DTL_ERR_NOMEM;
    int ret = rng(rng_ctx, secret, sizeof secret);
    if (!ret)
        ret = mbedtls_md_hmac_starts(&c->hmac, secret, sizeof secret);
    mbedtls_platform_zeroize(secret, sizeof secret);
    return ret ? DTL_ERR_CRYPTO : 0;
}

void dtl_cookies_free(struct dtl_cookies *c)
{
    mbedtls_md_free(&c->hmac);
}

static int make(struct dtl_cookies *c, uint64_t made_ms, const uint8_t *path, size_t path_len,
                uint8_t cookie[DTL_COOKIE_LEN])
{
    uint8_t hmac[HMAC_LEN];
    dtl_put64(cookie, made_ms);
    if (mbedtls_md_hmac_reset(&c->hmac) || mbedtls_md_hmac_update(&c->hmac, cookie, TIME_LEN) ||
        mbedtls_md_hmac_update(&c->hmac, path, path_len) || mbedtls_md_hmac_finish(&c->hmac, hmac))
        return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
    memcpy(cookie + TIME_LEN, hmac, DTL_COOKIE_LEN - TIME_LEN);
    return 0;
}

int dtl_cookie_write(void *ctx, unsigned char **p, unsigned char *end, const unsigned char *path,
                     size_t path_len)
{
    struct dtl_cookies *c = ctx;
    if (end - *p < DTL_COOKIE_LEN)
        return MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL;
    int ret = make(c, c->now_ms, path, path_len, *p);
    if (!ret)
        *p += DTL_COOKIE_LEN;
    return ret;
}

int dtl_cookie_check(void *ctx, const unsigned char *cookie, size_t len, const unsigned char *path,
                     size_t path_len)
{
    struct dtl_cookies *c = ctx;
    uint8_t expected[DTL_COOKIE_LEN];
    if (len != DTL_COOKIE_LEN)
        return -1;
    uint64_t made_ms = dtl_get64(cookie);
    if (made_ms > c->now_ms || c->now_ms - made_ms > DTL_COOKIE_LIFETIME_MS)
        return -1;
    if (make(c, made_ms, path, path_len, expected))
        return -1;
    return mbedtls_ct_memcmp(cookie, expected, DTL_COOKIE_LEN) ? -1 : 0;
}
