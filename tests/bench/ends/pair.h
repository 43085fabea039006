/* SPDX-License-Identifier: Apache-2.0 */
/* A client, a server, and a network between them in virtual time that may lose datagrams. */
#ifndef DTL_BENCH_PAIR_H
#define DTL_BENCH_PAIR_H

#include "tests/bench/ends/ends.h"

struct pair;

struct pair *pair_init(const struct end_kind *client, const struct end_kind *server,
                       const struct end_certificates *certificates);
void pair_free(struct pair *p);

/* Each datagram takes `delay_ms` and is lost with a probability of `loss` in 1000: which ones, its
 * number and `seed` decide, so that all pairs lose the same ones. None are lost at first. */
void pair_set_network(struct pair *p, unsigned delay_ms, unsigned loss, uint32_t seed);

#define PAIR_FAILED UINT64_MAX
/* One handshake, until both are done or one has given up: PAIR_FAILED. Returns how long it took, in
 * virtual milliseconds. */
uint64_t pair_handshake(struct pair *p);

/* Drops the associations of the last handshake. */
void pair_end(struct pair *p);

#endif
