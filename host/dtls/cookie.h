/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stateless cookies, RFC 6347 section 4.2.1: the time they were made and an HMAC-SHA-256 over that
 * time and the client's path. mbedTLS's own cookies read the system's clock; these take the time
 * from the caller.
 */
#ifndef DTL_COOKIE_H
#define DTL_COOKIE_H

#include <mbedtls/md.h>
#include <stdint.h>

#define DTL_COOKIE_LEN         32
#define DTL_COOKIE_LIFETIME_MS 60000

struct dtl_cookies {
    mbedtls_md_context_t hmac; /* keyed */
    uint64_t now_ms;           /* kept up to date by the owner */
};

/* Takes a secret from `rng`. Returns 0, DTL_ERR_NOMEM or DTL_ERR_CRYPTO. */
int dtl_cookies_init(struct dtl_cookies *c, int (*rng)(void *, unsigned char *, size_t),
                     void *rng_ctx);
void dtl_cookies_free(struct dtl_cookies *c);

/* For mbedtls_ssl_conf_dtls_cookies; `ctx` is a struct dtl_cookies. */
int dtl_cookie_write(void *ctx, unsigned char **p, unsigned char *end, const unsigned char *path,
                     size_t path_len);
int dtl_cookie_check(void *ctx, const unsigned char *cookie, size_t len, const unsigned char *path,
                     size_t path_len);

#endif
