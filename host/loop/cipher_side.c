/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* uv.h */
#include "host/loop/cipher_side.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/* Bursts in one turn of the loop: the engine and the backends have their turn too. */
#define BURSTS_A_TURN 4

static void take(struct dtl_shared *shared, unsigned i, uint64_t now_ms)
{
    struct dtl_counts *counts = &shared->counts;
    struct dtl_datagram d = dtl_rx_get(shared->rx, i);
    struct dtl_path path;
    counts->cipher_datagrams_in++;
    counts->cipher_bytes_in += d.len;
    if (d.too_long)
        counts->cipher_drop_too_long++;
    else if (!dtl_rx_path(shared->rx, i, &path))
        counts->cipher_drop_no_address++;
    else
        dtl_endpoint_datagram(shared->endpoint, &path, d.data, d.len, now_ms);
}

static void receive(struct dtl_cipher_side *s)
{
    for (unsigned burst = 0; burst < BURSTS_A_TURN; burst++) {
        int n = dtl_rx_burst(s->shared->rx, s->fd);
        if (n < 0) {
            s->icmp = dtl_udp_is_icmp(errno) ? errno : s->icmp;
            s->shared->counts.cipher_receive_errors++;
        }
        for (int i = 0; i < n; i++)
            take(s->shared, (unsigned)i, uv_now(&s->shared->loop));
        if (n < DTL_UDP_BURST)
            return;
    }
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
    struct dtl_cipher_side *s = poll->data;
    if (status < 0) { /* libuv stops polling on an error of the socket; receiving clears it */
        events = UV_READABLE;
        uv_poll_start(&s->poll, s->events, on_ready);
    }
    if (events & UV_READABLE)
        receive(s);
    if (events & UV_WRITABLE)
        dtl_cipher_side_flush(s);
}

static void wait_for(struct dtl_cipher_side *s, int events)
{
    if (events == s->events)
        return;
    s->events = events;
    if (events)
        uv_poll_start(&s->poll, events, on_ready);
    else
        uv_poll_stop(&s->poll);
}

int dtl_cipher_side_init(struct dtl_cipher_side *s, struct dtl_shared *shared, int fd, char *err,
                         size_t err_len)
{
    *s = (struct dtl_cipher_side){.shared = shared, .fd = fd};
    if (dtl_tx_init(&s->tx)) {
        snprintf(err, err_len, "out of memory");
        return DTL_ERR_NOMEM;
    }
    int ret = uv_poll_init(&shared->loop, &s->poll, s->fd);
    if (ret) {
        snprintf(err, err_len, "cannot wait for the socket: %s", uv_strerror(ret));
        return DTL_ERR_IO;
    }
    s->polling = true;
    s->poll.data = s;
    wait_for(s, UV_READABLE);
    return 0;
}

void dtl_cipher_side_address(const struct dtl_cipher_side *s, struct dtl_addr *a)
{
    socklen_t len = sizeof *a;
    *a = (struct dtl_addr){0};
    getsockname(s->fd, &a->sa, &len);
}

bool dtl_cipher_side_room(struct dtl_cipher_side *s)
{
    if (!dtl_tx_room(s->tx))
        dtl_cipher_side_flush(s);
    return dtl_tx_room(s->tx);
}

void dtl_cipher_side_send(struct dtl_cipher_side *s, const struct dtl_path *path,
                          const uint8_t *data, size_t len)
{
    if (len > DTL_DATAGRAM_MAX)
        s->shared->counts.cipher_send_errors++;
    else
        dtl_tx_add(s->tx, path, data, len);
}

void dtl_cipher_side_flush(struct dtl_cipher_side *s)
{
    int icmp = dtl_tx_flush(s->tx, s->fd, &s->shared->counts);
    s->icmp = icmp ? icmp : s->icmp;
    int writable = dtl_tx_empty(s->tx) ? 0 : UV_WRITABLE;
    wait_for(s, (s->events & UV_READABLE) | writable);
}

bool dtl_cipher_side_idle(const struct dtl_cipher_side *s)
{
    return dtl_tx_empty(s->tx);
}

void dtl_cipher_side_deafen(struct dtl_cipher_side *s)
{
    s->shared->counts.cipher_drop_socket_full = dtl_udp_dropped(s->fd);
    wait_for(s, s->events & ~UV_READABLE);
}

void dtl_cipher_side_close(struct dtl_cipher_side *s)
{
    if (s->polling)
        uv_close((uv_handle_t *)&s->poll, NULL);
    if (s->fd >= 0)
        close(s->fd);
    dtl_tx_free(s->tx);
}
