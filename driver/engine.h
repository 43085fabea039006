/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine contract: what seals and opens DTLS 1.2 records, whoever does it.
 *
 * An engine holds sessions (keys, numbers, replay window) and works on records of those sessions.
 * It knows nothing of handshakes, peers or sockets. Four rules hold for every engine, and the
 * contract suite (tests/unit/contract_*.cc) checks each of them on each engine:
 *
 *  1. One owner of the sequence space. From a successful install on, the engine alone assigns the
 *     sequence numbers of the session's transmit epoch, for every content type, and reports the
 *     number used. No (key, sequence number) is ever used twice, whatever is lost or unplugged.
 *  2. Nothing unauthenticated leaves. `out` of an open holds plaintext only if the result is
 *     DTL_R_OK; otherwise it is untouched or zero.
 *  3. At most once. A record request is never repeated by the engine. If its fate is unknown it
 *     completes as DTL_R_LOST (a seal may then have used up a number) or DTL_R_DEVICE_LOST.
 *     Session requests (install, remove, query) are idempotent and may be repeated by the engine.
 *  4. Everything accepted completes: each op that enqueue_burst took comes back exactly once.
 *
 * Order. Records of one session and one direction are processed, and complete, in the order in
 * which they were enqueued. A remove takes effect after the records of its session that were
 * enqueued before it; records enqueued after it complete as DTL_R_UNKNOWN_SESSION. A query reports
 * some moment between its enqueue and its completion. Nothing else is ordered; in particular seals
 * and opens overtake one another freely. A session may be used once its install has completed.
 *
 * Buffers. From acceptance until its completion is dequeued, an op and everything it points to
 * belong to the engine; before and after, to the caller. `in` is only read. `in` and `out` must not
 * overlap: a failed open must leave the wire bytes as they were, because a second, pending
 * handshake may own them. There is no head or tail room to provide; `out_cap` is the only space an
 * engine uses.
 *
 * Threads. An engine is used by one thread at a time. Different engines share nothing.
 *
 * Time. Engines do not read clocks. `now_ms` is any monotonic millisecond count of the caller's,
 * the same one for all calls on one engine; tests use virtual time.
 */
#ifndef DTL_ENGINE_H
#define DTL_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "driver/error.h"

/* Record format, RFC 6347 section 4.1 and RFC 6655 section 3. */
#define DTL_HEADER_LEN   13                /* type, version, epoch, sequence number, length */
#define DTL_EXPLICIT_LEN 8                 /* nonce bytes that travel with each record */
#define DTL_SALT_LEN     4                 /* nonce bytes that come from the key block */
#define DTL_KEY_MAX      32                /* AES-256 */
#define DTL_TAG_MAX      16                /* CCM; CCM_8 sends 8 */
#define DTL_CID_MAX      32                /* longest connection id of any engine, RFC 9146 */
#define DTL_SEQ_MAX      0xffffffffffffULL /* largest sequence number, 48 bits; never sealed */

/* Bytes that sealing adds without a CID: a record is payload + DTL_RECORD_OVERHEAD(tag_len). */
#define DTL_RECORD_OVERHEAD(tag_len) (DTL_HEADER_LEN + DTL_EXPLICIT_LEN + (tag_len))

/* What became of one op. Each cause has its own code; the values are those of the link protocol. */
enum dtl_result {
    DTL_R_OK = 0,
    DTL_R_BAD_RECORD = 1,      /* open: shorter or longer than its header says, shorter than the
                                  least record, wrong version, or a content type not 20..23 */
    DTL_R_TOO_LONG = 2,        /* payload over limits.payload_max, or out_cap too small */
    DTL_R_UNKNOWN_SESSION = 3, /* never installed, removed, or of another generation */
    DTL_R_WRONG_EPOCH = 4,     /* open: the header's epoch is not the session's */
    DTL_R_REPLAY_DUP = 5,      /* open: authentic, but this number was accepted before */
    DTL_R_REPLAY_OLD = 6,      /* open: authentic, but older than the window reaches */
    DTL_R_AUTH = 7,            /* open: the tag does not verify */
    DTL_R_BAD_MAC_LIMIT = 8,   /* open: refused, the session has seen bad_mac_limit forgeries */
    DTL_R_EXPIRED = 9,         /* seal: next number has reached tx.hard_limit (the lease's end) */
    DTL_R_SEQ_OVERFLOW = 10,   /* seal: next number is DTL_SEQ_MAX, the epoch is used up */
    DTL_R_NO_SLOT = 11,        /* install: every session slot is taken, or retired after 65535
                                  sessions (then: close the engine and open it again) */
    DTL_R_BUSY = 12,        /* not begun for want of a buffer; may be enqueued again as a new op */
    DTL_R_LOST = 13,        /* no answer: it may or may not have been done */
    DTL_R_DEVICE_LOST = 14, /* the device is gone or was reset; every session with it */
    DTL_R_REFUSED = 15,     /* install: parameters outside the limits, or a number space that
                               would repeat (generation already used, see dtl_session) */
};

/* A sentence for logs, without a final stop. Never NULL. */
const char *dtl_result_str(enum dtl_result r);

/* Content types an engine seals and opens, RFC 5246 section 6.2.1. */
enum dtl_content_type {
    DTL_CT_CHANGE_CIPHER_SPEC = 20,
    DTL_CT_ALERT = 21,
    DTL_CT_HANDSHAKE = 22,
    DTL_CT_APPLICATION_DATA = 23,
    DTL_CT_TLS12_CID = 25, /* outer type only, engines with cid_max > 0 */
};

/*
 * A session's name: slot in the low 16 bits, generation in the high 16. The engine never gives the
 * same value twice until it is closed, so a late completion cannot hit a reused slot. 0 names none.
 */
typedef uint32_t dtl_session;

/* One direction of a session. Numbers are 48-bit. */
struct dtl_tx_params {
    uint8_t key[DTL_KEY_MAX]; /* first key_len bytes count */
    uint8_t salt[DTL_SALT_LEN];
    uint16_t epoch;
    uint64_t next_seq;   /* first number that the engine will use */
    uint64_t soft_limit; /* the seal that uses this number raises DTL_EV_SOFT_LIMIT */
    uint64_t hard_limit; /* seals use numbers below it only. Also the lease: whatever becomes of the
                            engine, no number from here on was used. At most DTL_SEQ_MAX. */
};

struct dtl_rx_params {
    uint8_t key[DTL_KEY_MAX];
    uint8_t salt[DTL_SALT_LEN];
    uint16_t epoch;
    uint64_t top;    /* highest number accepted so far; bit 0 of `window` stands for it */
    uint64_t window; /* bit i set: number top - i was accepted. Fresh session: top 0, window 0 */
};

/* Connection ids, RFC 9146. Engines with limits.cid_max == 0 refuse any length but 0. */
struct dtl_cid {
    uint8_t len;
    uint8_t id[DTL_CID_MAX];
};

/* Where an inline engine finds the session's frames (limits.caps & DTL_CAP_INLINE only). */
struct dtl_flow {
    uint8_t peer_ip[16], local_ip[16]; /* IPv4 as ::ffff:a.b.c.d */
    uint16_t peer_port, local_port;    /* cipher side, host order */
    uint8_t plain_peer_ip[16], plain_local_ip[16];
    uint16_t plain_peer_port, plain_local_port;
};

struct dtl_session_params {
    uint8_t key_len;        /* 16 or 32 */
    uint8_t tag_len;        /* 8 or 16 */
    uint16_t window_size;   /* 1 to limits.window_max numbers; 0: replay check off (tests only) */
    uint32_t bad_mac_limit; /* forgeries after which opens are refused; 0 is refused, there is
                               always one: 2^23.5 is CCM's bound, RFC 9147 section 4.5.3 */
    struct dtl_tx_params tx;
    struct dtl_rx_params rx;
    struct dtl_cid own_cid;      /* in records that we receive */
    struct dtl_cid peer_cid;     /* in records that we send */
    const struct dtl_flow *flow; /* NULL: lookaside */
};

/* What query reports: enough to continue the session elsewhere. */
struct dtl_session_state {
    uint64_t tx_next; /* next number that a seal would use */
    uint64_t rx_top;  /* as in dtl_rx_params */
    uint64_t rx_window;
    uint32_t sealed; /* records; the four counters saturate */
    uint32_t opened;
    uint32_t auth_failed;
    uint32_t replayed;
    uint64_t last_activity_ms; /* `now_ms` of the last completion with DTL_R_OK, 0 if none */
};

enum dtl_op_kind {
    DTL_OP_SEAL = 1,
    DTL_OP_OPEN = 2,
    DTL_OP_INSTALL = 3,
    DTL_OP_REMOVE =
        4, /* completes with the keys overwritten and no record of the session in flight */
    DTL_OP_QUERY = 5,
};

/* One request and, once dequeued, its answer. Fields: [in] set by the caller, [out] by the engine.
 */
struct dtl_op {
    uint8_t kind;        /* [in] enum dtl_op_kind */
    uint8_t type;        /* [in] seal, [out] open: enum dtl_content_type */
    uint8_t result;      /* [out] enum dtl_result */
    uint64_t tag;        /* the caller's, returned untouched */
    dtl_session session; /* [in]; [out] of install, 0 unless DTL_R_OK */

    const uint8_t *in; /* seal: payload. open: one whole record, header first */
    size_t in_len;
    uint8_t *out; /* seal: one whole record. open: payload */
    size_t out_cap;
    size_t out_len; /* [out] 0 unless DTL_R_OK */
    uint64_t seq;   /* [out] seal: number used. open: number in the header, if it was read */

    const struct dtl_session_params *params; /* install; copied at enqueue: wipe it then */
    struct dtl_session_state *state;         /* query */
};

enum dtl_item_kind {
    DTL_ITEM_COMPLETION = 1,
    DTL_ITEM_EVENT = 2,
    DTL_ITEM_PUNT = 3, /* inline engines: a frame that the host must handle */
};

enum dtl_event_kind {
    DTL_EV_SOFT_LIMIT = 1,    /* a seal used tx.soft_limit: time for a new handshake */
    DTL_EV_HARD_LIMIT = 2,    /* a seal was refused for the first time: expired or overflow */
    DTL_EV_BAD_MAC_LIMIT = 3, /* the session has just seen its last tolerated forgery */
    DTL_EV_FIRST_AUTH = 4, /* the first record of the session was opened: the peer has the keys */
    DTL_EV_PEER_MOVED = 5, /* CID engines: authentic, newer than any seen, from another address */
    DTL_EV_SESSIONS_LOST = 6, /* device reset or gone; `session` is 0: all of them */
};

/* Events of a record come right before its completion. If a device's answer is lost (DTL_R_LOST),
 * its events are lost with it; the state that they told of stands, and a query shows it. */
struct dtl_event {
    uint8_t kind; /* enum dtl_event_kind */
    dtl_session session;
    uint64_t seq; /* of the record that raised it, 0 if none */
};

/* A frame from an inline engine; valid until the next dequeue_burst on that engine. */
struct dtl_punt {
    const uint8_t *frame;
    size_t len;
    uint8_t port; /* 0 cipher side, 1 plain side */
};

struct dtl_item {
    uint8_t kind; /* enum dtl_item_kind */
    union {
        struct dtl_op *op;
        struct dtl_event event;
        struct dtl_punt punt;
    };
};

#define DTL_CAP_KEYS_ISOLATED (1u << 0) /* keys leave host memory at install */
#define DTL_CAP_INLINE        (1u << 1) /* moves records between ports of its own, punts the rest */

/* Constant from open to close. */
struct dtl_engine_limits {
    uint16_t sessions;    /* that can be installed at once */
    uint16_t burst_max;   /* most ops that one enqueue_burst takes */
    uint16_t in_flight;   /* most ops accepted and not yet dequeued */
    uint16_t payload_max; /* longest payload, bytes */
    uint16_t window_max;  /* replay window, numbers */
    uint8_t cid_max;      /* longest connection id, bytes; 0: no CID */
    uint8_t lanes;        /* AES lanes working side by side; 1 for software */
    uint32_t caps;        /* DTL_CAP_* */
};

/* One named count, for `dtlane info`, metrics and tests. Names are stable, lower_snake_case. */
struct dtl_counter {
    const char *name; /* static */
    uint64_t value;
};

struct dtl_engine;

/* A kind of engine. Kinds are entries of one list that the program is linked with. */
struct dtl_engine_kind {
    const char *scheme; /* "soft": the part of a URI before the first ':' */
    const char *help;   /* one line: "soft[:kernel=..]  what it is" */

    /*
     * Opens an engine. `args` is the URI after the scheme's ':' ("" if none), at most 255 bytes.
     * On failure nothing is left behind and `err` holds a sentence that says what to do.
     */
    int (*open)(struct dtl_engine **e, const char *args, uint64_t now_ms, char *err,
                size_t err_len);

    /* Takes the first r of n ops, 0 <= r <= min(n, burst_max), never blocks. r < n: full, come back
     * after a dequeue. An op that is malformed (dtl_op_wellformed) is taken and completes as
     * DTL_R_REFUSED. */
    unsigned (*enqueue)(struct dtl_engine *e, struct dtl_op *const *ops, unsigned n,
                        uint64_t now_ms);

    /* Fills at most n items, never blocks, returns how many. Also drives timeouts and retries. */
    unsigned (*dequeue)(struct dtl_engine *e, struct dtl_item *items, unsigned n, uint64_t now_ms);

    /* A descriptor that polls readable whenever dequeue would make progress. Owned by the engine,
     * which keeps it up to date from the first call on: who never asks does not pay for it. */
    int (*fd)(const struct dtl_engine *e);

    /* When dequeue must be called even if the fd stays silent; UINT64_MAX: never. */
    uint64_t (*deadline)(const struct dtl_engine *e);

    /* Fills at most n counters, returns how many there are. May be slow: talks to the device. */
    unsigned (*counters)(struct dtl_engine *e, struct dtl_counter *counters, unsigned n);

    /* Zeroises every session and frees the engine. Ops still inside are not completed; their
     * buffers are the caller's again. */
    void (*close)(struct dtl_engine *e);
};

/* First member of every engine's own structure. */
struct dtl_engine {
    const struct dtl_engine_kind *kind;
    struct dtl_engine_limits limits;
};

/* NULL-terminated list, defined by the program (host/cli/engines.c) or the test that is linked. */
extern const struct dtl_engine_kind *const dtl_engine_kinds[];

/*
 * Opens an engine by URI: "soft", "model:lanes=1", ... An unknown scheme names those that exist.
 * Returns 0, DTL_ERR_ARG (bad URI), DTL_ERR_NOMEM or DTL_ERR_IO (device), with a sentence in `err`.
 */
int dtl_engine_open(struct dtl_engine **e, const char *uri, uint64_t now_ms, char *err,
                    size_t err_len);
unsigned dtl_engine_enqueue_burst(struct dtl_engine *e, struct dtl_op *const *ops, unsigned n,
                                  uint64_t now_ms);
unsigned dtl_engine_dequeue_burst(struct dtl_engine *e, struct dtl_item *items, unsigned n,
                                  uint64_t now_ms);
int dtl_engine_fd(const struct dtl_engine *e);
uint64_t dtl_engine_deadline(const struct dtl_engine *e);
const struct dtl_engine_limits *dtl_engine_limits(const struct dtl_engine *e);
unsigned dtl_engine_counters(struct dtl_engine *e, struct dtl_counter *counters, unsigned n);
void dtl_engine_close(struct dtl_engine *e); /* NULL is ignored */

/* For engines: false for an op that must complete as DTL_R_REFUSED (kind, content type, a NULL
 * buffer that is not empty, `in` and `out` that overlap). */
bool dtl_op_wellformed(const struct dtl_op *op);

/* For engines: DTL_R_REFUSED if a length, limit or number is outside what `limits` allow. */
enum dtl_result dtl_session_params_check(const struct dtl_session_params *p,
                                         const struct dtl_engine_limits *limits);

#endif
