/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DTLS 1.2 associations without I/O.
 *
 * An endpoint is a server or a client. It holds every association of one local address: the
 * stateless cookie exchange, the handshake (mbedTLS), resumption, the hand-over of the keys to a
 * record engine, and the endgame. It calls
 * neither sockets, nor clocks, nor the engine. Its owner moves things:
 *
 *     datagram received      -> dtl_endpoint_datagram
 *     item from the engine   -> dtl_endpoint_item
 *     data to send           -> dtl_endpoint_send
 *     deadline has come      -> dtl_endpoint_tick
 *     after any of these: dtl_endpoint_next until it returns 0, and do what it says
 *
 * One owner of each sequence space: mbedTLS numbers epoch 1 until the handshake returns 0; from
 * then on the engine does, for every content type, and mbedTLS is freed. Epoch 0 is the core's.
 *
 * Threads: an endpoint and its engine are used by one thread at a time. `now_ms`: as in engine.h.
 */
#ifndef DTL_ENDPOINT_H
#define DTL_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "driver/engine.h"
#include "host/dtls/credentials.h"

enum dtl_role {
    DTL_ROLE_SERVER = 0,
    DTL_ROLE_CLIENT = 1,
};

/* Where a datagram came from and which address it was sent to. The core compares the bytes and
 * binds cookies to them; what they mean is the owner's affair. Unused bytes are not looked at. */
#define DTL_PATH_MAX 48
struct dtl_path {
    uint8_t len; /* 1 to DTL_PATH_MAX */
    uint8_t bytes[DTL_PATH_MAX];
};

/* An association's name: slot (below config.associations_max) in the low 32 bits, generation above.
 * Never given twice. 0 is none. */
typedef uint64_t dtl_assoc;
static inline uint32_t dtl_assoc_slot(dtl_assoc a)
{
    return (uint32_t)a;
}

#define DTL_PSK_MAX          32  /* longest key, bytes: what mbedTLS 2.28 takes */
#define DTL_PSK_IDENTITY_MAX 128 /* longest identity, bytes, RFC 4279 section 5.3 */

/* Finds the key of an identity. Returns its length and fills `key`, or 0 if there is none. The
 * identity is the peer's bytes: not terminated, not to be trusted. */
typedef size_t dtl_psk_lookup(void *ctx, const uint8_t *identity, size_t identity_len,
                              uint8_t key[DTL_PSK_MAX]);

struct dtl_endpoint_config {
    uint8_t role; /* enum dtl_role */

    /* What we may prove ourselves with; at least one of the two. Both may serve at once, then the
     * peer's choice of suite decides. */
    dtl_psk_lookup *psk; /* server: NULL, no PSK suites */
    void *psk_ctx;
    const uint8_t *client_psk_identity, *client_psk; /* client: NULL, no PSK suites; copied */
    size_t client_psk_identity_len, client_psk_len;
    const struct dtl_credentials *credentials; /* NULL: no ECDHE-ECDSA suites. Must outlive the
                                                  endpoint. A server needs an identity in it, and
                                                  demands one of its clients if it has CAs. A client
                                                  needs CAs. */

    /* Master secrets stay in host memory so that a later handshake can be short: sessions and
     * tickets (RFC 5246 section 7.4.1.2, RFC 5077). Off by default. */
    bool resumption;
    uint32_t
        resumption_max; /* server: sessions remembered by id; clients with tickets cost nothing */
    uint32_t resumption_ms; /* life of a session or ticket */

    /* Traffic keys stay in host memory, so that another engine can take over (dtl_endpoint_move).
     * Off by default. */
    bool keys_retained;

    /* Fills `out` with random bytes, 0 on success. NULL: mbedTLS's CTR_DRBG on the system's
     * entropy. */
    int (*rng)(void *ctx, unsigned char *out, size_t len);
    void *rng_ctx;

    uint32_t associations_max; /* established ones and handshakes past the cookie */
    uint32_t handshakes_max;   /* of these, in a handshake at once (37 kB each) */
    uint32_t records_max;      /* records inside the engine or waiting for it, all associations */
    uint32_t mtu;              /* largest datagram of a handshake flight, bytes */
    uint32_t retransmit_min_ms, retransmit_max_ms; /* RFC 6347 section 4.2.4.1: 1000, 60000 */
    uint32_t idle_ms; /* an established association without a good record this long is closed; 0:
                         never */

    /* Records sealed per association. At the soft limit it is closed with close_notify; the hard
     * limit is the engine's, and more than records_max above, so that the goodbye can still be
     * sealed. */
    uint64_t soft_limit, hard_limit;
    uint32_t bad_mac_limit;
};

/* The defaults: cookies are always on; 1024 associations, 256 handshakes, 1024 records, MTU 1400,
 * 1 s to 60 s, idle 30 min, no resumption (else 1024 sessions, one day), limits 2^23 - 2^16 and
 * 2^23 records, 2^20 forgeries. */
void dtl_endpoint_config_default(struct dtl_endpoint_config *c);

enum dtl_close_reason {
    DTL_CLOSE_LOCAL = 1,        /* dtl_endpoint_close */
    DTL_CLOSE_NOTIFY,           /* the peer said close_notify */
    DTL_CLOSE_FATAL_ALERT,      /* the peer sent another fatal alert; `detail` is its code, -1 if
                                   it cannot be known. In the
                                   clear, hence anybody's, if it was never established */
    DTL_CLOSE_HANDSHAKE,        /* the handshake failed; `detail` is mbedTLS's error */
    DTL_CLOSE_UNKNOWN_IDENTITY, /* PSK identity not found */
    DTL_CLOSE_CERTIFICATE,      /* the peer's certificate was refused; `why` says what for */
    DTL_CLOSE_BAD_PSK,          /* the peer's Finished does not verify: most likely another key */
    DTL_CLOSE_TIMEOUT,          /* the peer fell silent during the handshake */
    DTL_CLOSE_IDLE,
    DTL_CLOSE_REPLACED, /* the same address completed a new handshake */
    DTL_CLOSE_LIMIT,    /* hard limit, sequence overflow or bad-MAC limit; `detail`: as below */
    DTL_CLOSE_ENGINE,   /* the engine refused or lost the session; `detail` is its result */
};

/* A sentence for logs, without a final stop. Never NULL. */
const char *dtl_close_reason_str(enum dtl_close_reason r);

enum dtl_out_kind {
    DTL_OUT_DATAGRAM = 1, /* send `data` on `path` */
    DTL_OUT_OP,   /* enqueue `op` in the engine. It is the engine's until its completion comes
                     back through dtl_endpoint_item; the owner may hold it while the engine is full */
    DTL_OUT_DATA, /* `data` arrived on `assoc` */
    DTL_OUT_ESTABLISHED, /* `assoc` may send */
    DTL_OUT_CLOSED, /* `assoc` is gone; nothing more will be said of it. Also for handshakes that
                       failed past the cookie, which never were ESTABLISHED, but not for those that
                       had to make way for newer ones (handshakes_displaced) */
};

/* What the owner has to do. Pointers are valid until the next dtl_endpoint_next (`op`: see above);
 * what they point to may be sent on. */
struct dtl_out {
    uint8_t kind;                /* enum dtl_out_kind */
    dtl_assoc assoc;             /* 0: a datagram of a handshake */
    const struct dtl_path *path; /* always; DATAGRAM: where to */
    const uint8_t *data;
    size_t len;
    struct dtl_op *op;
    struct {
        const char *suite; /* "TLS-PSK-WITH-AES-128-CCM-8" */
        const uint8_t
            *identity; /* server: the peer's PSK identity; with a certificate, its subject.
                          The peer's bytes; escape before printing. May be empty */
        size_t identity_len;
        bool certificate; /* `identity` is a certificate's subject */
        bool resumed;
        const uint8_t *saved; /* client with resumption: what dtl_endpoint_connect takes to resume
                                 this session; as secret as a key. NULL: none */
        size_t saved_len;
        uint64_t handover_seq; /* first epoch-1 number that the engine assigns */
        dtl_session session;
    } established;
    struct {
        uint8_t reason; /* enum dtl_close_reason */
        int detail;
        bool was_established;
        const char *why; /* a sentence that says more than dtl_close_reason_str, NULL: none */
        const uint8_t *identity; /* whom a failed handshake was with, as far as it got: as above,
                                    unverified. May be empty */
        size_t identity_len;
        bool certificate; /* `identity` is a certificate's subject */
    } closed;
};

struct dtl_endpoint;

/* `limits` are those of the engine that will run the operations; they are copied.
 * Returns 0, DTL_ERR_ARG, DTL_ERR_NOMEM or DTL_ERR_CRYPTO (no entropy). */
int dtl_endpoint_init(struct dtl_endpoint **ep, const struct dtl_endpoint_config *config,
                      const struct dtl_engine_limits *limits);

/* Frees everything at once, sends nothing. Operations must not be inside an engine any more: close
 * the engine first. NULL is ignored. */
void dtl_endpoint_free(struct dtl_endpoint *ep);

/* Client: begins a handshake with the server at `path`. `host` is the name that its certificate
 * must be for (at most 255 characters, NULL with PSK only), also sent as server name. `saved`
 * resumes an earlier session with that host if it can be read and the server still knows it; else
 * the handshake is a full one. Returns 0 and a name, DTL_ERR_ARG, DTL_ERR_STATE (a server, or the
 * path has an association already), DTL_ERR_FULL or DTL_ERR_NOMEM; whatever fails later is told as
 * CLOSED. */
int dtl_endpoint_connect(struct dtl_endpoint *ep, const struct dtl_path *path, const char *host,
                         const uint8_t *saved, size_t saved_len, uint64_t now_ms, dtl_assoc *assoc);

/* Never fails: what is no DTLS, or finds a table full, is counted and dropped. `data` is copied. */
void dtl_endpoint_datagram(struct dtl_endpoint *ep, const struct dtl_path *path,
                           const uint8_t *data, size_t len, uint64_t now_ms);

/* An item that the engine's dequeue returned. A completion must be of an op from dtl_endpoint_next.
 */
void dtl_endpoint_item(struct dtl_endpoint *ep, const struct dtl_item *item, uint64_t now_ms);

/* Seals `len` bytes as one record and sends it. `data` is copied. Returns 0, DTL_ERR_STATE (no such
 * association, or it is not established), DTL_ERR_ARG (longer than the engine or the peer takes),
 * DTL_ERR_FULL (records_max, or the bound on unconfirmed data; counted). */
int dtl_endpoint_send(struct dtl_endpoint *ep, dtl_assoc assoc, const uint8_t *data, size_t len,
                      uint64_t now_ms);

/* Sends close_notify (sealed by the engine if established), removes the session, then reports
 * CLOSED. */
void dtl_endpoint_close(struct dtl_endpoint *ep, dtl_assoc assoc, uint64_t now_ms);
void dtl_endpoint_close_all(struct dtl_endpoint *ep, uint64_t now_ms);

/* When dtl_endpoint_tick must be called; UINT64_MAX: no need. */
uint64_t dtl_endpoint_deadline(const struct dtl_endpoint *ep);
void dtl_endpoint_tick(struct dtl_endpoint *ep, uint64_t now_ms);

/* The next thing to do. Returns 1 and fills `out`, or 0 if there is nothing. */
int dtl_endpoint_next(struct dtl_endpoint *ep, struct dtl_out *out);

/* Goes on in another engine, of these limits, with config.keys_retained. The owner has closed the
 * engine before and has forgotten every operation: whatever was waiting for it, inside, or
 * completed and not yet given to dtl_endpoint_item belongs to the core again, and none of it may be
 * given any more.
 *
 * Every established association is installed in the new engine under its own keys. The first number
 * there is where the lease of the lost session ends (tx.hard_limit), so none repeats; no more than
 * hard_limit records are sealed in both together. Received numbers up to the highest that is known
 * here are closed. Handshakes go on. Lost are the records that were inside or waiting, and those
 * that arrive before the install is answered; sending is DTL_ERR_FULL until then. What was closing
 * is closed.
 *
 * Returns 0, DTL_ERR_STATE (keys are not retained) or DTL_ERR_ARG (an engine without window or
 * payload). */
int dtl_endpoint_move(struct dtl_endpoint *ep, const struct dtl_engine_limits *limits,
                      uint64_t now_ms);

uint32_t
dtl_endpoint_associations(const struct dtl_endpoint *ep); /* established, closing or in handshake */

/* Fills at most n counters, returns how many there are. */
unsigned dtl_endpoint_counters(const struct dtl_endpoint *ep, struct dtl_counter *counters,
                               unsigned n);

#endif
