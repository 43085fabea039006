/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "host/dtls/internal.h"

static struct dtl_handshake *listener(struct dtl_endpoint *ep)
{
    if (!ep->listener &&
        dtl_handshake_init(&ep->listener, &ep->tls, ep->config.mtu, dtl_put_datagram, ep))
        dtl_count(ep, DTL_COUNT_drop_no_memory);
    return ep->listener;
}

/* The listener has nothing to remember of a peer whose cookie it has not seen. */
static void forget(struct dtl_endpoint *ep)
{
    if (dtl_handshake_reset(ep->listener) == 0)
        return;
    dtl_handshake_free(ep->listener);
    ep->listener = NULL;
}

static bool full(const struct dtl_endpoint *ep)
{
    return ep->handshakes >= ep->config.handshakes_max ||
           ep->table.used >= ep->config.associations_max;
}

/* The path's own unfinished handshake, which a new one replaces. */
static struct dtl_association *stale_of(struct dtl_association *live)
{
    return live && live->phase == DTL_PHASE_HANDSHAKE ? live : live ? live->pending : NULL;
}

/* The one that has lasted longest has had the time to repeat a flight: no honest peer loses its
 * place to a burst of others before. */
static bool displaceable(const struct dtl_endpoint *ep)
{
    return ep->oldest && ep->now_ms - ep->oldest->hs->started_ms >= ep->config.retransmit_min_ms;
}

/* Whether one that proves its address can get a place: a free one, its own, or that of a handshake
 * which goes nowhere. */
static bool room(struct dtl_endpoint *ep, struct dtl_association *live)
{
    if (!full(ep) || stale_of(live) || displaceable(ep))
        return true;
    dtl_count(ep, ep->handshakes >= ep->config.handshakes_max ? DTL_COUNT_drop_handshakes_full
                                                              : DTL_COUNT_drop_associations_full);
    return false;
}

/* `stale`: the path's own unfinished handshake, or NULL. */
static void make_room(struct dtl_endpoint *ep, struct dtl_association *stale)
{
    if (full(ep)) {
        dtl_count(ep, DTL_COUNT_handshakes_displaced);
        dtl_association_free(ep, stale ? stale : ep->oldest);
    } else if (stale) {
        dtl_close(ep, stale, DTL_CLOSE_REPLACED, 0);
    }
}

/* The cookie was good: the listener becomes the handshake of an association, and the next
 * ClientHello gets a new listener. */
static void promote(struct dtl_endpoint *ep, struct dtl_association *live,
                    const uint8_t *hello_random, int ret)
{
    struct dtl_association *stale = stale_of(live);
    if (stale == live)
        live = NULL;
    make_room(ep, stale);

    struct dtl_handshake *hs = ep->listener;
    struct dtl_association *a = dtl_association_new(ep, live, hs, hello_random);
    if (!a) {
        dtl_count(ep, DTL_COUNT_drop_no_memory);
        forget(ep);
        return;
    }
    ep->listener = NULL;
    dtl_count(ep, DTL_COUNT_handshakes_started);
    dtl_handshake_result(ep, a, ret);
}

void dtl_listener_hello(struct dtl_endpoint *ep, const struct dtl_path *path,
                        struct dtl_association *live, const uint8_t *record, size_t len,
                        const uint8_t *hello_random)
{
    /* Each answer is a datagram: its own headers would amplify a datagram full of small hellos. */
    if (ep->listener_heard) {
        dtl_count(ep, DTL_COUNT_drop_hello_repeated);
        return;
    }
    ep->listener_heard = true;
    if (!room(ep, live) || !listener(ep))
        return;
    struct dtl_handshake *hs = ep->listener;
    if (dtl_handshake_set_peer(hs, path, len)) {
        dtl_count(ep, DTL_COUNT_drop_no_memory);
        return;
    }
    int ret = dtl_handshake_run(hs, record, len, ep->now_ms);
    if (hs->verified) {
        promote(ep, live, hello_random, ret);
        return;
    }
    if (hs->over_budget)
        dtl_count(ep, DTL_COUNT_drop_amplification);
    else if (ret == MBEDTLS_ERR_SSL_HELLO_VERIFY_REQUIRED)
        dtl_count(ep, DTL_COUNT_cookies_sent);
    else
        dtl_count(ep, DTL_COUNT_hellos_refused);
    forget(ep);
}
