/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* strdup */
#include <mbedtls/platform_util.h>
#include <stdlib.h>
#include <string.h>

#include "host/dtls/explain.h"
#include "host/dtls/internal.h"

static void set_limits(const struct dtl_endpoint *ep, struct dtl_session_params *p,
                       uint64_t next_seq)
{
    p->window_size = (uint16_t)dtl_least(64, ep->limits.window_max);
    p->bad_mac_limit = ep->config.bad_mac_limit;
    p->tx.epoch = p->rx.epoch = 1;
    p->tx.next_seq = next_seq;
    p->tx.soft_limit = dtl_least(next_seq + ep->config.soft_limit, DTL_SEQ_MAX);
    p->tx.hard_limit = dtl_least(next_seq + ep->config.hard_limit, DTL_SEQ_MAX);
}

/* Everything that is wanted of mbedTLS, before it is freed. */
static int take_over(struct dtl_endpoint *ep, struct dtl_association *a)
{
    struct dtl_handshake *hs = a->hs;
    a->suite = dtl_handshake_suite(hs);
    if (!a->suite || !hs->secrets.known)
        return DTL_ERR_CRYPTO;
    bool server = ep->config.role == DTL_ROLE_SERVER;
    int ret = dtl_keys_derive(&hs->params, &hs->secrets, a->suite, server);
    mbedtls_platform_zeroize(&hs->secrets, sizeof hs->secrets);
    bool sent_last = dtl_capture_has_finished(&hs->capture);
    if (!ret) /* in a short handshake the client speaks last */
        ret = dtl_report_init(&a->report, hs, a->suite, server != sent_last,
                              !server && ep->config.resumption);
    if (!ret && sent_last)
        ret = dtl_flight_init(&a->flight, &hs->capture, &hs->params, hs->tx_next[0], ep->now_ms);
    set_limits(ep, &hs->params, hs->tx_next[1]);
    a->handover_seq = hs->tx_next[1];
    a->soft_at = hs->params.tx.soft_limit;
    if (!ret && ep->config.keys_retained)
        ret = dtl_retained_init(&a->retained, &hs->params);
    return ret;
}

static void complete(struct dtl_endpoint *ep, struct dtl_association *a)
{
    int ret = take_over(ep, a);
    if (ret) {
        a->why = strdup(ret == DTL_ERR_STATE ? "the session to resume was of another cipher suite"
                                             : dtl_strerror(ret));
        mbedtls_ssl_send_alert_message(&a->hs->ssl, MBEDTLS_SSL_ALERT_LEVEL_FATAL,
                                       MBEDTLS_SSL_ALERT_MSG_HANDSHAKE_FAILURE);
        dtl_close(ep, a, DTL_CLOSE_HANDSHAKE, 0);
        return;
    }
    dtl_handshake_unlist(ep, a);
    a->phase = DTL_PHASE_INSTALLING;
    dtl_timers_set(&ep->timers, &a->timer, DTL_NEVER);
    dtl_put_control(ep, a, DTL_OP_INSTALL);
}

static void fail(struct dtl_endpoint *ep, struct dtl_association *a, int ret)
{
    if (ret == MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE) /* mbedTLS says nothing */
        mbedtls_ssl_send_alert_message(&a->hs->ssl, MBEDTLS_SSL_ALERT_LEVEL_FATAL,
                                       MBEDTLS_SSL_ALERT_MSG_HANDSHAKE_FAILURE);
    enum dtl_close_reason reason = dtl_explain(a->hs, ret);
    if (a->hs->why[0])
        a->why = strdup(a->hs->why);
    a->report = dtl_report_failed(a->hs);
    dtl_close(ep, a, reason, reason == DTL_CLOSE_FATAL_ALERT ? a->hs->alert : ret);
}

void dtl_handshake_result(struct dtl_endpoint *ep, struct dtl_association *a, int ret)
{
    if (ret == 0)
        complete(ep, a);
    else if (ret == MBEDTLS_ERR_SSL_WANT_READ)
        dtl_arm(ep, a);
    else
        fail(ep, a, ret);
}

void dtl_handshake_input(struct dtl_endpoint *ep, struct dtl_association *a, const uint8_t *record,
                         size_t len)
{
    dtl_handshake_result(ep, a, dtl_handshake_run(a->hs, record, len, ep->now_ms));
}

void dtl_handshake_early(struct dtl_endpoint *ep, struct dtl_association *a, const uint8_t *record,
                         size_t len, size_t waiting)
{
    size_t bytes_max = (size_t)ep->config.mtu * DTL_PARK_MAX;
    if (dtl_park_put(&a->hs->park, record, len, bytes_max))
        dtl_count(ep, DTL_COUNT_drop_park_full);
    /* mbedTLS would drop application data; the engine opens it later. */
    if (a->phase == DTL_PHASE_HANDSHAKE && record[0] != DTL_CT_APPLICATION_DATA)
        dtl_handshake_input(ep, a, record - waiting, waiting + len);
}

void dtl_handover_installed(struct dtl_endpoint *ep, struct dtl_association *a)
{
    const struct dtl_park *park = &a->hs->park;
    a->phase = DTL_PHASE_ESTABLISHED;
    a->last_good_ms = ep->now_ms;
    a->was_established = true;
    dtl_count(ep, DTL_COUNT_handshakes_completed);
    if (a->old)
        dtl_replace(ep, a);
    a->established.kind = DTL_OUT_ESTABLISHED;
    dtl_queue_put(&ep->todo, &a->established);

    /* Authenticates the peer's Finished again, this time for the engine's replay window. */
    for (unsigned i = 0; i < park->n; i++)
        dtl_put_open(ep, a, park->parked[i]->record, park->parked[i]->len);
    dtl_arm(ep, a);
}
