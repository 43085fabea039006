/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* getaddrinfo */
#include "host/client/resolve.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool port_ok(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return digits && digits < 6 && !text[digits] && atoi(text) >= 1 && atoi(text) <= UINT16_MAX;
}

int dtl_target_parse(struct dtl_target *t, const char *text, char *err, size_t err_len)
{
    const char *colon = strrchr(text, ':');
    size_t len = colon ? (size_t)(colon - text) : 0;
    bool brackets = len > 2 && text[0] == '[' && text[len - 1] == ']';
    if (!len || len - 2 * brackets > DTL_HOST_MAX || (!brackets && strcspn(text, "[]:") < len)) {
        snprintf(err, err_len,
                 "'%.60s' is not of the form HOST:PORT, as in example.org:5684 or "
                 "[2001:db8::1]:5684",
                 text);
        return DTL_ERR_FORMAT;
    }
    if (!port_ok(colon + 1)) {
        snprintf(err, err_len, "port '%.40s' is not a number from 1 to 65535", colon + 1);
        return DTL_ERR_FORMAT;
    }
    snprintf(t->host, sizeof t->host, "%.*s", (int)(len - 2 * brackets), text + brackets);
    snprintf(t->port, sizeof t->port, "%s", colon + 1);
    return 0;
}

static int take(const struct addrinfo *list, struct dtl_addr *addresses)
{
    int n = 0;
    for (; list && n < DTL_ADDRESSES_MAX; list = list->ai_next) {
        if (list->ai_family != AF_INET && list->ai_family != AF_INET6)
            continue;
        addresses[n] = (struct dtl_addr){0};
        memcpy(&addresses[n++], list->ai_addr, list->ai_addrlen);
    }
    return n;
}

int dtl_target_resolve(const struct dtl_target *t, struct dtl_addr *addresses, char *err,
                       size_t err_len)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_DGRAM};
    struct addrinfo *list = NULL;
    int error = getaddrinfo(t->host, t->port, &hints, &list);
    int n = error ? 0 : take(list, addresses);
    if (!error)
        freeaddrinfo(list);
    if (n)
        return n;
    snprintf(err, err_len, "cannot find %s: %s", t->host,
             error ? gai_strerror(error) : "it has no IP address");
    return DTL_ERR_NOT_FOUND;
}
