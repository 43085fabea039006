/* SPDX-License-Identifier: Apache-2.0 */
/* mbedTLS's configuration, one for all handshakes of an endpoint. */
#ifndef DTL_TLS_H
#define DTL_TLS_H

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>

#include "host/dtls/cookie.h"
#include "host/dtls/endpoint.h"
#include "host/dtls/mbedtls_compat.h"
#include "host/dtls/sessions.h"
#include "host/dtls/suites.h"
#include "host/dtls/tickets.h"

struct dtl_handshake;

#define DTL_BINDING_LEN 32

struct dtl_tls {
    mbedtls_ssl_config conf;
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context drbg;
    struct dtl_cookies cookies;
    struct dtl_export exporter;
    struct dtl_session_store store;
    struct dtl_sessions sessions;
    struct dtl_tickets tickets;
    uint32_t resumption_ms;
    uint8_t self[DTL_BINDING_LEN]; /* client: digest of what it proves itself and trusts with */
    int (*rng)(void *, unsigned char *, size_t);
    void *rng_ctx;
    int suites[DTL_SUITES + 1];
    dtl_psk_lookup *psk;
    void *psk_ctx;

    /* Whose handshake runs now. mbedTLS calls back by configuration, not by connection. */
    struct dtl_handshake *running;
};

/* `config` has been checked. Returns 0, DTL_ERR_NOMEM or DTL_ERR_CRYPTO; free it in any case. */
int dtl_tls_init(struct dtl_tls *tls, const struct dtl_endpoint_config *config);
void dtl_tls_free(struct dtl_tls *tls);

/* credentials.c: whether they have what the role needs, and their place in a configuration. */
bool dtl_credentials_fit(const struct dtl_credentials *c, enum dtl_role role);
int dtl_credentials_configure(const struct dtl_credentials *c, mbedtls_ssl_config *conf);

void dtl_credentials_digest(const struct dtl_credentials *c, mbedtls_md_context_t *md);

/* Client: what a session with `host` is bound to. Returns 0 or mbedTLS's error. */
int dtl_tls_binding(const struct dtl_tls *tls, const char *host, uint8_t out[DTL_BINDING_LEN]);

/* From the configured source. Returns 0 or mbedTLS's error. */
int dtl_tls_random(struct dtl_tls *tls, uint8_t *out, size_t len);

#endif
