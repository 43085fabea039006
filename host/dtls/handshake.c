/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/handshake.h"

#include <mbedtls/platform_util.h>
#include <stdlib.h>
#include <string.h>

#include "host/dtls/timers.h"

static void on_timer_set(void *ctx, uint32_t intermediate_ms, uint32_t final_ms)
{
    struct dtl_handshake *hs = ctx;
    hs->intermediate_at_ms = hs->now_ms + intermediate_ms;
    hs->final_at_ms = final_ms ? hs->now_ms + final_ms : DTL_NEVER;
}

/* -1 cancelled, 0 running, 1 intermediate delay over, 2 final delay over. */
static int on_timer_get(void *ctx)
{
    const struct dtl_handshake *hs = ctx;
    if (hs->final_at_ms == DTL_NEVER)
        return -1;
    if (hs->now_ms >= hs->final_at_ms)
        return 2;
    return hs->now_ms >= hs->intermediate_at_ms;
}

static int on_recv(void *ctx, unsigned char *buf, size_t cap)
{
    struct dtl_handshake *hs = ctx;
    size_t len = hs->rx_len;
    if (!hs->rx)
        return MBEDTLS_ERR_SSL_WANT_READ;
    const uint8_t *record = hs->rx;
    hs->rx = NULL;
    if (len > cap)
        return MBEDTLS_ERR_SSL_WANT_READ;
    memcpy(buf, record, len);
    dtl_capture_clear(&hs->capture);
    return (int)len;
}

static void learn_numbers(struct dtl_handshake *hs, const uint8_t *data, size_t len)
{
    struct dtl_record_header h;
    for (size_t pos = 0; pos < len && !dtl_record_get_header(&h, data + pos, len - pos);
         pos += DTL_HEADER_LEN + (size_t)h.length)
        if (h.epoch <= 1 && h.seq >= hs->tx_next[h.epoch])
            hs->tx_next[h.epoch] = h.seq + 1;
}

static bool starts_with_server_hello(const uint8_t *data, size_t len)
{
    struct dtl_record_header h;
    return !dtl_record_get_header(&h, data, len) && h.type == DTL_CT_HANDSHAKE && h.epoch == 0 &&
           len > DTL_HEADER_LEN && data[DTL_HEADER_LEN] == DTL_HS_SERVER_HELLO;
}

static int on_send(void *ctx, const unsigned char *data, size_t len)
{
    struct dtl_handshake *hs = ctx;
    if (starts_with_server_hello(data, len))
        hs->verified = true;
    if (!hs->verified) {
        hs->over_budget = len > hs->out_budget;
        if (hs->over_budget)
            return (int)len;
        hs->out_budget -= len;
    }
    learn_numbers(hs, data, len);
    dtl_capture_add(&hs->capture, data, len);
    hs->send(hs->send_ctx, hs, data, len);
    return (int)len;
}

int dtl_handshake_init(struct dtl_handshake **out, struct dtl_tls *tls, uint32_t mtu,
                       dtl_handshake_send *send, void *send_ctx)
{
    struct dtl_handshake *hs = calloc(1, sizeof *hs);
    if (!hs)
        return DTL_ERR_NOMEM;
    hs->tls = tls;
    hs->send = send;
    hs->send_ctx = send_ctx;
    hs->final_at_ms = DTL_NEVER;
    mbedtls_ssl_init(&hs->ssl);
    if (mbedtls_ssl_setup(&hs->ssl, &tls->conf)) {
        dtl_handshake_free(hs);
        return DTL_ERR_NOMEM;
    }
    mbedtls_ssl_set_bio(&hs->ssl, hs, on_send, on_recv, NULL);
    mbedtls_ssl_set_timer_cb(&hs->ssl, hs, on_timer_set, on_timer_get);
    hs->mtu = (uint16_t)mtu;
    mbedtls_ssl_set_mtu(&hs->ssl, hs->mtu);
    dtl_compat_export_of_ssl(&hs->ssl, &tls->exporter);
    *out = hs;
    return 0;
}

void dtl_handshake_free(struct dtl_handshake *hs)
{
    if (!hs)
        return;
    mbedtls_ssl_free(&hs->ssl);
    dtl_park_clear(&hs->park);
    mbedtls_platform_zeroize(hs, sizeof *hs);
    free(hs);
}

int dtl_handshake_reset(struct dtl_handshake *hs)
{
    mbedtls_platform_zeroize(&hs->secrets, sizeof hs->secrets);
    dtl_capture_clear(&hs->capture);
    hs->tx_next[0] = hs->tx_next[1] = 0;
    hs->final_at_ms = DTL_NEVER;
    hs->verified = false;
    hs->unknown_identity = false;
    hs->identity_len = 0;
    hs->recalled = (struct dtl_recalled){0};
    hs->peer_end = (mbedtls_x509_time){0};
    hs->why[0] = 0;
    return mbedtls_ssl_session_reset(&hs->ssl);
}

int dtl_handshake_set_server(struct dtl_handshake *hs, const struct dtl_path *path,
                             const char *host)
{
    size_t len = host ? strlen(host) : 0;
    if (len >= sizeof hs->host)
        return DTL_ERR_ARG;
    memcpy(hs->host, host ? host : "", len);
    hs->path = *path;
    hs->verified = true;
    return mbedtls_ssl_set_hostname(&hs->ssl, host) ? DTL_ERR_NOMEM : 0;
}

int dtl_handshake_set_peer(struct dtl_handshake *hs, const struct dtl_path *path, size_t budget)
{
    hs->path = *path;
    hs->out_budget = budget;
    hs->over_budget = false;
    return mbedtls_ssl_set_client_transport_id(&hs->ssl, path->bytes, path->len);
}

/* mbedTLS keeps it to itself which alert it was. */
static int alert_of(const uint8_t *record, size_t len)
{
    bool plain = len == DTL_HEADER_LEN + 2 && record[0] == DTL_CT_ALERT;
    return plain ? record[DTL_HEADER_LEN + 1] : -1;
}

int dtl_handshake_run(struct dtl_handshake *hs, const uint8_t *record, size_t len, uint64_t now_ms)
{
    int ret;
    hs->rx = record;
    hs->rx_len = len;
    hs->alert = alert_of(record, len);
    hs->now_ms = now_ms;
    hs->tls->cookies.now_ms = now_ms;
    hs->tls->running = hs;
    /* A timer that has ended makes mbedTLS return before it has read: it then has to be called
     * again, and by then runs a new timer. */
    do
        ret = mbedtls_ssl_handshake(&hs->ssl);
    while (ret == MBEDTLS_ERR_SSL_WANT_READ && hs->rx);
    hs->tls->running = NULL;
    hs->rx = NULL;
    return ret;
}

void dtl_handshake_abandon(struct dtl_handshake *hs)
{
    mbedtls_ssl_send_alert_message(&hs->ssl, MBEDTLS_SSL_ALERT_LEVEL_WARNING,
                                   MBEDTLS_SSL_ALERT_MSG_CLOSE_NOTIFY);
}

size_t dtl_handshake_payload_max(struct dtl_handshake *hs)
{
    mbedtls_ssl_set_mtu(&hs->ssl, 0);
    int n = mbedtls_ssl_get_max_out_record_payload(&hs->ssl);
    mbedtls_ssl_set_mtu(&hs->ssl, hs->mtu);
    return n < 0 ? 0 : (size_t)n;
}

const struct dtl_suite *dtl_handshake_suite(const struct dtl_handshake *hs)
{
    return dtl_suite_find(mbedtls_ssl_get_ciphersuite_id(mbedtls_ssl_get_ciphersuite(&hs->ssl)));
}
