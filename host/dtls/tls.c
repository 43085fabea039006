/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/tls.h"

#include <mbedtls/platform_util.h>
#include <string.h>

#include "host/dtls/explain.h"
#include "host/dtls/handshake.h"

static void on_export(void *ctx, const unsigned char master[48],
                      const unsigned char client_random[32], const unsigned char server_random[32],
                      mbedtls_tls_prf_types prf, const unsigned char *block, size_t block_len)
{
    struct dtl_tls *tls = ctx;
    struct dtl_secrets *s = &tls->running->secrets;
    s->prf = prf;
    memcpy(s->master, master, DTL_MASTER_LEN);
    memcpy(s->client_random, client_random, DTL_RANDOM_LEN);
    memcpy(s->server_random, server_random, DTL_RANDOM_LEN);
    s->block_len = block_len <= sizeof s->block ? block_len : 0;
    if (s->block_len)
        memcpy(s->block, block, s->block_len);
    s->known = true;
}

static int on_psk(void *ctx, mbedtls_ssl_context *ssl, const unsigned char *identity, size_t len)
{
    struct dtl_tls *tls = ctx;
    struct dtl_handshake *hs = tls->running;
    uint8_t key[DTL_PSK_MAX];

    if (len > DTL_PSK_IDENTITY_MAX)
        len = 0; /* known to nobody */
    memcpy(hs->identity, identity, len);
    hs->identity_len = (uint8_t)len;
    size_t key_len = len ? tls->psk(tls->psk_ctx, identity, len, key) : 0;
    hs->unknown_identity = key_len == 0;
    if (hs->unknown_identity)
        return -1;
    int ret = mbedtls_ssl_set_hs_psk(ssl, key, key_len);
    mbedtls_platform_zeroize(key, sizeof key);
    return ret;
}

static int set_rng(struct dtl_tls *tls, const struct dtl_endpoint_config *config)
{
    tls->rng = config->rng ? config->rng : mbedtls_ctr_drbg_random;
    tls->rng_ctx = config->rng ? config->rng_ctx : &tls->drbg;
    if (!config->rng &&
        mbedtls_ctr_drbg_seed(&tls->drbg, mbedtls_entropy_func, &tls->entropy, NULL, 0))
        return DTL_ERR_CRYPTO;
    mbedtls_ssl_conf_rng(&tls->conf, tls->rng, tls->rng_ctx);
    return dtl_cookies_init(&tls->cookies, tls->rng, tls->rng_ctx);
}

static int set_server(struct dtl_tls *tls, const struct dtl_endpoint_config *config)
{
    if (tls->psk)
        mbedtls_ssl_conf_psk_cb(&tls->conf, on_psk, tls);
    mbedtls_ssl_conf_dtls_cookies(&tls->conf, dtl_cookie_write, dtl_cookie_check, &tls->cookies);
    if (!config->resumption)
        return 0;
    tls->store = (struct dtl_session_store){dtl_session_remember, dtl_session_recall, tls};
    dtl_compat_session_store(&tls->conf, &tls->store);
    mbedtls_ssl_conf_session_tickets_cb(&tls->conf, dtl_ticket_write, dtl_ticket_parse, tls);
    return dtl_sessions_init(&tls->sessions, config->resumption_max);
}

/* --- what a client's session is bound to --- */

static int hmac_start(mbedtls_md_context_t *md, const uint8_t *key, size_t len)
{
    mbedtls_md_init(md);
    int ret = mbedtls_md_setup(md, mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), 1);
    return ret ? ret : mbedtls_md_hmac_starts(md, key, len);
}

static int digest_self(struct dtl_tls *tls, const struct dtl_endpoint_config *c)
{
    mbedtls_md_context_t md;
    int ret = hmac_start(&md, c->client_psk, c->client_psk_len);
    if (!ret && c->client_psk)
        ret = mbedtls_md_hmac_update(&md, c->client_psk_identity, c->client_psk_identity_len);
    if (!ret && c->credentials)
        dtl_credentials_digest(c->credentials, &md);
    if (!ret)
        ret = mbedtls_md_hmac_finish(&md, tls->self);
    mbedtls_md_free(&md);
    return ret ? DTL_ERR_CRYPTO : 0;
}

int dtl_tls_binding(const struct dtl_tls *tls, const char *host, uint8_t out[DTL_BINDING_LEN])
{
    mbedtls_md_context_t md;
    int ret = hmac_start(&md, tls->self, sizeof tls->self);
    if (!ret)
        ret = mbedtls_md_hmac_update(&md, (const unsigned char *)host, strlen(host));
    if (!ret)
        ret = mbedtls_md_hmac_finish(&md, out);
    mbedtls_md_free(&md);
    return ret;
}

/* --- the configuration, by role --- */

static int set_client(struct dtl_tls *tls, const struct dtl_endpoint_config *config)
{
    mbedtls_ssl_conf_session_tickets(&tls->conf, config->resumption
                                                     ? MBEDTLS_SSL_SESSION_TICKETS_ENABLED
                                                     : MBEDTLS_SSL_SESSION_TICKETS_DISABLED);
    int ret = digest_self(tls, config);
    if (ret || !config->client_psk)
        return ret;
    return mbedtls_ssl_conf_psk(&tls->conf, config->client_psk, config->client_psk_len,
                                config->client_psk_identity, config->client_psk_identity_len)
               ? DTL_ERR_NOMEM
               : 0;
}

static int set_defaults(struct dtl_tls *tls, const struct dtl_endpoint_config *config)
{
    int role = config->role == DTL_ROLE_SERVER ? MBEDTLS_SSL_IS_SERVER : MBEDTLS_SSL_IS_CLIENT;
    if (mbedtls_ssl_config_defaults(&tls->conf, role, MBEDTLS_SSL_TRANSPORT_DATAGRAM,
                                    MBEDTLS_SSL_PRESET_DEFAULT))
        return DTL_ERR_NOMEM;
    dtl_compat_only_dtls_1_2(&tls->conf);
    dtl_compat_export_of_conf(&tls->conf, &tls->exporter);
    dtl_compat_groups(&tls->conf);
    mbedtls_ssl_conf_verify(&tls->conf, dtl_explain_certificate, tls);
    mbedtls_ssl_conf_ciphersuites(&tls->conf, tls->suites);
    mbedtls_ssl_conf_handshake_timeout(&tls->conf, config->retransmit_min_ms,
                                       config->retransmit_max_ms);
#if defined(MBEDTLS_SSL_RENEGOTIATION)
    mbedtls_ssl_conf_renegotiation(&tls->conf, MBEDTLS_SSL_RENEGOTIATION_DISABLED);
#endif
    return 0;
}

int dtl_tls_init(struct dtl_tls *tls, const struct dtl_endpoint_config *config)
{
    memset(tls, 0, sizeof *tls);
    mbedtls_ssl_config_init(&tls->conf);
    mbedtls_entropy_init(&tls->entropy);
    mbedtls_ctr_drbg_init(&tls->drbg);
    mbedtls_md_init(&tls->cookies.hmac);
    tls->resumption_ms = config->resumption_ms;
    tls->psk = config->psk;
    tls->psk_ctx = config->psk_ctx;
    tls->exporter = (struct dtl_export){.cb = on_export, .ctx = tls};
    dtl_tickets_init(&tls->tickets);
    dtl_suites_offer(tls->suites, config->psk || config->client_psk, config->credentials);

    if (dtl_compat_start())
        return DTL_ERR_CRYPTO;
    int ret = set_defaults(tls, config);
    if (!ret && config->credentials)
        ret = dtl_credentials_configure(config->credentials, &tls->conf);
    if (!ret)
        ret = set_rng(tls, config);
    if (ret)
        return ret;
    return config->role == DTL_ROLE_CLIENT ? set_client(tls, config) : set_server(tls, config);
}

void dtl_tls_free(struct dtl_tls *tls)
{
    mbedtls_ssl_config_free(&tls->conf);
    dtl_cookies_free(&tls->cookies);
    dtl_sessions_free(&tls->sessions);
    dtl_tickets_free(&tls->tickets);
    mbedtls_ctr_drbg_free(&tls->drbg);
    mbedtls_entropy_free(&tls->entropy);
}

int dtl_tls_random(struct dtl_tls *tls, uint8_t *out, size_t len)
{
    return tls->rng(tls->rng_ctx, out, len);
}
