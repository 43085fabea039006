/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/ends/pair.h"

#include <stdlib.h>
#include <string.h>

#define FLYING_MAX   64
#define DATAGRAM_MAX 2048

struct datagram {
    uint64_t at;
    unsigned to; /* 0: the client */
    size_t len;
    uint8_t bytes[DATAGRAM_MAX];
};

struct side {
    struct pair *pair;
    const struct end_kind *kind;
    struct end *end;
    unsigned sent;
};

struct pair {
    struct side sides[2]; /* client, server */
    struct datagram flying[FLYING_MAX];
    unsigned first, count; /* a ring; all take equally long */
    unsigned delay_ms, loss;
    uint32_t seed, peer;
    uint64_t now_ms;
};

/* A good mixture of its three arguments (splitmix64). */
static uint64_t hash(uint32_t seed, unsigned side, unsigned n)
{
    uint64_t z = ((uint64_t)seed << 32 | side << 24 | n) * 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static void on_send(void *ctx, const uint8_t *data, size_t len)
{
    struct side *s = ctx;
    struct pair *p = s->pair;
    unsigned side = (unsigned)(s - p->sides);
    if (hash(p->seed, side, s->sent++) % 1000 < p->loss)
        return;
    end_must(p->count < FLYING_MAX && len <= DATAGRAM_MAX, "the network is full");
    struct datagram *d = &p->flying[(p->first + p->count++) % FLYING_MAX];
    d->at = p->now_ms + p->delay_ms;
    d->to = !side;
    d->len = len;
    memcpy(d->bytes, data, len);
}

struct pair *pair_init(const struct end_kind *client, const struct end_kind *server,
                       const struct end_certificates *certificates)
{
    struct pair *p = calloc(1, sizeof *p);
    end_must(p, "no memory");
    for (unsigned i = 0; i < 2; i++) {
        struct side *s = &p->sides[i];
        s->pair = p;
        s->kind = i ? server : client;
        s->end = s->kind->init(&(struct end_setup){
            .server = i, .certificates = certificates, .ctx = s, .send = on_send});
    }
    return p;
}

void pair_free(struct pair *p)
{
    for (unsigned i = 0; i < 2; i++)
        p->sides[i].kind->free(p->sides[i].end);
    free(p);
}

void pair_set_network(struct pair *p, unsigned delay_ms, unsigned loss, uint32_t seed)
{
    p->delay_ms = delay_ms;
    p->loss = loss;
    p->seed = seed;
}

static enum end_state state(const struct pair *p)
{
    enum end_state client = p->sides[0].kind->state(p->sides[0].end);
    enum end_state server = p->sides[1].kind->state(p->sides[1].end);
    if (client == END_FAILED || server == END_FAILED)
        return END_FAILED;
    return client == END_DONE && server == END_DONE ? END_DONE : END_SHAKING;
}

static void deliver(struct pair *p)
{
    const struct datagram *d = &p->flying[p->first];
    struct side *s = &p->sides[d->to];
    p->now_ms = d->at;
    s->kind->input(s->end, d->bytes, d->len, p->now_ms);
    p->first = (p->first + 1) % FLYING_MAX;
    p->count--;
}

/* What happens next: a datagram arrives or a timer runs out. */
static void step(struct pair *p)
{
    uint64_t client = p->sides[0].kind->deadline(p->sides[0].end);
    uint64_t server = p->sides[1].kind->deadline(p->sides[1].end);
    uint64_t at = client < server ? client : server;
    if (p->count && p->flying[p->first].at <= at) {
        deliver(p);
        return;
    }
    end_must(at != UINT64_MAX, "a handshake stands still");
    struct side *s = &p->sides[server < client];
    p->now_ms = at > p->now_ms ? at : p->now_ms;
    s->kind->tick(s->end, p->now_ms);
}

uint64_t pair_handshake(struct pair *p)
{
    uint64_t start = p->now_ms;
    p->first = p->count = 0;
    p->peer++;
    for (unsigned i = 2; i-- > 0;) {
        p->sides[i].sent = 0;
        p->sides[i].kind->begin(p->sides[i].end, p->peer, p->now_ms);
    }
    while (state(p) == END_SHAKING)
        step(p);
    return state(p) == END_DONE ? p->now_ms - start : PAIR_FAILED;
}

void pair_end(struct pair *p)
{
    unsigned loss = p->loss;
    p->loss = 1000; /* whatever they say now, nobody listens */
    for (unsigned i = 0; i < 2; i++)
        p->sides[i].kind->end(p->sides[i].end, p->now_ms);
    p->loss = loss;
}
