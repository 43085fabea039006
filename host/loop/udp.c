/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* struct in6_pktinfo */
#include "host/loop/udp.h"

#include <errno.h>
#include <linux/sock_diag.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define RECEIVE_BUFFER (1 << 20) /* bytes; the kernel may grant less */

static int set_int(int fd, int level, int option, int value)
{
    return setsockopt(fd, level, option, &value, sizeof value);
}

static int ask_for_addresses(int fd, int family)
{
    return family == AF_INET ? set_int(fd, IPPROTO_IP, IP_PKTINFO, 1)
                             : set_int(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
}

/* Whether the system's default is to keep IPv4 off "[::]" differs, so it is said here. */
static int take_both_families(int fd, int family)
{
    return family == AF_INET6 ? set_int(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0) : 0;
}

static const char *advice(int error)
{
    switch (error) {
    case EADDRINUSE:
        return "; stop the program that has this port, or choose another";
    case EADDRNOTAVAIL:
        return "; no interface of this machine has this address";
    case EACCES:
        return "; ports below 1024 need the capability CAP_NET_BIND_SERVICE";
    }
    return "";
}

int dtl_udp_listen(const struct dtl_addr *a, char *err, size_t err_len)
{
    int fd = socket(a->sa.sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd >= 0 && !take_both_families(fd, a->sa.sa_family) &&
        !ask_for_addresses(fd, a->sa.sa_family) && !bind(fd, &a->sa, dtl_addr_len(a))) {
        set_int(fd, SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER);
        return fd;
    }
    char text[DTL_ADDR_STRLEN];
    dtl_addr_format(a, text);
    snprintf(err, err_len, "cannot listen on %s: %s%s", text, strerror(errno), advice(errno));
    if (fd >= 0)
        close(fd);
    return DTL_ERR_IO;
}

int dtl_udp_connect(const struct dtl_addr *a)
{
    int fd = socket(a->sa.sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return DTL_ERR_IO;
    if (!connect(fd, &a->sa, dtl_addr_len(a)))
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return DTL_ERR_IO;
}

int dtl_udp_dial(const struct dtl_addr *a, struct dtl_path *path)
{
    struct dtl_addr local = {0};
    socklen_t len = sizeof local;
    int fd = dtl_udp_connect(a);
    if (fd < 0)
        return DTL_ERR_IO;
    if (!ask_for_addresses(fd, a->sa.sa_family) && !getsockname(fd, &local.sa, &len)) {
        set_int(fd, SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER);
        dtl_path_pack(path, a, &local);
        return fd;
    }
    int error = errno;
    close(fd);
    errno = error;
    return DTL_ERR_IO;
}

bool dtl_udp_is_icmp(int error)
{
    return error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH;
}

uint32_t dtl_udp_dropped(int fd)
{
    uint32_t info[SK_MEMINFO_VARS] = {0};
    socklen_t len = sizeof info;
    getsockopt(fd, SOL_SOCKET, SO_MEMINFO, info, &len);
    return info[SK_MEMINFO_DROPS];
}
