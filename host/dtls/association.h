/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One association, from the verified cookie to the last completion.
 *
 *     HANDSHAKE --done--> INSTALLING --installed--> ESTABLISHED --any end--> CLOSING --> CLOSED
 *
 * mbedTLS numbers epoch 1 in HANDSHAKE, nobody does in INSTALLING, the engine does afterwards.
 */
#ifndef DTL_ASSOCIATION_H
#define DTL_ASSOCIATION_H

#include "host/dtls/endpoint.h"
#include "host/dtls/flight.h"
#include "host/dtls/handshake.h"
#include "host/dtls/jobs.h"
#include "host/dtls/queue.h"
#include "host/dtls/report.h"
#include "host/dtls/retained.h"
#include "host/dtls/timers.h"

enum dtl_phase {
    DTL_PHASE_HANDSHAKE = 1,
    DTL_PHASE_INSTALLING,
    DTL_PHASE_ESTABLISHED,
    DTL_PHASE_CLOSING, /* operations are still inside the engine */
    DTL_PHASE_CLOSED,  /* CLOSED is queued */
};

struct dtl_association {
    dtl_assoc id;
    struct dtl_association *hash_next; /* table.c */
    struct dtl_timer timer;

    /* A new handshake on the path of a live association: `old` keeps working until `pending` is
     * installed. Both point at one another. */
    struct dtl_association *pending, *old;

    struct dtl_association *older, *newer; /* in HANDSHAKE, of all that are */

    struct dtl_handshake *hs;      /* NULL once installed */
    struct dtl_flight *flight;     /* our last flight, until the peer shows that it has it */
    struct dtl_retained *retained; /* the keys; NULL unless config.keys_retained */

    struct dtl_job control;    /* INSTALL, later REMOVE */
    uint64_t control_retry_ms; /* DTL_NEVER: none waits */
    uint8_t control_tries;
    struct dtl_node established, closed;

    uint64_t last_good_ms; /* last authentic record */
    uint64_t handover_seq;
    uint64_t soft_at;    /* the seal that uses this number wears the keys out */
    dtl_session session; /* 0: none in the engine. ESTABLISHED: it moves to another one */
    uint32_t inside;     /* operations handed out and not completed */
    uint32_t opens;      /* of these, opens */
    const struct dtl_suite *suite;
    struct dtl_report *report; /* until ESTABLISHED, or CLOSED instead, has been told */
    char *why;                 /* the sentence of CLOSED, or NULL */

    uint8_t phase;
    uint8_t close_reason;
    bool was_established;
    int close_detail;
    uint16_t payload_max;
    struct dtl_path path;
    uint8_t hello_random[DTL_RANDOM_LEN]; /* tells a repeated ClientHello from a new one */
};

#endif
