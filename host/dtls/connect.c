/* SPDX-License-Identifier: Apache-2.0 */
/* The client's beginning of a handshake. */
#include "host/dtls/internal.h"
#include "host/dtls/saved.h"

static int new_handshake(struct dtl_endpoint *ep, struct dtl_handshake **hs,
                         const struct dtl_path *path, const char *host)
{
    int ret = dtl_handshake_init(hs, &ep->tls, ep->config.mtu, dtl_put_datagram, ep);
    if (ret)
        return ret;
    ret = dtl_handshake_set_server(*hs, path, host);
    if (ret)
        dtl_handshake_free(*hs);
    return ret;
}

static int begin(struct dtl_endpoint *ep, struct dtl_handshake *hs, dtl_assoc *assoc)
{
    struct dtl_association *a = dtl_association_new(ep, NULL, hs, NULL);
    if (!a) {
        dtl_handshake_free(hs);
        return DTL_ERR_NOMEM;
    }
    *assoc = a->id;
    dtl_count(ep, DTL_COUNT_handshakes_started);
    dtl_handshake_input(ep, a, NULL, 0);
    return 0;
}

int dtl_endpoint_connect(struct dtl_endpoint *ep, const struct dtl_path *path, const char *host,
                         const uint8_t *saved, size_t saved_len, uint64_t now_ms, dtl_assoc *assoc)
{
    struct dtl_handshake *hs;
    ep->now_ms = now_ms;
    if (ep->config.credentials && !host)
        return DTL_ERR_ARG; /* any server of the CA would do */
    if (ep->config.role != DTL_ROLE_CLIENT || dtl_table_find_path(&ep->table, path))
        return DTL_ERR_STATE;
    if (ep->handshakes >= ep->config.handshakes_max ||
        ep->table.used >= ep->config.associations_max)
        return DTL_ERR_FULL;
    int ret = new_handshake(ep, &hs, path, host);
    if (ret)
        return ret;
    if (ep->config.resumption)
        dtl_saved_load(hs, saved, saved_len);
    return begin(ep, hs, assoc);
}
