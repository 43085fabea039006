/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/keys.h"

#include <mbedtls/ccm.h>
#include <mbedtls/platform_util.h>
#include <string.h>

#include "driver/record.h"

/* RFC 5246 section 6.3 with RFC 6655 section 3: no MAC keys, then two keys, then two salts. */
static void split_block(struct dtl_session_params *p, const uint8_t *block, bool we_are_server)
{
    const uint8_t *client_key = block, *server_key = block + p->key_len;
    const uint8_t *client_salt = block + 2 * p->key_len, *server_salt = client_salt + DTL_SALT_LEN;

    memcpy(p->tx.key, we_are_server ? server_key : client_key, p->key_len);
    memcpy(p->rx.key, we_are_server ? client_key : server_key, p->key_len);
    memcpy(p->tx.salt, we_are_server ? server_salt : client_salt, DTL_SALT_LEN);
    memcpy(p->rx.salt, we_are_server ? client_salt : server_salt, DTL_SALT_LEN);
}

static int expand(uint8_t *block, size_t len, const struct dtl_secrets *s)
{
    uint8_t seed[2 * DTL_RANDOM_LEN];
    memcpy(seed, s->server_random, DTL_RANDOM_LEN);
    memcpy(seed + DTL_RANDOM_LEN, s->client_random, DTL_RANDOM_LEN);
    return mbedtls_ssl_tls_prf(s->prf, s->master, DTL_MASTER_LEN, "key expansion", seed,
                               sizeof seed, block, len)
               ? DTL_ERR_CRYPTO
               : 0;
}

int dtl_keys_derive(struct dtl_session_params *p, const struct dtl_secrets *s,
                    const struct dtl_suite *suite, bool we_are_server)
{
    uint8_t block[DTL_KEY_BLOCK_MAX];
    size_t len = 2 * ((size_t)suite->key_len + DTL_SALT_LEN);
    const uint8_t *known = s->block_len == len ? s->block : NULL;

    if (!known && expand(block, len, s))
        return DTL_ERR_CRYPTO;
    p->key_len = suite->key_len;
    p->tag_len = suite->tag_len;
    split_block(p, known ? known : block, we_are_server);
    mbedtls_platform_zeroize(block, sizeof block);
    return 0;
}

static int ccm_open(const struct dtl_session_params *p, const struct dtl_record_header *h,
                    const uint8_t *body, size_t payload_len, uint8_t *out)
{
    uint8_t nonce[DTL_NONCE_LEN], aad[DTL_AAD_LEN];
    const uint8_t *text = body + DTL_EXPLICIT_LEN;
    mbedtls_ccm_context ccm;

    dtl_record_nonce(nonce, p->tx.salt, body);
    dtl_record_aad(aad, h, payload_len);
    mbedtls_ccm_init(&ccm);
    int ret = mbedtls_ccm_setkey(&ccm, MBEDTLS_CIPHER_ID_AES, p->tx.key, p->key_len * 8u);
    if (!ret)
        ret = mbedtls_ccm_auth_decrypt(&ccm, payload_len, nonce, sizeof nonce, aad, sizeof aad,
                                       text, out, text + payload_len, p->tag_len);
    mbedtls_ccm_free(&ccm);
    return ret ? DTL_ERR_CRYPTO : 0;
}

int dtl_keys_open_own(const struct dtl_session_params *p, const uint8_t *record, size_t len,
                      uint8_t *out, size_t out_cap)
{
    struct dtl_record_header h;
    size_t overhead = DTL_RECORD_OVERHEAD(p->tag_len);

    if (dtl_record_get_header(&h, record, len) || len < overhead || len - overhead > out_cap)
        return DTL_ERR_FORMAT;
    int ret = ccm_open(p, &h, record + DTL_HEADER_LEN, len - overhead, out);
    return ret ? ret : (int)(len - overhead);
}
