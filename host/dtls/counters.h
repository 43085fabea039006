/* SPDX-License-Identifier: Apache-2.0 */
/* What an endpoint counts. The names, in lower case, are stable: metrics and tests use them. */
#ifndef DTL_HOST_COUNTERS_H
#define DTL_HOST_COUNTERS_H

/* clang-format off */
#define DTL_COUNTS(X)                                                                              \
    X(cookies_sent)          /* HelloVerifyRequests */                                             \
    X(hellos_refused)        /* ClientHellos that mbedTLS answered with an alert or not at all */  \
    X(handshakes_started)    /* past the cookie */                                                 \
    X(handshakes_completed)  /* installed in the engine */                                         \
    X(handshakes_displaced)  /* unfinished, made way for newer ones; not told as CLOSED */         \
    X(handshakes_failed)                                                                           \
    X(control_retries)                                                                             \
    X(removes_failed)        /* given up: the engine may hold the session until it is closed */    \
    X(flights_resent)        /* our last flight, asked for by a repeated Finished */               \
    X(flights_resent_unasked)                                                                      \
    X(renegotiations_refused)                                                                      \
    X(warnings_ignored)                                                                            \
    X(sessions_moved)        /* associations that went on in another engine */                     \
    X(soft_limits)                                                                                 \
    X(sends_refused_unconfirmed)                                                                   \
    X(sends_refused_full)    /* records_max, or no memory */                                       \
    X(drop_short)            /* less than a record header */                                       \
    X(drop_version)                                                                                \
    X(drop_type)             /* content type other than 20 to 23 */                                \
    X(drop_length)           /* the header promises more than the datagram holds */                \
    X(drop_epoch)            /* neither 0 nor 1 */                                                 \
    X(drop_plaintext)        /* epoch 0 where nothing unprotected is expected any more */          \
    X(drop_no_association)                                                                         \
    X(drop_hello_fragment)                                                                         \
    X(drop_hello_stale)      /* a late copy of the hello that made the association */              \
    X(drop_hello_repeated)   /* not the first one of its datagram */                               \
    X(drop_hello_busy)       /* the handshake before it is being installed */                      \
    X(drop_amplification)    /* would have answered an unverified address with more than it sent */\
    X(drop_handshakes_full)                                                                        \
    X(drop_associations_full)                                                                      \
    X(drop_no_memory)                                                                              \
    X(drop_park_full)        /* early epoch-1 records over the cap */                              \
    X(drop_records_full)     /* records_max */                                                     \
    X(drop_share)            /* one association's share of them */                                 \
    X(drop_too_long)         /* more than the engine takes */                                      \
    X(drop_auth)                                                                                   \
    X(drop_replay_dup)                                                                             \
    X(drop_replay_old)                                                                             \
    X(drop_moved)            /* inside a lost engine, or before the next one had the keys */       \
    X(drop_engine)           /* busy, lost, or the session is gone */                              \
    X(drop_unexpected)       /* authentic, but nothing that is expected now */
/* clang-format on */

enum dtl_count {
#define DTL_COUNT_ENUM(name) DTL_COUNT_##name,
    DTL_COUNTS(DTL_COUNT_ENUM)
#undef DTL_COUNT_ENUM
        DTL_COUNT_N
};

extern const char *const dtl_count_names[DTL_COUNT_N];

#endif
