/* SPDX-License-Identifier: Apache-2.0 */
/* IPv4 and IPv6 addresses with a port, as text and as paths of the DTLS core. */
#ifndef DTL_ADDR_H
#define DTL_ADDR_H

#include <netinet/in.h>
#include <stddef.h>

#include "host/dtls/endpoint.h"

#define DTL_ADDR_STRLEN 80 /* "[" IPv6 "%" interface "]:" port, terminated */

struct dtl_addr {
    union {
        struct sockaddr sa;
        struct sockaddr_in in4;
        struct sockaddr_in6 in6;
    };
};

socklen_t dtl_addr_len(const struct dtl_addr *a);
uint16_t dtl_addr_port(const struct dtl_addr *a);

/* "192.0.2.1:5684", "[2001:db8::1]:5684" or "[fe80::1%eth0]:5684"; no host names.
 * Returns 0, or DTL_ERR_FORMAT with a sentence in `err`. */
int dtl_addr_parse(struct dtl_addr *a, const char *text, char *err, size_t err_len);

/* The same form; an IPv4 address that arrived on an IPv6 socket is written as IPv4. */
void dtl_addr_format(const struct dtl_addr *a, char out[DTL_ADDR_STRLEN]);

/* A path is the peer's address and port and the address that it asked. `local` needs no port. An
 * interface is part of it only for link-local addresses, which mean nothing without one. */
void dtl_path_pack(struct dtl_path *path, const struct dtl_addr *peer,
                   const struct dtl_addr *local);

/* `path` must come from dtl_path_pack. `local` gets port 0. */
void dtl_path_unpack(const struct dtl_path *path, struct dtl_addr *peer, struct dtl_addr *local);

#endif
