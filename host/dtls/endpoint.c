/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/endpoint.h"

#include <stdlib.h>
#include <string.h>

#include "host/dtls/internal.h"

#define MTU_MIN 256
#define MTU_MAX 16384

void dtl_endpoint_config_default(struct dtl_endpoint_config *c)
{
    *c = (struct dtl_endpoint_config){
        .associations_max = 1024,
        .handshakes_max = 256,
        .records_max = 1024,
        .mtu = 1400,
        .retransmit_min_ms = 1000,
        .retransmit_max_ms = 60000,
        .resumption_max = 1024,
        .resumption_ms = 24 * 60 * 60 * 1000,
        .idle_ms = 30 * 60 * 1000,
        .soft_limit = (1u << 23) - (1u << 16),
        .hard_limit = 1u << 23,
        .bad_mac_limit = 1u << 20,
    };
}

static bool psk_ok(const uint8_t *key, size_t len, size_t max)
{
    return !key || (len && len <= max);
}

/* Whether there is something to prove ourselves with. */
static bool credentials_ok(const struct dtl_endpoint_config *c)
{
    if (c->credentials && !dtl_credentials_fit(c->credentials, c->role))
        return false;
    if (c->role == DTL_ROLE_SERVER)
        return c->psk || c->credentials;
    return c->role == DTL_ROLE_CLIENT && (c->client_psk || c->credentials) &&
           !c->client_psk == !c->client_psk_identity &&
           psk_ok(c->client_psk, c->client_psk_len, DTL_PSK_MAX) &&
           psk_ok(c->client_psk_identity, c->client_psk_identity_len, DTL_PSK_IDENTITY_MAX);
}

static bool config_ok(const struct dtl_endpoint_config *c, const struct dtl_engine_limits *l)
{
    return credentials_ok(c) && c->associations_max && c->handshakes_max && c->records_max &&
           c->mtu >= MTU_MIN && c->mtu <= MTU_MAX && c->retransmit_min_ms &&
           c->retransmit_min_ms <= c->retransmit_max_ms && c->soft_limit < c->hard_limit &&
           (!c->resumption || (c->resumption_max && c->resumption_ms >= 1000)) &&
           c->hard_limit - c->soft_limit > c->records_max && c->hard_limit && c->bad_mac_limit &&
           l->payload_max && l->window_max;
}

static int set_up(struct dtl_endpoint *ep)
{
    int ret = dtl_tls_init(&ep->tls, &ep->config);
    if (ret)
        return ret;
    uint64_t seed;
    if (dtl_tls_random(&ep->tls, (uint8_t *)&seed, sizeof seed))
        return DTL_ERR_CRYPTO;
    ret = dtl_table_init(&ep->table, ep->config.associations_max, seed);
    return ret ? ret : dtl_timers_init(&ep->timers, ep->config.associations_max);
}

int dtl_endpoint_init(struct dtl_endpoint **out, const struct dtl_endpoint_config *config,
                      const struct dtl_engine_limits *limits)
{
    if (!config_ok(config, limits))
        return DTL_ERR_ARG;
    struct dtl_endpoint *ep = calloc(1, sizeof *ep);
    if (!ep)
        return DTL_ERR_NOMEM;
    ep->config = *config;
    ep->limits = *limits;
    ep->jobs.max = config->records_max + config->associations_max;
    int ret = set_up(ep);
    if (ret) {
        dtl_endpoint_free(ep);
        return ret;
    }
    *out = ep;
    return 0;
}

void dtl_endpoint_free(struct dtl_endpoint *ep)
{
    if (!ep)
        return;
    for (uint32_t i = 0; ep->table.slots && i < ep->table.capacity; i++)
        if (ep->table.slots[i].a)
            dtl_association_free(ep, ep->table.slots[i].a);
    dtl_handshake_free(ep->listener);
    dtl_jobs_free_all(&ep->jobs);
    dtl_timers_free(&ep->timers);
    dtl_table_free(&ep->table);
    dtl_tls_free(&ep->tls);
    free(ep);
}

void dtl_endpoint_datagram(struct dtl_endpoint *ep, const struct dtl_path *path,
                           const uint8_t *data, size_t len, uint64_t now_ms)
{
    ep->now_ms = now_ms;
    dtl_receive(ep, path, data, len);
}

static void sessions_lost(struct dtl_endpoint *ep)
{
    for (uint32_t i = 0; i < ep->table.capacity; i++) {
        struct dtl_association *a = ep->table.slots[i].a;
        if (a && a->phase != DTL_PHASE_HANDSHAKE)
            dtl_session_lost(ep, a, DTL_R_DEVICE_LOST);
    }
}

void dtl_endpoint_item(struct dtl_endpoint *ep, const struct dtl_item *item, uint64_t now_ms)
{
    ep->now_ms = now_ms;
    if (item->kind == DTL_ITEM_COMPLETION)
        dtl_completed(ep, item->op);
    else if (item->kind == DTL_ITEM_EVENT && item->event.kind == DTL_EV_SESSIONS_LOST)
        sessions_lost(ep);
    else if (item->kind == DTL_ITEM_EVENT && item->event.kind == DTL_EV_SOFT_LIMIT)
        dtl_count(ep, DTL_COUNT_soft_limits);
}

int dtl_endpoint_send(struct dtl_endpoint *ep, dtl_assoc assoc, const uint8_t *data, size_t len,
                      uint64_t now_ms)
{
    struct dtl_association *a = dtl_table_find(&ep->table, assoc);
    ep->now_ms = now_ms;
    if (!a || a->phase != DTL_PHASE_ESTABLISHED)
        return DTL_ERR_STATE;
    if (len > a->payload_max)
        return DTL_ERR_ARG;
    if (a->flight && !dtl_flight_allows_data(a->flight)) {
        dtl_count(ep, DTL_COUNT_sends_refused_unconfirmed);
        return DTL_ERR_FULL;
    }
    if (dtl_put_seal(ep, a, DTL_CT_APPLICATION_DATA, data, len, NULL)) {
        dtl_count(ep, DTL_COUNT_sends_refused_full);
        return DTL_ERR_FULL;
    }
    if (a->flight)
        dtl_flight_count_data(ep, a);
    return 0;
}

void dtl_endpoint_close(struct dtl_endpoint *ep, dtl_assoc assoc, uint64_t now_ms)
{
    struct dtl_association *a = dtl_table_find(&ep->table, assoc);
    ep->now_ms = now_ms;
    if (a)
        dtl_close(ep, a, DTL_CLOSE_LOCAL, 0);
}

void dtl_endpoint_close_all(struct dtl_endpoint *ep, uint64_t now_ms)
{
    ep->now_ms = now_ms;
    for (uint32_t i = 0; i < ep->table.capacity; i++)
        if (ep->table.slots[i].a)
            dtl_close(ep, ep->table.slots[i].a, DTL_CLOSE_LOCAL, 0);
}

uint64_t dtl_endpoint_deadline(const struct dtl_endpoint *ep)
{
    const struct dtl_timer *first = dtl_timers_first(&ep->timers);
    return first ? first->at : UINT64_MAX;
}

void dtl_endpoint_tick(struct dtl_endpoint *ep, uint64_t now_ms)
{
    struct dtl_timer *first;
    ep->now_ms = now_ms;
    while ((first = dtl_timers_first(&ep->timers)) && first->at <= now_ms)
        dtl_tick(ep, DTL_CONTAINER(first, struct dtl_association, timer));
}

uint32_t dtl_endpoint_associations(const struct dtl_endpoint *ep)
{
    return ep->table.used;
}

unsigned dtl_endpoint_counters(const struct dtl_endpoint *ep, struct dtl_counter *counters,
                               unsigned n)
{
    for (unsigned i = 0; i < n && i < DTL_COUNT_N; i++)
        counters[i] = (struct dtl_counter){dtl_count_names[i], ep->counts[i]};
    return DTL_COUNT_N;
}
