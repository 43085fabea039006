/* SPDX-License-Identifier: Apache-2.0 */
/* The endpoint's own structure and what its files call of one another. */
#ifndef DTL_INTERNAL_H
#define DTL_INTERNAL_H

#include "host/dtls/association.h"
#include "host/dtls/counters.h"
#include "host/dtls/endpoint.h"
#include "host/dtls/table.h"
#include "host/dtls/tls.h"

static inline uint64_t dtl_least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

struct dtl_endpoint {
    struct dtl_endpoint_config config;
    struct dtl_engine_limits limits;
    struct dtl_tls tls;
    struct dtl_table table;
    struct dtl_timers timers;
    struct dtl_jobs jobs;
    struct dtl_queue todo;
    struct dtl_node *given;         /* what dtl_endpoint_next said last */
    struct dtl_handshake *listener; /* NULL until a ClientHello needs one */
    bool listener_heard;            /* a ClientHello of this datagram went to it */
    size_t waiting_len;  /* of the record just before this one, which mbedTLS gets with it */
    uint32_t handshakes; /* associations that have one */
    struct dtl_association *oldest, *newest; /* of those in HANDSHAKE */
    uint64_t now_ms;
    uint64_t counts[DTL_COUNT_N];
};

static inline void dtl_count(struct dtl_endpoint *ep, enum dtl_count c)
{
    ep->counts[c]++;
}

/* receive.c: splits a datagram and leads each record to where it belongs. */
void dtl_receive(struct dtl_endpoint *ep, const struct dtl_path *path, const uint8_t *data,
                 size_t len);

/* listener.c: a ClientHello that belongs to no handshake. `live` is the path's association, or
 * NULL; a handshake that has not got further than this one makes way if the cookie is good. */
void dtl_listener_hello(struct dtl_endpoint *ep, const struct dtl_path *path,
                        struct dtl_association *live, const uint8_t *record, size_t len,
                        const uint8_t *hello_random);

/* handover.c: the handshake of an association, and the move to the engine. */
void dtl_handshake_input(struct dtl_endpoint *ep, struct dtl_association *a, const uint8_t *record,
                         size_t len);
void dtl_handshake_result(struct dtl_endpoint *ep, struct dtl_association *a, int ret);
void dtl_handshake_early(struct dtl_endpoint *ep, struct dtl_association *a, const uint8_t *record,
                         size_t len, size_t waiting); /* epoch 1, HANDSHAKE or INSTALLING; the
                                                         `waiting` bytes before it come with it */
void dtl_handover_installed(struct dtl_endpoint *ep, struct dtl_association *a);

/* operations.c: what goes into the engine and comes back. */
void dtl_put_control(struct dtl_endpoint *ep, struct dtl_association *a, enum dtl_op_kind kind);
void dtl_retry_control(struct dtl_endpoint *ep, struct dtl_association *a);
int dtl_put_seal(struct dtl_endpoint *ep, struct dtl_association *a, uint8_t type,
                 const uint8_t *payload, size_t len,
                 struct dtl_flight *flight); /* its unprotected records go in front; or NULL */
void dtl_put_plain(
    struct dtl_endpoint *ep, struct dtl_association *a,
    struct dtl_flight *flight); /* its unprotected records, in datagrams of their own */
void dtl_put_open(struct dtl_endpoint *ep, struct dtl_association *a, const uint8_t *record,
                  size_t len);
void dtl_put_datagram(void *ep, const struct dtl_handshake *hs, const uint8_t *data, size_t len);
void dtl_completed(struct dtl_endpoint *ep, struct dtl_op *op);

/* endgame.c: what an authentic record means, alerts, and our last flight. */
void dtl_content(struct dtl_endpoint *ep, struct dtl_association *a, struct dtl_job *job);
void dtl_say_goodbye(struct dtl_endpoint *ep, struct dtl_association *a);
bool dtl_flight_allows_data(const struct dtl_flight *f);
void dtl_flight_count_data(struct dtl_endpoint *ep, struct dtl_association *a);
void dtl_flight_tick(struct dtl_endpoint *ep, struct dtl_association *a);
uint64_t dtl_flight_deadline(const struct dtl_flight *f);

/* lifecycle.c: beginning, deadlines and end. */
/* `live`: the path's association, or NULL. `hello_random`: NULL for a client. */
struct dtl_association *dtl_association_new(struct dtl_endpoint *ep, struct dtl_association *live,
                                            struct dtl_handshake *hs, const uint8_t *hello_random);
void dtl_handshake_unlist(struct dtl_endpoint *ep, struct dtl_association *a); /* left HANDSHAKE */
void dtl_association_free(struct dtl_endpoint *ep, struct dtl_association *a);
void dtl_handshake_end(struct dtl_endpoint *ep, struct dtl_association *a); /* frees a->hs */
void dtl_replace(struct dtl_endpoint *ep, struct dtl_association *a);       /* a->old makes way */
void dtl_close(struct dtl_endpoint *ep, struct dtl_association *a, enum dtl_close_reason reason,
               int detail);
void dtl_close_session(struct dtl_endpoint *ep, struct dtl_association *a); /* its engine part */
void dtl_close_when_done(struct dtl_endpoint *ep, struct dtl_association *a);
void dtl_session_lost(struct dtl_endpoint *ep, struct dtl_association *a, enum dtl_result result);
void dtl_arm(struct dtl_endpoint *ep, struct dtl_association *a); /* its deadline may be earlier */
void dtl_tick(struct dtl_endpoint *ep, struct dtl_association *a);

#endif
