/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* uv.h */
#include "host/gateway/plain_side.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct dtl_backend {
    uv_poll_t poll; /* first: libuv hands this pointer back when it is closed */
    struct dtl_shared *shared;
    dtl_assoc assoc;
    int fd;
};

/* Better now than with the first client. */
static int try_service(const struct dtl_addr *service, char *err, size_t err_len)
{
    char text[DTL_ADDR_STRLEN];
    int fd = dtl_udp_connect(service);
    if (fd >= 0)
        return close(fd);
    dtl_addr_format(service, text);
    snprintf(err, err_len, "cannot reach the backend %s: %s", text, strerror(errno));
    return DTL_ERR_IO;
}

int dtl_plain_side_init(struct dtl_plain_side *p, struct dtl_shared *shared,
                        const struct dtl_addr *service, uint32_t slots, char *err, size_t err_len)
{
    *p = (struct dtl_plain_side){.shared = shared, .service = *service, .slots = slots};
    p->backends = calloc(slots, sizeof *p->backends);
    if (p->backends)
        return try_service(service, err, err_len);
    snprintf(err, err_len, "out of memory");
    return DTL_ERR_NOMEM;
}

static void take(struct dtl_backend *b, struct dtl_datagram d)
{
    struct dtl_counts *counts = &b->shared->counts;
    counts->backend_datagrams_in++;
    counts->backend_bytes_in += d.len;
    /* A datagram that was cut is still longer than any record's payload. */
    int ret =
        dtl_endpoint_send(b->shared->endpoint, b->assoc, d.data, d.len, uv_now(&b->shared->loop));
    if (ret == DTL_ERR_ARG)
        counts->backend_drop_too_long++;
    else if (ret == DTL_ERR_STATE)
        counts->backend_drop_closed++;
    else if (ret)
        counts->backend_drop_full++;
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
    (void)events;
    struct dtl_backend *b = poll->data;
    if (status < 0) /* libuv stops polling on an error of the socket; receiving clears it */
        uv_poll_start(&b->poll, UV_READABLE, on_ready);
    int n = dtl_rx_burst(b->shared->rx, b->fd);
    if (n < 0)
        b->shared->counts.backend_errors++;
    for (int i = 0; i < n; i++)
        take(b, dtl_rx_get(b->shared->rx, (unsigned)i));
}

int dtl_plain_side_open(struct dtl_plain_side *p, dtl_assoc assoc)
{
    struct dtl_backend *b = calloc(1, sizeof *b);
    if (!b)
        return DTL_ERR_NOMEM;
    b->shared = p->shared;
    b->assoc = assoc;
    b->fd = dtl_udp_connect(&p->service);
    if (b->fd < 0 || uv_poll_init(&p->shared->loop, &b->poll, b->fd)) {
        if (b->fd >= 0)
            close(b->fd);
        free(b);
        return DTL_ERR_IO;
    }
    b->poll.data = b;
    uv_poll_start(&b->poll, UV_READABLE, on_ready);
    p->backends[dtl_assoc_slot(assoc)] = b;
    return 0;
}

static struct dtl_backend *find(const struct dtl_plain_side *p, dtl_assoc assoc)
{
    struct dtl_backend *b = p->backends[dtl_assoc_slot(assoc)];
    return b && b->assoc == assoc ? b : NULL;
}

void dtl_plain_side_send(struct dtl_plain_side *p, dtl_assoc assoc, const uint8_t *data, size_t len)
{
    struct dtl_counts *counts = &p->shared->counts;
    const struct dtl_backend *b = find(p, assoc);
    if (!b) {
        counts->backend_drop_closed++;
        return;
    }
    ssize_t sent = send(b->fd, data, len, MSG_DONTWAIT);
    if (sent < 0 && dtl_udp_is_icmp(errno)) { /* not about this datagram, which was not sent */
        counts->backend_errors++;
        sent = send(b->fd, data, len, MSG_DONTWAIT);
    }
    if (sent < 0) {
        counts->backend_send_errors++;
        return;
    }
    counts->backend_datagrams_out++;
    counts->backend_bytes_out += len;
}

static void on_closed(uv_handle_t *handle)
{
    free(handle);
}

static void close_backend(struct dtl_backend *b)
{
    b->shared->counts.backend_drop_socket_full += dtl_udp_dropped(b->fd);
    uv_close((uv_handle_t *)&b->poll, on_closed);
    close(b->fd);
}

void dtl_plain_side_drop(struct dtl_plain_side *p, dtl_assoc assoc)
{
    struct dtl_backend *b = find(p, assoc);
    if (!b)
        return;
    p->backends[dtl_assoc_slot(assoc)] = NULL;
    close_backend(b);
}

void dtl_plain_side_close(struct dtl_plain_side *p)
{
    for (uint32_t i = 0; p->backends && i < p->slots; i++)
        if (p->backends[i])
            close_backend(p->backends[i]);
    free(p->backends);
    p->backends = NULL;
}

static int on_established(void *ctx, const struct dtl_out *out, char *err, size_t err_len)
{
    struct dtl_plain_side *p = ctx;
    int ret = dtl_plain_side_open(p, out->assoc);
    if (!ret)
        return 0;
    p->shared->counts.backend_open_errors++;
    snprintf(err, err_len, "no socket to the backend: %s", strerror(errno));
    return ret;
}

static void on_data(void *ctx, dtl_assoc assoc, const uint8_t *data, size_t len)
{
    dtl_plain_side_send(ctx, assoc, data, len);
}

static void on_association_closed(void *ctx, const struct dtl_out *out)
{
    dtl_plain_side_drop(ctx, out->assoc);
}

struct dtl_app dtl_plain_side_app(struct dtl_plain_side *p)
{
    return (struct dtl_app){
        .ctx = p,
        .established = on_established,
        .data = on_data,
        .closed = on_association_closed,
    };
}
