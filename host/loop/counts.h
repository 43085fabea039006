/* SPDX-License-Identifier: Apache-2.0 */
/* What a loop and its application count. The names are stable. */
#ifndef DTL_LOOP_COUNTS_H
#define DTL_LOOP_COUNTS_H

#include "driver/engine.h"

/* clang-format off */
#define DTL_LOOP_COUNTS(X)                                                                      \
    X(cipher_datagrams_in)                                                                         \
    X(cipher_bytes_in)                                                                             \
    X(cipher_datagrams_out)                                                                        \
    X(cipher_bytes_out)                                                                            \
    X(cipher_drop_too_long)     /* a datagram over DTL_DATAGRAM_MAX */                             \
    X(cipher_drop_no_address)   /* the kernel did not say which address was asked */               \
    X(cipher_drop_socket_full)  /* by the kernel, before the gateway saw it */                     \
    X(cipher_receive_errors)                                                                       \
    X(cipher_send_errors)       /* the kernel refused a datagram; it is dropped */                 \
    X(cipher_send_waits)        /* the socket was full; datagrams wait */                          \
    X(backend_datagrams_in)                                                                        \
    X(backend_bytes_in)                                                                            \
    X(backend_datagrams_out)                                                                       \
    X(backend_bytes_out)                                                                           \
    X(backend_drop_too_long)    /* an answer longer than one record of this engine or client */    \
    X(backend_drop_full)        /* records_max, or too much before the client has confirmed */     \
    X(backend_drop_socket_full) /* by the kernel, before the gateway saw it */                     \
    X(backend_drop_closed)      /* for an association that is ending, either way */                \
    X(backend_errors)           /* ICMP: the backend or its network cannot be reached */           \
    X(backend_send_errors)      /* the kernel refused a datagram; it is dropped */                 \
    X(backend_open_errors)      /* no socket; the association is closed */                         \
    X(engine_bursts)                                                                               \
    X(engine_ops)                                                                                  \
    X(engine_largest_burst)                                                                        \
    X(engine_full)              /* operations had to wait for the engine */
/* clang-format on */

struct dtl_counts {
#define DTL_COUNT_FIELD(name) uint64_t name;
    DTL_LOOP_COUNTS(DTL_COUNT_FIELD)
#undef DTL_COUNT_FIELD
};

/* Fills at most n counters, returns how many there are. */
unsigned dtl_counts_list(const struct dtl_counts *c, struct dtl_counter *counters, unsigned n);

#endif
