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

/* The cookie was good: the listener becomes the handshake of an association, and the next
 * ClientHello gets a new listener. */
static void promote(struct dtl_endpoint *ep, struct dtl_association *live,
                    const uint8_t *hello_random, int ret)
{
    struct dtl_association *stale = live && live->phase == DTL_PHASE_HANDSHAKE ? live : NULL;
    if (stale)
        live = NULL;
    else if (live)
        stale = live->pending;
    if (stale)
        dtl_close(ep, stale, DTL_CLOSE_REPLACED, 0);

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

static bool room(struct dtl_endpoint *ep)
{
    if (ep->handshakes >= ep->config.handshakes_max)
        dtl_count(ep, DTL_COUNT_drop_handshakes_full);
    else if (ep->table.used >= ep->config.associations_max)
        dtl_count(ep, DTL_COUNT_drop_associations_full);
    else
        return true;
    return false;
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
    if (!room(ep) || !listener(ep))
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
