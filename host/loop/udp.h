/* SPDX-License-Identifier: Apache-2.0 */
/* Bursts of datagrams: recvmmsg and sendmmsg with the buffers and addresses that they need. */
#ifndef DTL_UDP_H
#define DTL_UDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/dtls/endpoint.h"
#include "host/loop/addr.h"
#include "host/loop/counts.h"

#define DTL_UDP_BURST    32
#define DTL_DATAGRAM_MAX 18445 /* the longest record, RFC 5246 section 6.2.3, with its header */

/* A non-blocking socket bound to `a`, which says of each datagram which address it was sent to.
 * "[::]" takes IPv4 too. Returns the descriptor, or DTL_ERR_IO with a sentence in `err`. */
int dtl_udp_listen(const struct dtl_addr *a, char *err, size_t err_len);

/* A non-blocking socket connected to `a`. Returns the descriptor, or DTL_ERR_IO and errno. */
int dtl_udp_connect(const struct dtl_addr *a);

/* The same that says of each datagram which address it was sent to. `path` is what its datagrams
 * will have. */
int dtl_udp_dial(const struct dtl_addr *a, struct dtl_path *path);

/* Whether it tells of an ICMP message, which came for some earlier datagram of a connected
 * socket. */
bool dtl_udp_is_icmp(int error);

/* Datagrams that the kernel has dropped because nobody took them from the socket in time. */
uint32_t dtl_udp_dropped(int fd);

/* Receiving. */
struct dtl_rx;

struct dtl_datagram {
    const uint8_t *data; /* valid until the next dtl_rx_burst */
    size_t len;
    bool too_long; /* over DTL_DATAGRAM_MAX: the rest is lost */
};

int dtl_rx_init(struct dtl_rx **rx); /* 0 or DTL_ERR_NOMEM */
void dtl_rx_free(struct dtl_rx *rx); /* NULL is ignored */

/* Takes what waits on `fd`, at most DTL_UDP_BURST. Returns how many, 0 if nothing waits, or
 * DTL_ERR_IO and errno. */
int dtl_rx_burst(struct dtl_rx *rx, int fd);

/* Number i of the last burst. */
struct dtl_datagram dtl_rx_get(const struct dtl_rx *rx, unsigned i);

/* Its path, if it came on a socket of dtl_udp_listen. false: the kernel did not say. */
bool dtl_rx_path(struct dtl_rx *rx, unsigned i, struct dtl_path *path);

/* Sending from a socket of dtl_udp_listen, each from the address that its path names. */
struct dtl_tx;

int dtl_tx_init(struct dtl_tx **tx); /* 0 or DTL_ERR_NOMEM */
void dtl_tx_free(struct dtl_tx *tx); /* NULL is ignored */
bool dtl_tx_empty(const struct dtl_tx *tx);

/* Whether there is room for one more datagram, however long. */
bool dtl_tx_room(const struct dtl_tx *tx);

/* Copies a datagram of at most DTL_DATAGRAM_MAX bytes. There must be room. */
void dtl_tx_add(struct dtl_tx *tx, const struct dtl_path *path, const uint8_t *data, size_t len);

/* Sends what it holds, until the socket is full. What the kernel refuses is counted and dropped.
 * Returns the errno of an ICMP message that came to light, else 0. */
int dtl_tx_flush(struct dtl_tx *tx, int fd, struct dtl_counts *counts);

#endif
