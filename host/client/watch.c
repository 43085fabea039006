/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* uv.h */
#include "host/client/watch.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "driver/error.h"

static void on_idle(uv_idle_t *idle)
{
    struct dtl_watch *w = idle->data;
    w->ready(w->ctx);
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct dtl_watch *w = poll->data;
    (void)status;
    (void)events;
    w->ready(w->ctx);
}

/* An epoll set of its own stands between libuv and the descriptor. */
static int make_epoll(struct dtl_watch *w, uv_loop_t *loop, int fd, uint32_t events)
{
    struct epoll_event event = {.events = events};
    w->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (w->epoll < 0)
        return DTL_ERR_IO;
    int ret = epoll_ctl(w->epoll, EPOLL_CTL_ADD, fd, &event);
    int error = errno;
    if (!ret && !uv_poll_init(loop, &w->poll, w->epoll))
        return 0;
    close(w->epoll);
    w->epoll = -1;
    errno = error;
    return ret && error == EPERM ? 0 : DTL_ERR_IO; /* EPERM: a file */
}

int dtl_watch_init(struct dtl_watch *w, uv_loop_t *loop, int fd, uint32_t events,
                   dtl_watch_ready *ready, void *ctx)
{
    *w = (struct dtl_watch){.epoll = -1, .ready = ready, .ctx = ctx};
    int ret = make_epoll(w, loop, fd, events);
    if (ret)
        return ret;
    uv_idle_init(loop, &w->idle);
    w->poll.data = w->idle.data = w;
    return 0;
}

void dtl_watch_start(struct dtl_watch *w)
{
    if (w->epoll >= 0)
        uv_poll_start(&w->poll, UV_READABLE, on_poll);
    else
        uv_idle_start(&w->idle, on_idle);
}

void dtl_watch_stop(struct dtl_watch *w)
{
    if (w->epoll >= 0)
        uv_poll_stop(&w->poll);
    else
        uv_idle_stop(&w->idle);
}

void dtl_watch_close(struct dtl_watch *w)
{
    if (!w->idle.data)
        return;
    uv_close((uv_handle_t *)&w->idle, NULL);
    if (w->epoll < 0)
        return;
    uv_close((uv_handle_t *)&w->poll, NULL);
    close(w->epoll);
}
