/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* recvmmsg, struct in6_pktinfo */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "host/loop/control.h"
#include "host/loop/udp.h"

struct dtl_rx {
    struct mmsghdr messages[DTL_UDP_BURST];
    struct iovec parts[DTL_UDP_BURST];
    struct dtl_addr peers[DTL_UDP_BURST];
    union dtl_control controls[DTL_UDP_BURST];
    uint8_t data[DTL_UDP_BURST][DTL_DATAGRAM_MAX];
};

int dtl_rx_init(struct dtl_rx **rx)
{
    *rx = calloc(1, sizeof **rx);
    return *rx ? 0 : DTL_ERR_NOMEM;
}

void dtl_rx_free(struct dtl_rx *rx)
{
    free(rx);
}

/* The kernel writes lengths into these, so they are made anew each time. */
static void prepare(struct dtl_rx *rx)
{
    for (unsigned i = 0; i < DTL_UDP_BURST; i++) {
        rx->parts[i] = (struct iovec){rx->data[i], DTL_DATAGRAM_MAX};
        rx->messages[i].msg_hdr = (struct msghdr){
            .msg_name = &rx->peers[i],
            .msg_namelen = sizeof rx->peers[i],
            .msg_iov = &rx->parts[i],
            .msg_iovlen = 1,
            .msg_control = &rx->controls[i],
            .msg_controllen = sizeof rx->controls[i],
        };
    }
}

int dtl_rx_burst(struct dtl_rx *rx, int fd)
{
    prepare(rx);
    int n = recvmmsg(fd, rx->messages, DTL_UDP_BURST, MSG_DONTWAIT, NULL);
    if (n >= 0)
        return n;
    return errno == EAGAIN || errno == EINTR ? 0 : DTL_ERR_IO;
}

struct dtl_datagram dtl_rx_get(const struct dtl_rx *rx, unsigned i)
{
    return (struct dtl_datagram){
        .data = rx->data[i],
        .len = rx->messages[i].msg_len,
        .too_long = rx->messages[i].msg_hdr.msg_flags & MSG_TRUNC,
    };
}

/* `ipi_spec_dst` is an address of ours even if the datagram was sent to a broadcast address. */
static bool read_local(const struct cmsghdr *c, struct dtl_addr *local)
{
    if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
        struct in_pktinfo info;
        memcpy(&info, CMSG_DATA(c), sizeof info);
        local->in4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = info.ipi_spec_dst};
        return true;
    }
    if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
        struct in6_pktinfo info;
        memcpy(&info, CMSG_DATA(c), sizeof info);
        local->in6 = (struct sockaddr_in6){.sin6_family = AF_INET6,
                                           .sin6_addr = info.ipi6_addr,
                                           .sin6_scope_id = info.ipi6_ifindex};
        return true;
    }
    return false;
}

bool dtl_rx_path(struct dtl_rx *rx, unsigned i, struct dtl_path *path)
{
    struct msghdr *message = &rx->messages[i].msg_hdr;
    struct dtl_addr local;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
        if (!read_local(c, &local))
            continue;
        dtl_path_pack(path, &rx->peers[i], &local);
        return true;
    }
    return false;
}
