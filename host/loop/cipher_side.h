/* SPDX-License-Identifier: Apache-2.0 */
/* The socket that DTLS peers talk to. */
#ifndef DTL_CIPHER_SIDE_H
#define DTL_CIPHER_SIDE_H

#include "host/loop/shared.h"

struct dtl_cipher_side {
    struct dtl_shared *shared;
    uv_poll_t poll;
    int fd;       /* -1: none */
    bool polling; /* `poll` is there */
    int events;   /* that it waits for */
    int icmp;     /* errno of the last ICMP message, on a connected socket; 0: none */
    struct dtl_tx *tx;
};

/* Takes a socket of dtl_udp_listen or dtl_udp_dial; what arrives goes into the endpoint. Returns 0,
 * DTL_ERR_IO or DTL_ERR_NOMEM with a sentence in `err`; then, too, the socket is its own and is to
 * be closed. */
int dtl_cipher_side_init(struct dtl_cipher_side *s, struct dtl_shared *shared, int fd, char *err,
                         size_t err_len);

/* The address that it listens on, with the port that the system chose if 0 was asked for. */
void dtl_cipher_side_address(const struct dtl_cipher_side *s, struct dtl_addr *a);

/* Whether it can take one more datagram. If not, the socket is full: come back later. */
bool dtl_cipher_side_room(struct dtl_cipher_side *s);

/* Takes a copy of a datagram. There must be room. */
void dtl_cipher_side_send(struct dtl_cipher_side *s, const struct dtl_path *path,
                          const uint8_t *data, size_t len);

/* Sends what was taken; what does not fit goes when the socket has room. */
void dtl_cipher_side_flush(struct dtl_cipher_side *s);
bool dtl_cipher_side_idle(const struct dtl_cipher_side *s);

/* Stops receiving, goes on sending. */
void dtl_cipher_side_deafen(struct dtl_cipher_side *s);

/* Closes the socket. The loop must run once more before `s` goes. */
void dtl_cipher_side_close(struct dtl_cipher_side *s);

#endif
