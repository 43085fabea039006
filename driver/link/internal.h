/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The link engine's parts. Each file owns one of them:
 *   link.c      the engine's functions, and what happens in one turn
 *   wire.c      frames out to the transport, frames in from it
 *   records.c   the two queues of records, their credits and timeouts
 *   control.c   the queue of session requests, one outstanding, repeated until answered
 *   attach.c    identifying the device, attaching, losing it
 *   counters.c  counts, the device's own among them
 */
#ifndef DTL_LINK_INTERNAL_H
#define DTL_LINK_INTERNAL_H

#include "driver/engine.h"
#include "driver/link/message.h"
#include "driver/ready.h"
#include "driver/slots.h"
#include "driver/tally.h"
#include "driver/transport/transport.h"

#define IN_FLIGHT   256 /* a power of two that divides 2^16: tags are queue positions */
#define BURST_MAX   64
#define TX_CAP      (4 * DTL_FRAME_MAX)
#define RX_CAP      8192
#define WAIT_MS     10 /* one wait for the transport while opening */
#define RECORD_MS   1000
#define CONTROL_MS  250 /* first try of a session request; doubles */
#define TRIES       4
#define REATTACH_MS 1000 /* between attempts to reach a silent device */

struct link;

/* What the host knows of a session. */
struct link_session {
    uint8_t tag_len;
    uint16_t rx_epoch;
    bool removing;
    uint32_t records; /* accepted and not yet reported */
    uint64_t last_activity_ms;
};

struct link_record {
    struct dtl_op *op;            /* NULL once reported */
    struct link_session *session; /* NULL: none of that name */
    uint64_t deadline;
    uint16_t beats; /* of credit that the device has not given back */
    bool decided;   /* op->result is final */
    uint8_t events;
};

/*
 * The records of one direction, in order. Positions count up for ever; a position is the tag of its
 * record, plus `tag_base`. first <= reported <= tail, first <= next <= tail:
 *   first to reported: reported, but the device may still hold credit for them (timed out)
 *   next to tail: not sent yet
 */
struct link_direction {
    struct link_record ring[IN_FLIGHT];
    uint32_t first, reported, next, tail;
    uint32_t credit, used; /* beats */
    uint16_t tag_base;
};

enum { SEALS, OPENS, DIRECTIONS };

/* A session request that waits for its turn. */
struct link_control {
    struct dtl_op *op;
    struct link_session *session;     /* install: the one to be */
    uint8_t payload[DTL_INSTALL_LEN]; /* install */
};

/* The one request outstanding besides records. */
struct link_request {
    uint8_t body[DTL_FRAME_HEADER_LEN + DTL_INSTALL_LEN + DTL_FRAME_CRC_LEN];
    size_t len; /* 0: none */
    uint16_t tag;
    struct dtl_op *op; /* NULL: the engine's own */
    unsigned tries;
    uint64_t deadline;
    bool unsent; /* the current try */
};

enum link_state {
    LINK_IDENTIFY, /* asking who it is, then attaching */
    LINK_READY,
    LINK_CLOSING,
    LINK_OVER, /* for good; `why` says why */
};

#define IDENTITY        5 /* registers that identify a device and its limits */
#define DEVICE_COUNTERS 17

struct link {
    struct dtl_engine engine;
    struct dtl_transport *transport;
    struct dtl_ready ready;
    struct dtl_slots slots; /* of struct link_session */
    uint64_t now_ms;
    uint32_t in_flight;
    int epoll_fd; /* -1: the transport has no descriptor, ready.fd is all */

    enum link_state state;
    unsigned step;               /* of identifying */
    uint32_t identity[IDENTITY]; /* what the device says of itself */
    bool identified;             /* `identity` and engine.limits are final */
    uint64_t resume_ms;          /* identifying goes on then */
    uint16_t boot;               /* our token */
    uint16_t device_boot;        /* its token, while identifying */
    bool lost_told;              /* DTL_EV_SESSIONS_LOST waits in `ready` */
    char why[160];

    struct link_direction direction[DIRECTIONS];
    unsigned turn; /* direction that may send first */
    struct link_control control[IN_FLIGHT];
    uint32_t control_first, control_count;
    struct link_request request;
    uint16_t next_tag;
    bool probe; /* a record timed out: find out whether the device lives */

    uint8_t tx[TX_CAP];
    size_t tx_len;
    struct dtl_frame_decoder decoder;

    struct dtl_tally tally;
    uint64_t frames_out, strays, late, retries, losses;
    uint32_t device_counters[DEVICE_COUNTERS];
    unsigned counters_read; /* DEVICE_COUNTERS: not reading them now */
};

/* wire.c */
bool link_tx_room(const struct link *l);
/* `body` as for dtl_frame_encode; link_tx_room said yes. */
void link_tx_frame(struct link *l, uint8_t *body, size_t len);
void link_tx_resync(struct link *l); /* ends whatever the device has got so far */
void link_tx_discard(struct link *l);
void link_write(struct link *l);
void link_read(struct link *l);

/* records.c */
uint16_t link_beats(size_t payload_len); /* of credit that a request takes */
bool link_records_room(const struct link_direction *d);
void link_records_accept(struct link *l, struct dtl_op *op);
void link_records_send(struct link *l);
void link_records_answer(struct link *l, const struct dtl_response *r);
void link_records_expire(struct link *l);
void link_records_forgive(struct link *l); /* what timed out holds no credit any more */
void link_records_fail(struct link *l);    /* all become DTL_R_DEVICE_LOST */
uint64_t link_records_deadline(const struct link *l);

/* control.c */
void link_control_accept(struct link *l, struct dtl_op *op);
void link_control_send(struct link *l);
void link_control_answer(struct link *l, const struct dtl_response *r);
void link_control_expire(struct link *l);
void link_control_fail(struct link *l); /* all become DTL_R_DEVICE_LOST */
/* Makes a request of the engine's own the outstanding one; there must be none. */
void link_control_ask(struct link *l, const struct dtl_request *r);

/* attach.c */
int link_identify(struct link *l); /* starts it. Returns 0 or DTL_ERR_IO */
void link_identify_send(struct link *l);
void link_identify_answer(struct link *l, const struct dtl_response *r);
void link_lose(struct link *l, uint64_t resume_ms); /* the sessions are gone; try again then */
void link_over(struct link *l, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool link_boot_ok(struct link *l, uint16_t boot); /* false: the device was lost by that */
/* Makes the device forget everything; waits for its answer, but not for long. */
void link_detach(struct link *l);
void link_drop_sessions(struct link *l);

/* counters.c */
void link_counters_send(struct link *l);
void link_counters_answer(struct link *l, uint32_t value);

/* link.c */
void link_complete(struct link *l, struct dtl_op *op, uint8_t events); /* op->result is set */
bool link_busy(const struct link *l);                                  /* transport.h, `busy` */
void link_turn(struct link *l);
void link_wait(struct link *l); /* between two turns that nobody else calls for */

#endif
