/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/shim/engine_device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "driver/bytes.h"
#include "driver/link/link.h"
#include "driver/link/message.h"

struct shim_request {
    struct shim_request *next;
    size_t len;
    uint8_t body[];
};

/* What an answer says; tag, opcode and boot are filled in by respond. */
struct answer {
    uint8_t result, type, flags;
    uint64_t seq;
    const uint8_t *payload;
    uint16_t length;
};

static struct shim_device *device_of(struct dtl_transport *t)
{
    return (struct shim_device *)t;
}

/* --- answers ---------------------------------------------------------------------------------- */

static void respond(struct shim_device *d, const uint8_t *request, const struct answer *a)
{
    uint8_t body[DTL_FRAME_BODY_MAX + DTL_FRAME_CRC_LEN];
    body[0] = request[0] | DTL_LINK_RESPONSE;
    body[1] = a->result;
    memcpy(body + 2, request + 2, 2);
    body[4] = a->type;
    body[5] = a->flags;
    dtl_put16(body + 6, a->length);
    dtl_put16(body + 8, (uint16_t)d->regs.STATUS);
    dtl_put48(body + 10, a->seq);
    if (a->length)
        memcpy(body + DTL_FRAME_HEADER_LEN, a->payload, a->length);
    if (d->out_cap - d->out_len < DTL_FRAME_MAX) {
        d->out_cap = 2 * d->out_cap + DTL_FRAME_MAX;
        d->out = realloc(d->out, d->out_cap);
    }
    d->out_len += dtl_frame_encode(d->out + d->out_len, body, DTL_FRAME_HEADER_LEN + a->length);
    d->regs.FRAMES_OUT++;
}

/* --- sessions, section 5 ---------------------------------------------------------------------- */

static void end_session(struct shim_device *d, unsigned slot)
{
    if (!d->slot[slot].generation)
        return;
    dtl_soft_session_free(d->slot[slot].session);
    d->slot[slot].generation = 0;
    d->regs.STATUS -= 1u << DTL_REGS__STATUS__SESSIONS_bp;
}

static void wipe(struct shim_device *d)
{
    for (unsigned i = 0; i < SHIM_DEVICE_SESSIONS; i++) {
        end_session(d, i);
        d->slot[i].last_generation = 0;
    }
}

static struct dtl_soft_session *find(struct shim_device *d, const uint8_t *body)
{
    uint16_t generation = dtl_get16(body + 4), slot = dtl_get16(body + 6);
    if (slot >= SHIM_DEVICE_SESSIONS || !generation || d->slot[slot].generation != generation)
        return NULL;
    return d->slot[slot].session;
}

static uint8_t attach(struct shim_device *d, const uint8_t *body)
{
    uint16_t token = (uint16_t)dtl_get32(body + 12);
    if (token != (uint16_t)d->regs.STATUS) {
        wipe(d);
        d->regs.STATUS = token;
    }
    return DTL_R_OK;
}

static void get_params(struct dtl_session_params *p, const uint8_t *in)
{
    *p = (struct dtl_session_params){
        .key_len = in[0] & 1 ? 32 : 16,
        .tag_len = in[0] & 2 ? 16 : 8,
        .window_size = in[1],
        .bad_mac_limit = dtl_get32(in + 104),
        .tx = {.epoch = dtl_get16(in + 2),
               .next_seq = dtl_get64(in + 80),
               .soft_limit = dtl_get64(in + 88),
               .hard_limit = dtl_get64(in + 96)},
        .rx = {.epoch = dtl_get16(in + 4),
               .top = dtl_get64(in + 112),
               .window = dtl_get64(in + 120)},
    };
    memcpy(p->tx.salt, in + 6, DTL_SALT_LEN);
    memcpy(p->rx.salt, in + 10, DTL_SALT_LEN);
    memcpy(p->tx.key, in + 16, DTL_KEY_MAX);
    memcpy(p->rx.key, in + 48, DTL_KEY_MAX);
}

static bool params_ok(const uint8_t *in, const struct dtl_session_params *p)
{
    const struct dtl_engine_limits limits = {.window_max = 64};
    bool spare_zero = !(in[0] & ~3) && !dtl_get16(in + 14) && !dtl_get32(in + 108);
    return spare_zero && dtl_session_params_check(p, &limits) == DTL_R_OK;
}

static uint8_t install(struct shim_device *d, const uint8_t *body, size_t len)
{
    const uint8_t *payload = body + DTL_FRAME_HEADER_LEN;
    uint16_t generation = dtl_get16(body + 4), slot = dtl_get16(body + 6);
    uint16_t boot = (uint16_t)d->regs.STATUS;
    struct dtl_session_params p;

    if (len != DTL_FRAME_HEADER_LEN + DTL_INSTALL_LEN || slot >= SHIM_DEVICE_SESSIONS ||
        !generation || !boot || dtl_get32(body + 12) != boot)
        return DTL_R_REFUSED;
    if (d->slot[slot].generation)
        return d->slot[slot].generation == generation ? DTL_R_OK : DTL_R_NO_SLOT;
    get_params(&p, payload);
    if (generation <= d->slot[slot].last_generation || !params_ok(payload, &p) ||
        dtl_soft_session_init(&d->slot[slot].session, &p))
        return DTL_R_REFUSED;
    d->slot[slot].generation = d->slot[slot].last_generation = generation;
    d->regs.STATUS += 1u << DTL_REGS__STATUS__SESSIONS_bp;
    return DTL_R_OK;
}

static void query(struct shim_device *d, const uint8_t *body)
{
    const struct dtl_soft_session *s = find(d, body);
    struct dtl_session_state state;
    uint8_t payload[DTL_QUERY_LEN] = {0};
    if (!s) {
        respond(d, body, &(struct answer){.result = DTL_R_UNKNOWN_SESSION});
        return;
    }
    dtl_soft_query(s, &state);
    dtl_put64(payload, state.tx_next);
    dtl_put64(payload + 8, state.rx_top);
    dtl_put64(payload + 16, state.rx_window);
    dtl_put32(payload + 24, state.sealed);
    dtl_put32(payload + 28, state.opened);
    dtl_put32(payload + 32, state.auth_failed);
    dtl_put32(payload + 36, state.replayed);
    respond(d, body, &(struct answer){.payload = payload, .length = sizeof payload});
}

/* --- requests, sections 2, 6 and 8 ------------------------------------------------------------ */

static void run_control(struct shim_device *d, const struct shim_request *r)
{
    const uint8_t *body = r->body;
    struct answer a = {.result = DTL_R_REFUSED};
    uint16_t address = dtl_get16(body + 10), slot = dtl_get16(body + 6);
    switch (body[0]) {
    case DTL_LINK_ATTACH:
        a.result = attach(d, body);
        break;
    case DTL_LINK_READ:
        a.result = DTL_R_OK;
        if (address % 4 == 0 && address < sizeof d->regs) {
            uint32_t value;
            memcpy(&value, (const uint8_t *)&d->regs + address, sizeof value);
            a.seq = value;
        }
        break;
    case DTL_LINK_INSTALL:
        a.result = install(d, body, r->len);
        break;
    case DTL_LINK_REMOVE:
        if (find(d, body))
            end_session(d, slot);
        a.result = DTL_R_OK;
        break;
    case DTL_LINK_QUERY:
        query(d, body);
        return;
    }
    respond(d, body, &a);
}

/* RESULT_1 to RESULT_12 */
static void count_result(struct shim_device *d, uint8_t result)
{
    uint8_t *at = (uint8_t *)&d->regs + offsetof(dtl_regs_t, RESULT_1) + 4 * (result - 1);
    uint32_t count;
    memcpy(&count, at, sizeof count);
    count++;
    memcpy(at, &count, sizeof count);
}

static void run_record(struct shim_device *d, const struct shim_request *r)
{
    uint8_t out[DTL_FRAME_PAYLOAD_MAX];
    struct dtl_op op = {.type = r->body[1],
                        .in = r->body + DTL_FRAME_HEADER_LEN,
                        .in_len = r->len - DTL_FRAME_HEADER_LEN,
                        .out = out,
                        .out_cap = sizeof out};
    struct dtl_soft_session *s = find(d, r->body);
    bool seal = r->body[0] == DTL_LINK_SEAL;
    uint8_t flags = seal ? dtl_soft_seal(s, &op, SHIM_DEVICE_PAYLOAD_MAX)
                         : dtl_soft_open(s, &op, SHIM_DEVICE_PAYLOAD_MAX);
    if (op.result)
        count_result(d, op.result);
    else if (seal)
        d->regs.SEALED++;
    else
        d->regs.OPENED++;
    respond(d, r->body,
            &(struct answer){.result = op.result,
                             .type = seal ? 0 : op.type,
                             .flags = flags,
                             .seq = op.seq,
                             .payload = out,
                             .length = (uint16_t)op.out_len});
}

/* --- queues ----------------------------------------------------------------------------------- */

static uint32_t beats_of(const struct shim_request *r)
{
    return 1 + (uint32_t)(r->len - DTL_FRAME_HEADER_LEN + 15) / 16;
}

static void push(struct shim_queue *q, struct shim_request *r)
{
    *q->end = r;
    q->end = &r->next;
    q->beats += beats_of(r);
}

static struct shim_request *pop(struct shim_queue *q)
{
    struct shim_request *r = q->first;
    if (!r)
        return NULL;
    q->first = r->next;
    if (!q->first)
        q->end = &q->first;
    q->beats -= beats_of(r);
    return r;
}

static void empty(struct shim_queue *q)
{
    struct shim_request *r;
    while ((r = pop(q)))
        free(r);
}

static bool work(const struct shim_device *d)
{
    bool requests = d->control.first || d->seal.first || d->open.first;
    return !d->mute && (d->out_len || (requests && !d->stalled));
}

static void signal_work(struct shim_device *d)
{
    if (d->fd < 0)
        return;
    eventfd_t token;
    eventfd_read(d->fd, &token);
    if (work(d))
        eventfd_write(d->fd, 1);
}

static void receive(struct shim_device *d, const uint8_t *body, size_t len)
{
    d->regs.FRAMES_IN++;
    if (dtl_get16(body + 8) != len - DTL_FRAME_HEADER_LEN) {
        respond(d, body, &(struct answer){.result = DTL_R_REFUSED});
        return;
    }
    struct shim_queue *q = body[0] == DTL_LINK_SEAL   ? &d->seal
                           : body[0] == DTL_LINK_OPEN ? &d->open
                                                      : &d->control;
    struct shim_request *r = calloc(1, sizeof *r + len);
    r->len = len;
    memcpy(r->body, body, len);
    if (q == &d->control && q->first)
        d->over_control++;
    if (q != &d->control && q->beats + beats_of(r) > SHIM_DEVICE_CREDIT) {
        d->over_credit++;
        respond(d, body, &(struct answer){.result = DTL_R_BUSY});
        free(r);
        return;
    }
    push(q, r);
}

/* One request of each kind, as if they took their time. */
static void step(struct shim_device *d)
{
    if (d->mute || d->stalled)
        return;
    struct shim_request *control = pop(&d->control), *open = pop(&d->open), *seal = pop(&d->seal);
    if (open)
        run_record(d, open);
    if (seal)
        run_record(d, seal);
    if (control)
        run_control(d, control);
    free(control);
    free(open);
    free(seal);
}

/* --- the transport ---------------------------------------------------------------------------- */

static ssize_t device_write(struct dtl_transport *t, const uint8_t *bytes, size_t len)
{
    struct shim_device *d = device_of(t);
    if (d->broken)
        return DTL_ERR_IO;
    for (size_t at = 0; at < len && !d->mute;) {
        const uint8_t *body;
        size_t body_len;
        at += dtl_frame_decode(&d->decoder, bytes + at, len - at, &body, &body_len);
        if (body)
            receive(d, body, body_len);
    }
    d->regs.FRAME_ERRORS = (uint32_t)d->decoder.errors;
    signal_work(d);
    return (ssize_t)len;
}

static ssize_t device_read(struct dtl_transport *t, uint8_t *bytes, size_t len)
{
    struct shim_device *d = device_of(t);
    if (d->broken)
        return DTL_ERR_IO;
    step(d);
    size_t n = d->mute ? 0 : d->out_len < len ? d->out_len : len;
    if (n) {
        memcpy(bytes, d->out, n);
        memmove(d->out, d->out + n, d->out_len - n);
        d->out_len -= n;
    }
    signal_work(d);
    return (ssize_t)n;
}

static bool device_busy(const struct dtl_transport *t)
{
    const struct shim_device *d = (const struct shim_device *)t;
    return d->fd < 0 && work(d);
}

static int device_fd(const struct dtl_transport *t)
{
    return ((const struct shim_device *)t)->fd;
}

static bool device_wait(struct dtl_transport *t, int ms)
{
    device_of(t)->waited_ms += (unsigned)ms;
    return false;
}

static void device_close(struct dtl_transport *t)
{
    struct shim_device *d = device_of(t);
    if (d->farewell)
        *d->farewell = (struct shim_farewell){.closed = true,
                                              .live = shim_device_live(d),
                                              .boot = (uint16_t)d->regs.STATUS,
                                              .waited_ms = d->waited_ms};
    wipe(d);
    empty(&d->control);
    empty(&d->seal);
    empty(&d->open);
    free(d->out);
    if (d->fd >= 0)
        close(d->fd);
    free(d);
}

static const struct dtl_transport_ops ops = {
    .write = device_write,
    .read = device_read,
    .busy = device_busy,
    .fd = device_fd,
    .wait = device_wait,
    .close = device_close,
};

static void power_up(struct shim_device *d)
{
    d->control.end = &d->control.first;
    d->seal.end = &d->seal.first;
    d->open.end = &d->open.first;
    d->regs = (dtl_regs_t){
        .ID = DTL_REGS__ID__ID_reset,
        .VERSION = 0x00010001,
        .CAPS0 = SHIM_DEVICE_SESSIONS | (uint32_t)SHIM_DEVICE_LANES << DTL_REGS__CAPS0__LANES_bp,
        .CAPS1 = SHIM_DEVICE_PAYLOAD_MAX | 64u << DTL_REGS__CAPS1__WINDOW_MAX_bp,
        .CREDIT = SHIM_DEVICE_CREDIT | (uint32_t)SHIM_DEVICE_CREDIT << DTL_REGS__CREDIT__OPEN_bp,
    };
}

struct shim_device *shim_device_new(bool with_fd)
{
    struct shim_device *d = calloc(1, sizeof *d);
    d->transport.ops = &ops;
    d->fd = with_fd ? eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC) : -1;
    power_up(d);
    return d;
}

void shim_device_reset(struct shim_device *d)
{
    wipe(d);
    empty(&d->control);
    empty(&d->seal);
    empty(&d->open);
    d->out_len = 0;
    memset(&d->decoder, 0, sizeof d->decoder);
    power_up(d);
    signal_work(d);
}

unsigned shim_device_live(const struct shim_device *d)
{
    return d->regs.STATUS >> DTL_REGS__STATUS__SESSIONS_bp;
}

/* --- the engine kind -------------------------------------------------------------------------- */

static int wire_open(struct dtl_engine **e, const char *args, uint64_t now_ms, char *err,
                     size_t err_len)
{
    bool with_fd = !strcmp(args, "fd");
    if (*args && !with_fd) {
        snprintf(err, err_len, "engine 'wire' has no option '%s'", args);
        return DTL_ERR_ARG;
    }
    struct shim_device *d = shim_device_new(with_fd);
    return dtl_link_open(e, &dtl_engine_wire, &d->transport, now_ms, err, err_len);
}

const struct dtl_engine_kind dtl_engine_wire = {
    .scheme = "wire",
    .help = "wire[:fd]  the link protocol to a device in software (tests)",
    .open = wire_open,
    .enqueue = dtl_link_enqueue,
    .dequeue = dtl_link_dequeue,
    .fd = dtl_link_fd,
    .deadline = dtl_link_deadline,
    .counters = dtl_link_counters,
    .close = dtl_link_close,
};
