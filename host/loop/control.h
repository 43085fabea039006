/* SPDX-License-Identifier: Apache-2.0 */
/* The control message that carries a datagram's local address, IP_PKTINFO and IPV6_PKTINFO. */
#ifndef DTL_CONTROL_H
#define DTL_CONTROL_H

#include <netinet/in.h>
#include <sys/socket.h>

union dtl_control {
    struct cmsghdr align;
    unsigned char bytes[CMSG_SPACE(sizeof(struct in6_pktinfo))];
};

#endif
