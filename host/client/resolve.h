/* SPDX-License-Identifier: Apache-2.0 */
/* The addresses behind HOST:PORT. */
#ifndef DTL_RESOLVE_H
#define DTL_RESOLVE_H

#include "host/loop/addr.h"

#define DTL_HOST_MAX      255 /* characters of a name */
#define DTL_ADDRESSES_MAX 8

struct dtl_target {
    char host[DTL_HOST_MAX + 1]; /* without the brackets of an IPv6 address */
    char port[6];
};

/* "example.org:5684", "192.0.2.1:5684" or "[2001:db8::1]:5684". Returns 0, or DTL_ERR_FORMAT with a
 * sentence in `err`. */
int dtl_target_parse(struct dtl_target *t, const char *text, char *err, size_t err_len);

/* Fills at most DTL_ADDRESSES_MAX, in the order in which they should be tried; may block. Returns
 * how many, or DTL_ERR_NOT_FOUND with a sentence in `err`. */
int dtl_target_resolve(const struct dtl_target *t, struct dtl_addr *addresses, char *err,
                       size_t err_len);

#endif
