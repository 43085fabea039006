/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Waits until a descriptor that others may share can be read or written. It is not made
 * non-blocking, as libuv would do, because that would change it for the others, such as the shell
 * whose terminal it is. Files, which cannot be waited for, are always ready.
 */
#ifndef DTL_WATCH_H
#define DTL_WATCH_H

#include <uv.h>

typedef void dtl_watch_ready(void *ctx);

struct dtl_watch {
    uv_poll_t poll;
    uv_idle_t idle;
    int epoll; /* -1: a file */
    dtl_watch_ready *ready;
    void *ctx;
};

/* `events`: EPOLLIN or EPOLLOUT. Returns 0, or DTL_ERR_IO and errno. */
int dtl_watch_init(struct dtl_watch *w, uv_loop_t *loop, int fd, uint32_t events,
                   dtl_watch_ready *ready, void *ctx);

/* Calls `ready` in every turn of the loop in which it is. */
void dtl_watch_start(struct dtl_watch *w);
void dtl_watch_stop(struct dtl_watch *w);

/* The loop must run once more before `w` goes. */
void dtl_watch_close(struct dtl_watch *w);

#endif
