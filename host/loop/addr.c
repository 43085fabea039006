/* SPDX-License-Identifier: Apache-2.0 */
#include "host/loop/addr.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

/* Layout of a path: family, then fields as the socket addresses have them. */
enum { PATH_IPV4 = 4, PATH_IPV6 = 6 };

socklen_t dtl_addr_len(const struct dtl_addr *a)
{
    return a->sa.sa_family == AF_INET6 ? sizeof a->in6 : sizeof a->in4;
}

uint16_t dtl_addr_port(const struct dtl_addr *a)
{
    return ntohs(a->sa.sa_family == AF_INET6 ? a->in6.sin6_port : a->in4.sin_port);
}

static int parse_port(const char *text, uint16_t *port, char *err, size_t err_len)
{
    uint32_t value = 0;
    size_t digits = strspn(text, "0123456789");
    for (size_t i = 0; i < digits && value <= UINT16_MAX; i++)
        value = value * 10 + (uint32_t)(text[i] - '0');
    if (!digits || text[digits] || value > UINT16_MAX) {
        snprintf(err, err_len, "port '%.40s' is not a number from 0 to 65535", text);
        return DTL_ERR_FORMAT;
    }
    *port = htons((uint16_t)value);
    return 0;
}

static int parse_scope(struct sockaddr_in6 *in6, const char *name, char *err, size_t err_len)
{
    in6->sin6_scope_id = if_nametoindex(name);
    if (in6->sin6_scope_id)
        return 0;
    snprintf(err, err_len, "there is no network interface '%.40s'", name);
    return DTL_ERR_FORMAT;
}

/* `host` is cut at a '%'. */
static int parse_ipv6(struct dtl_addr *a, char *host, char *err, size_t err_len)
{
    a->in6.sin6_family = AF_INET6;
    char *scope = strchr(host, '%');
    if (scope)
        *scope++ = '\0';
    if (inet_pton(AF_INET6, host, &a->in6.sin6_addr) != 1) {
        snprintf(err, err_len, "'%.60s' is not an IPv6 address", host);
        return DTL_ERR_FORMAT;
    }
    return scope ? parse_scope(&a->in6, scope, err, err_len) : 0;
}

static int parse_ipv4(struct dtl_addr *a, const char *host, char *err, size_t err_len)
{
    a->in4.sin_family = AF_INET;
    if (inet_pton(AF_INET, host, &a->in4.sin_addr) == 1)
        return 0;
    snprintf(err, err_len, "'%.60s' is not an IPv4 address (host names are not looked up)", host);
    return DTL_ERR_FORMAT;
}

int dtl_addr_parse(struct dtl_addr *a, const char *text, char *err, size_t err_len)
{
    *a = (struct dtl_addr){0};
    char host[DTL_ADDR_STRLEN];
    const char *colon = strrchr(text, ':');
    size_t len = colon ? (size_t)(colon - text) : 0;
    bool brackets = len >= 2 && text[0] == '[' && text[len - 1] == ']';
    bool bare = len && len < sizeof host && !memchr(text, ':', len);
    if (!colon || len >= sizeof host || !(brackets || bare)) {
        snprintf(err, err_len,
                 "'%.60s' is not of the form ADDRESS:PORT, as in 192.0.2.1:5684 or "
                 "[2001:db8::1]:5684",
                 text);
        return DTL_ERR_FORMAT;
    }
    size_t cut = brackets ? 1 : 0;
    memcpy(host, text + cut, len - 2 * cut);
    host[len - 2 * cut] = '\0';
    int ret = brackets ? parse_ipv6(a, host, err, err_len) : parse_ipv4(a, host, err, err_len);
    return ret ? ret
               : parse_port(colon + 1, brackets ? &a->in6.sin6_port : &a->in4.sin_port, err,
                            err_len);
}

static void format_ipv6(const struct sockaddr_in6 *in6, char out[DTL_ADDR_STRLEN])
{
    char host[INET6_ADDRSTRLEN], scope[IF_NAMESIZE + 1] = "%";
    inet_ntop(AF_INET6, &in6->sin6_addr, host, sizeof host);
    if (!in6->sin6_scope_id || !if_indextoname(in6->sin6_scope_id, scope + 1))
        scope[0] = '\0';
    snprintf(out, DTL_ADDR_STRLEN, "[%s%s]:%u", host, scope, ntohs(in6->sin6_port));
}

void dtl_addr_format(const struct dtl_addr *a, char out[DTL_ADDR_STRLEN])
{
    bool mapped = a->sa.sa_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&a->in6.sin6_addr);
    if (a->sa.sa_family == AF_INET6 && !mapped) {
        format_ipv6(&a->in6, out);
        return;
    }
    char host[INET_ADDRSTRLEN];
    const void *ip = mapped ? (const void *)&a->in6.sin6_addr.s6_addr[12] : &a->in4.sin_addr;
    inet_ntop(AF_INET, ip, host, sizeof host);
    snprintf(out, DTL_ADDR_STRLEN, "%s:%u", host, dtl_addr_port(a));
}

static void put(struct dtl_path *path, const void *field, size_t len)
{
    memcpy(path->bytes + path->len, field, len);
    path->len = (uint8_t)(path->len + len);
}

void dtl_path_pack(struct dtl_path *path, const struct dtl_addr *peer, const struct dtl_addr *local)
{
    bool six = peer->sa.sa_family == AF_INET6;
    uint8_t family = six ? PATH_IPV6 : PATH_IPV4;
    path->len = 0;
    put(path, &family, 1);
    if (!six) {
        put(path, &peer->in4.sin_port, sizeof peer->in4.sin_port);
        put(path, &peer->in4.sin_addr, sizeof peer->in4.sin_addr);
        put(path, &local->in4.sin_addr, sizeof local->in4.sin_addr);
        return;
    }
    bool scoped =
        IN6_IS_ADDR_LINKLOCAL(&peer->in6.sin6_addr) || IN6_IS_ADDR_LINKLOCAL(&local->in6.sin6_addr);
    uint32_t scope = scoped ? local->in6.sin6_scope_id : 0;
    put(path, &peer->in6.sin6_port, sizeof peer->in6.sin6_port);
    put(path, &peer->in6.sin6_addr, sizeof peer->in6.sin6_addr);
    put(path, &local->in6.sin6_addr, sizeof local->in6.sin6_addr);
    put(path, &scope, sizeof scope);
}

static const uint8_t *get(const uint8_t *from, void *field, size_t len)
{
    memcpy(field, from, len);
    return from + len;
}

void dtl_path_unpack(const struct dtl_path *path, struct dtl_addr *peer, struct dtl_addr *local)
{
    *peer = *local = (struct dtl_addr){0};
    const uint8_t *at = path->bytes + 1;
    if (path->bytes[0] == PATH_IPV4) {
        peer->in4.sin_family = local->in4.sin_family = AF_INET;
        at = get(at, &peer->in4.sin_port, sizeof peer->in4.sin_port);
        at = get(at, &peer->in4.sin_addr, sizeof peer->in4.sin_addr);
        get(at, &local->in4.sin_addr, sizeof local->in4.sin_addr);
        return;
    }
    peer->in6.sin6_family = local->in6.sin6_family = AF_INET6;
    at = get(at, &peer->in6.sin6_port, sizeof peer->in6.sin6_port);
    at = get(at, &peer->in6.sin6_addr, sizeof peer->in6.sin6_addr);
    at = get(at, &local->in6.sin6_addr, sizeof local->in6.sin6_addr);
    get(at, &local->in6.sin6_scope_id, sizeof local->in6.sin6_scope_id);
    peer->in6.sin6_scope_id = local->in6.sin6_scope_id;
}
