/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "driver/transport/unix.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "driver/link/link.h"
#include "driver/transport/transport.h"

/* What came from the server while the engine was opened: says why it did not open. */
struct heard {
    bool bytes, end;
};

struct unix_transport {
    struct dtl_transport transport;
    int fd;
    int epoll_fd;        /* watches fd, for writing only while a write waits */
    bool waits;          /* a write returned 0 */
    struct heard *heard; /* NULL: opened */
};

static struct unix_transport *unix_of(struct dtl_transport *t)
{
    return (struct unix_transport *)t;
}

static int watch(const struct unix_transport *u, int how)
{
    struct epoll_event event = {.events = EPOLLIN | (u->waits ? EPOLLOUT : 0u)};
    return epoll_ctl(u->epoll_fd, how, u->fd, &event) ? DTL_ERR_IO : 0;
}

static int set_waits(struct unix_transport *u, bool waits)
{
    if (waits == u->waits)
        return 0;
    u->waits = waits;
    return watch(u, EPOLL_CTL_MOD);
}

static bool not_now(void)
{
    return errno == EAGAIN || errno == EINTR;
}

static ssize_t unix_write(struct dtl_transport *t, const uint8_t *bytes, size_t len)
{
    struct unix_transport *u = unix_of(t);
    ssize_t n = send(u->fd, bytes, len, MSG_NOSIGNAL);
    bool end = n < 0 && !not_now();
    if (u->heard)
        u->heard->end |= end;
    if (end)
        return DTL_ERR_IO;
    return set_waits(u, n <= 0) ? DTL_ERR_IO : n < 0 ? 0 : n;
}

static ssize_t unix_read(struct dtl_transport *t, uint8_t *bytes, size_t len)
{
    struct unix_transport *u = unix_of(t);
    ssize_t n = recv(u->fd, bytes, len, 0);
    bool end = n == 0 || (n < 0 && !not_now());
    if (u->heard) {
        u->heard->bytes |= n > 0;
        u->heard->end |= end;
    }
    return end ? DTL_ERR_IO : n < 0 ? 0 : n;
}

static int unix_fd(const struct dtl_transport *t)
{
    return ((const struct unix_transport *)t)->epoll_fd;
}

static bool unix_wait(struct dtl_transport *t, int ms)
{
    struct pollfd p = {.fd = unix_fd(t), .events = POLLIN};
    return poll(&p, 1, ms) > 0;
}

static void unix_close(struct dtl_transport *t)
{
    struct unix_transport *u = unix_of(t);
    if (u->epoll_fd >= 0)
        close(u->epoll_fd);
    if (u->fd >= 0)
        close(u->fd);
    free(u);
}

static const struct dtl_transport_ops ops = {
    .write = unix_write,
    .read = unix_read,
    .fd = unix_fd,
    .wait = unix_wait,
    .close = unix_close,
};

/* --- reaching the server ---------------------------------------------------------------------- */

static int new_transport(struct unix_transport **out)
{
    struct unix_transport *u = calloc(1, sizeof *u);
    if (!u)
        return DTL_ERR_NOMEM;
    u->transport.ops = &ops;
    u->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    u->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    *out = u;
    if (u->fd >= 0 && u->epoll_fd >= 0 && !watch(u, EPOLL_CTL_ADD))
        return 0;
    unix_close(&u->transport);
    return DTL_ERR_IO;
}

static const char *advice(int error)
{
    switch (error) {
    case ENOENT:
        return "there is no such socket; start dtlane-sim --listen with this path, or correct the "
               "path";
    case ECONNREFUSED:
        return "nobody listens there any more; start dtlane-sim again";
    case EACCES:
        return "permission denied; the socket is its owner's: run as the user that dtlane-sim runs "
               "as";
    case EAGAIN:
        return "too many wait to be let in; try again";
    default:
        return strerror(error);
    }
}

static int reach(struct unix_transport **u, const char *path, char *err, size_t err_len)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!*path || strlen(path) >= sizeof address.sun_path) {
        snprintf(err, err_len,
                 *path
                     ? "engine 'unix': a socket's path has at most %zu bytes; choose a shorter one"
                     : "engine 'unix' needs the path of a socket of at most %zu bytes, as in "
                       "unix:/run/dtlane.sock",
                 sizeof address.sun_path - 1);
        return DTL_ERR_ARG;
    }
    memcpy(address.sun_path, path, strlen(path));
    int ret = new_transport(u);
    if (ret) {
        snprintf(err, err_len, "no memory or descriptor left for a socket");
        return ret;
    }
    if (!connect((*u)->fd, (const struct sockaddr *)&address, sizeof address))
        return 0;
    snprintf(err, err_len, "%s: %s", path, advice(errno));
    unix_close(&(*u)->transport);
    return DTL_ERR_IO;
}

/* --- the engine kind -------------------------------------------------------------------------- */

static void explain(const struct heard *heard, const char *path, const char *why, char *err,
                    size_t err_len)
{
    if (heard->end && !heard->bytes)
        snprintf(err, err_len,
                 "%s: the server hung up at once; it serves one client at a time, of its own user "
                 "or root",
                 path);
    else if (heard->end)
        snprintf(err, err_len, "%s: the server hung up while being attached to", path);
    else if (!heard->bytes)
        snprintf(err, err_len, "%s: the server says nothing; is it dtlane-sim?", path);
    else
        snprintf(err, err_len, "%s: %s", path, why);
}

static int unix_open(struct dtl_engine **e, const char *path, uint64_t now_ms, char *err,
                     size_t err_len)
{
    char why[256];
    struct heard heard = {0};
    struct unix_transport *u;
    int ret = reach(&u, path, err, err_len);
    if (ret)
        return ret;
    u->heard = &heard;
    ret = dtl_link_open(e, &dtl_engine_unix, &u->transport, now_ms, why, sizeof why);
    if (ret)
        explain(&heard, path, why, err, err_len);
    else
        u->heard = NULL;
    return ret;
}

const struct dtl_engine_kind dtl_engine_unix = {
    .scheme = "unix",
    .help = "unix:PATH  a device behind a socket, such as dtlane-sim",
    .open = unix_open,
    .enqueue = dtl_link_enqueue,
    .dequeue = dtl_link_dequeue,
    .fd = dtl_link_fd,
    .deadline = dtl_link_deadline,
    .counters = dtl_link_counters,
    .close = dtl_link_close,
};
