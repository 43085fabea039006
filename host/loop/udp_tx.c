/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* sendmmsg, struct in6_pktinfo */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "host/loop/control.h"
#include "host/loop/udp.h"

#define DATAGRAMS 64
#define BYTES     (DATAGRAMS * 2048)

_Static_assert(BYTES >= DTL_DATAGRAM_MAX, "the longest datagram fits into an empty burst");

struct dtl_tx {
    struct mmsghdr messages[DATAGRAMS];
    struct iovec parts[DATAGRAMS];
    struct dtl_addr peers[DATAGRAMS];
    union dtl_control controls[DATAGRAMS];
    unsigned first, n; /* those from `first` on wait */
    size_t used;
    uint8_t data[BYTES];
};

int dtl_tx_init(struct dtl_tx **tx)
{
    *tx = calloc(1, sizeof **tx);
    return *tx ? 0 : DTL_ERR_NOMEM;
}

void dtl_tx_free(struct dtl_tx *tx)
{
    free(tx);
}

bool dtl_tx_empty(const struct dtl_tx *tx)
{
    return tx->first == tx->n;
}

static void put_control(struct msghdr *message, int level, int type, const void *info, size_t len)
{
    message->msg_controllen = CMSG_SPACE(len);
    struct cmsghdr *c = CMSG_FIRSTHDR(message);
    c->cmsg_level = level;
    c->cmsg_type = type;
    c->cmsg_len = CMSG_LEN(len);
    memcpy(CMSG_DATA(c), info, len);
}

static void send_from(struct msghdr *message, const struct dtl_addr *local)
{
    if (local->sa.sa_family == AF_INET) {
        struct in_pktinfo info = {.ipi_spec_dst = local->in4.sin_addr};
        put_control(message, IPPROTO_IP, IP_PKTINFO, &info, sizeof info);
    } else {
        struct in6_pktinfo info = {.ipi6_addr = local->in6.sin6_addr,
                                   .ipi6_ifindex = local->in6.sin6_scope_id};
        put_control(message, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof info);
    }
}

bool dtl_tx_room(const struct dtl_tx *tx)
{
    return tx->n < DATAGRAMS && BYTES - tx->used >= DTL_DATAGRAM_MAX;
}

void dtl_tx_add(struct dtl_tx *tx, const struct dtl_path *path, const uint8_t *data, size_t len)
{
    unsigned i = tx->n++;
    struct dtl_addr local;
    dtl_path_unpack(path, &tx->peers[i], &local);
    memcpy(tx->data + tx->used, data, len);
    tx->parts[i] = (struct iovec){tx->data + tx->used, len};
    tx->used += len;
    tx->messages[i].msg_hdr = (struct msghdr){
        .msg_name = &tx->peers[i],
        .msg_namelen = dtl_addr_len(&tx->peers[i]),
        .msg_iov = &tx->parts[i],
        .msg_iovlen = 1,
        .msg_control = &tx->controls[i],
    };
    send_from(&tx->messages[i].msg_hdr, &local);
}

static void count_sent(struct dtl_tx *tx, int sent, struct dtl_counts *counts)
{
    for (int i = 0; i < sent; i++)
        counts->cipher_bytes_out += tx->parts[tx->first++].iov_len;
    counts->cipher_datagrams_out += (uint64_t)sent;
}

int dtl_tx_flush(struct dtl_tx *tx, int fd, struct dtl_counts *counts)
{
    int icmp = 0;
    while (tx->first < tx->n) {
        int sent = sendmmsg(fd, tx->messages + tx->first, tx->n - tx->first, MSG_DONTWAIT);
        if (sent >= 0) {
            count_sent(tx, sent, counts);
        } else if (errno == EAGAIN) {
            counts->cipher_send_waits++;
            return icmp;
        } else if (errno == ECONNREFUSED) { /* not about this one, which was not sent */
            icmp = errno;
        } else if (errno != EINTR) { /* of the first one: the others may still go */
            icmp = dtl_udp_is_icmp(errno) ? errno : icmp;
            counts->cipher_send_errors++;
            tx->first++;
        }
    }
    tx->first = tx->n = 0;
    tx->used = 0;
    return icmp;
}
