/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "tests/load/echo_service.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define BURST          32
#define LENGTH_MAX     2048
#define RECEIVE_BUFFER (4 << 20) /* bytes; the kernel may grant less */

struct echo_service {
    int fd;
    uint16_t port;
    pthread_t thread;
    uint8_t bytes[BURST][LENGTH_MAX];
    struct sockaddr_in peers[BURST];
    struct iovec parts[BURST];
    struct mmsghdr messages[BURST];
};

static void must(int ok, const char *what)
{
    if (ok)
        return;
    perror(what);
    exit(1);
}

static void expect(struct echo_service *s)
{
    for (unsigned i = 0; i < BURST; i++) {
        s->parts[i] = (struct iovec){s->bytes[i], LENGTH_MAX};
        s->messages[i] = (struct mmsghdr){.msg_hdr = {.msg_name = &s->peers[i],
                                                      .msg_namelen = sizeof s->peers[i],
                                                      .msg_iov = &s->parts[i],
                                                      .msg_iovlen = 1}};
    }
}

/* Until the socket is shut down. */
static void *serve(void *arg)
{
    struct echo_service *s = arg;
    for (;;) {
        expect(s);
        int n = recvmmsg(s->fd, s->messages, BURST, MSG_WAITFORONE, NULL);
        if (n <= 0 || s->messages[0].msg_hdr.msg_namelen == 0)
            return NULL;
        for (int i = 0; i < n; i++)
            s->parts[i].iov_len = s->messages[i].msg_len;
        for (int sent = 0; sent < n;) {
            int m = sendmmsg(s->fd, s->messages + sent, (unsigned)(n - sent), 0);
            sent += m > 0 ? m : 1; /* one whose receiver is gone is skipped */
        }
    }
}

struct echo_service *echo_service_start(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    int room = RECEIVE_BUFFER;
    struct echo_service *s = calloc(1, sizeof *s);
    must(s != NULL, "echo service");
    s->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    must(s->fd >= 0 && !bind(s->fd, (struct sockaddr *)&a, sizeof a) &&
             !getsockname(s->fd, (struct sockaddr *)&a, &len),
         "echo service");
    setsockopt(s->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    s->port = ntohs(a.sin_port);
    must(pthread_create(&s->thread, NULL, serve, s) == 0, "echo service");
    return s;
}

uint16_t echo_service_port(const struct echo_service *s)
{
    return s->port;
}

void echo_service_stop(struct echo_service *s)
{
    shutdown(s->fd, SHUT_RD);
    pthread_join(s->thread, NULL);
    close(s->fd);
    free(s);
}
