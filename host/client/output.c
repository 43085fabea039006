/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* uv.h */
#include "host/client/output.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

/* A pipe that polls writable takes PIPE_BUF bytes without blocking. */
static bool write_some(struct dtl_output *o)
{
    struct pollfd fd = {.fd = o->fd, .events = POLLOUT};
    size_t n = o->end - o->first < PIPE_BUF ? o->end - o->first : PIPE_BUF;
    if (!n || poll(&fd, 1, 0) < 1)
        return false;
    ssize_t written = write(o->fd, o->bytes + o->first, n);
    if (written < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (written < 0) {
        o->error = errno;
        o->first = o->end;
        return false;
    }
    o->first += (size_t)written;
    return true;
}

static void flush(void *ctx)
{
    struct dtl_output *o = ctx;
    while (write_some(o))
        ;
    if (dtl_output_idle(o))
        dtl_watch_stop(&o->watch);
    else
        dtl_watch_start(&o->watch);
}

int dtl_output_init(struct dtl_output *o, uv_loop_t *loop, int fd)
{
    o->fd = fd;
    o->error = 0;
    o->first = o->end = 0;
    return dtl_watch_init(&o->watch, loop, fd, EPOLLOUT, flush, o);
}

bool dtl_output_room(const struct dtl_output *o)
{
    return sizeof o->bytes - (o->end - o->first) >= DTL_OUTPUT_PIECE;
}

void dtl_output_put(struct dtl_output *o, const uint8_t *data, size_t len)
{
    if (o->error)
        return;
    memmove(o->bytes, o->bytes + o->first, o->end - o->first);
    o->end -= o->first;
    o->first = 0;
    memcpy(o->bytes + o->end, data, len);
    o->end += len;
    flush(o);
}

bool dtl_output_idle(const struct dtl_output *o)
{
    return o->first == o->end;
}

void dtl_output_close(struct dtl_output *o)
{
    dtl_watch_close(&o->watch);
}
