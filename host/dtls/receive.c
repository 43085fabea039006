/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "driver/bytes.h"
#include "host/dtls/internal.h"

#define VERSION_DTLS_1_0 0xfeff /* what a first ClientHello may carry, RFC 6347 section 4.2.1 */

/* Offsets in a ClientHello's record, RFC 6347 section 4.3.2. */
enum {
    HELLO_LENGTH = DTL_HEADER_LEN + 1,
    HELLO_FRAGMENT_OFFSET = DTL_HEADER_LEN + 6,
    HELLO_FRAGMENT_LENGTH = DTL_HEADER_LEN + 9,
    HELLO_RANDOM = DTL_HEADER_LEN + DTL_HS_HEADER_LEN + 2,
    HELLO_MIN = HELLO_RANDOM + DTL_RANDOM_LEN,
};

struct record {
    struct dtl_record_header h;
    const uint8_t *bytes; /* header first */
    size_t len;
    size_t behind; /* bytes of the datagram after it */
};

static uint32_t get24(const uint8_t *p)
{
    return (uint32_t)p[0] << 16 | dtl_get16(p + 1);
}

static bool is_client_hello(const struct record *r)
{
    return r->h.epoch == 0 && r->h.type == DTL_CT_HANDSHAKE && r->len > DTL_HEADER_LEN &&
           r->bytes[DTL_HEADER_LEN] == DTL_HS_CLIENT_HELLO;
}

/* A fragment would have to be remembered, and nothing is before the cookie. */
static bool is_whole_hello(const struct record *r)
{
    return r->len >= HELLO_MIN && get24(r->bytes + HELLO_FRAGMENT_OFFSET) == 0 &&
           get24(r->bytes + HELLO_FRAGMENT_LENGTH) == get24(r->bytes + HELLO_LENGTH);
}

/* The association whose handshake began with this very hello. Its random tells: a repeated hello
 * has the same one, RFC 6347 section 4.2.1. */
static struct dtl_association *began_with(struct dtl_association *live, const uint8_t *random)
{
    struct dtl_association *both[2] = {live, live ? live->pending : NULL};
    for (int i = 0; i < 2; i++)
        if (both[i] && !memcmp(both[i]->hello_random, random, DTL_RANDOM_LEN))
            return both[i];
    return NULL;
}

static void client_hello(struct dtl_endpoint *ep, const struct dtl_path *path,
                         struct dtl_association *live, const struct record *r)
{
    if (!is_whole_hello(r)) {
        dtl_count(ep, DTL_COUNT_drop_hello_fragment);
        return;
    }
    const uint8_t *random = r->bytes + HELLO_RANDOM;
    struct dtl_association *same = began_with(live, random);
    if (same && same->phase == DTL_PHASE_HANDSHAKE)
        dtl_handshake_input(ep, same, r->bytes, r->len);
    else if (same)
        dtl_count(ep, DTL_COUNT_drop_hello_stale);
    else if (live && live->pending && live->pending->phase != DTL_PHASE_HANDSHAKE)
        dtl_count(ep, DTL_COUNT_drop_hello_busy);
    else
        dtl_listener_hello(ep, path, live, r->bytes, r->len, random);
}

static bool finished_follows(const struct record *r)
{
    struct dtl_record_header next;
    const uint8_t *bytes = r->bytes + r->len;
    return !dtl_record_get_header(&next, bytes, r->behind) && next.epoch == 1 &&
           next.type == DTL_CT_HANDSHAKE && next.version == DTL_VERSION_1_2 &&
           next.length <= r->behind - DTL_HEADER_LEN;
}

/* Epoch 0 means something to a handshake only. A ChangeCipherSpec waits for the Finished behind it:
 * mbedTLS, given the first alone, would compute what the second has to be, and do it again later.
 */
static void unprotected(struct dtl_endpoint *ep, struct dtl_association *live,
                        const struct record *r)
{
    struct dtl_association *a = live->pending ? live->pending : live;
    if (live->phase == DTL_PHASE_HANDSHAKE && r->h.type == DTL_CT_CHANGE_CIPHER_SPEC &&
        finished_follows(r))
        ep->waiting_len = r->len;
    else if (a->phase == DTL_PHASE_HANDSHAKE && r->h.type != DTL_CT_APPLICATION_DATA)
        dtl_handshake_input(ep, a, r->bytes, r->len);
    else
        dtl_count(ep, DTL_COUNT_drop_plaintext);
}

static void encrypted(struct dtl_endpoint *ep, struct dtl_association *a, const struct record *r)
{
    size_t waiting = ep->waiting_len;
    ep->waiting_len = 0;
    if (a->phase == DTL_PHASE_ESTABLISHED)
        dtl_put_open(ep, a, r->bytes, r->len);
    else
        dtl_handshake_early(ep, a, r->bytes, r->len, waiting);
}

static void lead(struct dtl_endpoint *ep, const struct dtl_path *path, const struct record *r)
{
    struct dtl_association *a = dtl_table_find_path(&ep->table, path);
    if (is_client_hello(r) && ep->config.role == DTL_ROLE_SERVER)
        client_hello(ep, path, a, r);
    else if (!a)
        dtl_count(ep, DTL_COUNT_drop_no_association);
    else if (r->h.epoch == 0)
        unprotected(ep, a, r);
    else if (r->h.epoch == 1)
        encrypted(ep, a, r);
    else
        dtl_count(ep, DTL_COUNT_drop_epoch);
}

static bool version_ok(const struct dtl_record_header *h)
{
    return h->version == DTL_VERSION_1_2 || (h->version == VERSION_DTLS_1_0 && h->epoch == 0);
}

/* Returns false and counts if there is no record: nothing after it can be trusted to be one. */
static bool next_record(struct dtl_endpoint *ep, struct record *r, const uint8_t *data, size_t len)
{
    if (dtl_record_get_header(&r->h, data, len))
        dtl_count(ep, DTL_COUNT_drop_short);
    else if (!dtl_record_type_ok(r->h.type))
        dtl_count(ep, DTL_COUNT_drop_type);
    else if (!version_ok(&r->h))
        dtl_count(ep, DTL_COUNT_drop_version);
    else if (r->h.length > len - DTL_HEADER_LEN)
        dtl_count(ep, DTL_COUNT_drop_length);
    else {
        r->bytes = data;
        r->len = DTL_HEADER_LEN + (size_t)r->h.length;
        r->behind = len - r->len;
        return true;
    }
    return false;
}

void dtl_receive(struct dtl_endpoint *ep, const struct dtl_path *path, const uint8_t *data,
                 size_t len)
{
    struct record r;
    ep->listener_heard = false;
    while (len && next_record(ep, &r, data, len)) {
        lead(ep, path, &r);
        data += r.len;
        len -= r.len;
    }
}
