/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "tests/load/crowd.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/cli/clock.h"
#include "host/loop/udp.h"

struct client {
    dtl_assoc assoc;
    uint32_t packets; /* that still go out */
};

struct crowd {
    struct crowd_config config;
    struct client *clients;
    struct dtl_engine *engine;
    struct dtl_endpoint *endpoint;
    struct dtl_rx *rx;
    struct dtl_tx *tx;
    struct dtl_counts counts;
    int fd;
};

static void must(bool ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "crowd: %s\n", what);
    exit(1);
}

/* --- a client's number is in its address -------------------------------------------------------
 */

static struct dtl_path path_of(const struct crowd *c, uint32_t client)
{
    struct dtl_path path;
    struct dtl_addr local = {.in4 = {.sin_family = AF_INET}};
    uint32_t net = 127u << 24 | (uint32_t)c->config.net << 16;
    local.in4.sin_addr.s_addr = htonl(net + 1 + client);
    dtl_path_pack(&path, &c->config.server, &local);
    return path;
}

static uint32_t client_of(const struct crowd *c, const struct dtl_path *path)
{
    struct dtl_addr server, local;
    dtl_path_unpack(path, &server, &local);
    uint32_t net = 127u << 24 | (uint32_t)c->config.net << 16;
    uint32_t client = ntohl(local.in4.sin_addr.s_addr) - net - 1;
    must(client < c->config.clients, "a datagram for none of the clients");
    return client;
}

/* --- what the endpoint says ----------------------------------------------------------------------
 */

static void flush(struct crowd *c)
{
    while (!dtl_tx_empty(c->tx)) {
        dtl_tx_flush(c->tx, c->fd, &c->counts);
        struct pollfd p = {.fd = c->fd, .events = POLLOUT};
        if (!dtl_tx_empty(c->tx))
            poll(&p, 1, 1000);
    }
}

static void transmit(struct crowd *c, const struct dtl_path *path, const uint8_t *data, size_t len)
{
    if (!dtl_tx_room(c->tx))
        flush(c);
    dtl_tx_add(c->tx, path, data, len);
}

static void transmit_of(struct crowd *c, const struct dtl_out *out)
{
    struct client *client = &c->clients[client_of(c, out->path)];
    if (client->packets == 0)
        return;
    if (client->packets != CROWD_UNLIMITED)
        client->packets--;
    transmit(c, out->path, out->data, out->len);
}

static void work(struct crowd *c, struct dtl_op *op)
{
    struct dtl_item item;
    must(dtl_engine_enqueue_burst(c->engine, &op, 1, dtl_clock_ms()) == 1, "the engine is full");
    while (dtl_engine_dequeue_burst(c->engine, &item, 1, dtl_clock_ms()))
        dtl_endpoint_item(c->endpoint, &item, dtl_clock_ms());
}

static void gone(struct crowd *c, const struct dtl_out *out)
{
    uint32_t client = client_of(c, out->path);
    if (c->clients[client].assoc != out->assoc)
        return; /* it has vanished or connected anew */
    c->clients[client].assoc = 0;
    c->config.closed(c->config.ctx, client, out);
}

static void act(struct crowd *c, const struct dtl_out *out)
{
    switch (out->kind) {
    case DTL_OUT_DATAGRAM:
        transmit_of(c, out);
        break;
    case DTL_OUT_OP:
        work(c, out->op);
        break;
    case DTL_OUT_DATA:
        c->config.data(c->config.ctx, client_of(c, out->path), out->data, out->len);
        break;
    case DTL_OUT_ESTABLISHED:
        c->config.established(c->config.ctx, client_of(c, out->path), out);
        break;
    case DTL_OUT_CLOSED:
        gone(c, out);
        break;
    }
}

static void drain(struct crowd *c)
{
    struct dtl_out out;
    while (dtl_endpoint_next(c->endpoint, &out))
        act(c, &out);
    flush(c);
}

/* --- what clients do -----------------------------------------------------------------------------
 */

void crowd_connect(struct crowd *c, uint32_t client, const uint8_t *saved, size_t saved_len,
                   uint32_t packets)
{
    struct dtl_path path = path_of(c, client);
    c->clients[client].packets = packets;
    int ret = dtl_endpoint_connect(c->endpoint, &path, c->config.host, saved, saved_len,
                                   dtl_clock_ms(), &c->clients[client].assoc);
    must(ret == 0, dtl_strerror(ret));
}

bool crowd_send(struct crowd *c, uint32_t client, const uint8_t *data, size_t len)
{
    return dtl_endpoint_send(c->endpoint, c->clients[client].assoc, data, len, dtl_clock_ms()) == 0;
}

void crowd_close(struct crowd *c, uint32_t client)
{
    dtl_endpoint_close(c->endpoint, c->clients[client].assoc, dtl_clock_ms());
}

void crowd_vanish(struct crowd *c, uint32_t client)
{
    drain(c); /* what it had to say before it went */
    c->clients[client].packets = 0;
    crowd_close(c, client);
    c->clients[client].assoc = 0;
    drain(c);
}

void crowd_send_raw(struct crowd *c, uint32_t client, const uint8_t *data, size_t len)
{
    struct dtl_path path = path_of(c, client);
    transmit(c, &path, data, len);
}

static void receive(struct crowd *c)
{
    int n = dtl_rx_burst(c->rx, c->fd);
    for (int i = 0; i < n; i++) {
        struct dtl_datagram d = dtl_rx_get(c->rx, (unsigned)i);
        struct dtl_path path;
        if (dtl_rx_path(c->rx, (unsigned)i, &path))
            dtl_endpoint_datagram(c->endpoint, &path, d.data, d.len, dtl_clock_ms());
        drain(c);
    }
}

void crowd_run(struct crowd *c, int ms)
{
    drain(c);
    uint64_t now = dtl_clock_ms(), at = dtl_endpoint_deadline(c->endpoint);
    if (at < now + (uint64_t)ms)
        ms = at > now ? (int)(at - now) : 0;
    struct pollfd p = {.fd = c->fd, .events = POLLIN};
    if (poll(&p, 1, ms) > 0)
        receive(c);
    if (dtl_clock_ms() >= dtl_endpoint_deadline(c->endpoint))
        dtl_endpoint_tick(c->endpoint, dtl_clock_ms());
    drain(c);
}

/* --- beginning and end ---------------------------------------------------------------------------
 */

static void start_endpoint(struct crowd *c)
{
    struct dtl_endpoint_config config;
    dtl_endpoint_config_default(&config);
    config.role = DTL_ROLE_CLIENT;
    config.client_psk_identity = (const uint8_t *)c->config.psk_identity;
    config.client_psk_identity_len = c->config.psk_identity ? strlen(c->config.psk_identity) : 0;
    config.client_psk = c->config.psk;
    config.client_psk_len = c->config.psk_len;
    config.credentials = c->config.credentials;
    config.resumption = c->config.resumption;
    config.associations_max = config.handshakes_max = 2 * c->config.clients;
    if (c->config.retransmit_ms)
        config.retransmit_min_ms = c->config.retransmit_ms;
    int ret = dtl_endpoint_init(&c->endpoint, &config, dtl_engine_limits(c->engine));
    must(ret == 0, dtl_strerror(ret));
}

struct crowd *crowd_init(const struct crowd_config *config)
{
    struct dtl_addr any = {.in4 = {.sin_family = AF_INET}};
    char err[256];
    struct crowd *c = calloc(1, sizeof *c);
    must(c, "no memory");
    c->config = *config;
    c->clients = calloc(config->clients, sizeof *c->clients);
    must(c->clients && !dtl_rx_init(&c->rx) && !dtl_tx_init(&c->tx), "no memory");
    c->fd = dtl_udp_listen(&any, err, sizeof err);
    must(c->fd >= 0, err);
    must(!dtl_engine_open(&c->engine, "soft", dtl_clock_ms(), err, sizeof err), err);
    start_endpoint(c);
    return c;
}

void crowd_free(struct crowd *c)
{
    dtl_engine_close(c->engine);
    dtl_endpoint_free(c->endpoint);
    dtl_rx_free(c->rx);
    dtl_tx_free(c->tx);
    close(c->fd);
    free(c->clients);
    free(c);
}
