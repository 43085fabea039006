/* SPDX-License-Identifier: Apache-2.0 */
#include "driver/link/link.h"

#include <mbedtls/platform_util.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "driver/link/internal.h"

/* --- one turn --------------------------------------------------------------------------------- */

void link_complete(struct link *l, struct dtl_op *op, uint8_t events)
{
    dtl_tally_op(&l->tally, op);
    dtl_ready_push(&l->ready, op, events);
}

static bool outstanding(const struct link *l)
{
    return l->tx_len || l->request.len || l->direction[SEALS].used || l->direction[OPENS].used;
}

bool link_busy(const struct link *l)
{
    const struct dtl_transport *t = l->transport;
    return l->state != LINK_OVER && outstanding(l) && t->ops->busy && t->ops->busy(t);
}

static void send_all(struct link *l)
{
    uint64_t before;
    do {
        before = l->frames_out;
        link_control_send(l);
        link_records_send(l);
        link_control_send(l); /* a remove may have waited for a record that was just reported */
        if (l->state != LINK_OVER)
            link_write(l);
    } while (l->frames_out != before);
}

void link_turn(struct link *l)
{
    send_all(l);
    if (l->state != LINK_OVER)
        link_read(l);
    if (!link_busy(l)) {
        link_records_expire(l);
        link_control_expire(l);
    }
    send_all(l);
}

void link_wait(struct link *l)
{
    if (link_busy(l))
        return;
    l->now_ms += l->transport->ops->wait(l->transport, WAIT_MS) ? 1 : WAIT_MS;
}

/* --- opening and closing ---------------------------------------------------------------------- */

static void link_free(struct link *l)
{
    link_drop_sessions(l);
    dtl_slots_free(&l->slots);
    dtl_ready_free(&l->ready);
    if (l->epoll_fd >= 0)
        close(l->epoll_fd);
    l->transport->ops->close(l->transport);
    mbedtls_platform_zeroize(l, sizeof *l);
    free(l);
}

void dtl_link_close(struct dtl_engine *e)
{
    struct link *l = (struct link *)e;
    link_detach(l);
    link_free(l);
}

static int watch(int epoll_fd, int fd)
{
    struct epoll_event event = {.events = EPOLLIN};
    return epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) ? DTL_ERR_IO : 0;
}

static int open_descriptors(struct link *l)
{
    int fd = l->transport->ops->fd(l->transport);
    int err = dtl_ready_init(&l->ready, IN_FLIGHT + 1); /* one for DTL_EV_SESSIONS_LOST */
    if (err || fd < 0)
        return err;
    l->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (l->epoll_fd < 0 || watch(l->epoll_fd, fd) || watch(l->epoll_fd, l->ready.fd))
        return DTL_ERR_IO;
    return 0;
}

/* Returns 0 once attached. A device that falls silent is given up at once. */
static int attach(struct link *l, char *err, size_t err_len)
{
    for (link_turn(l); l->state == LINK_IDENTIFY && l->resume_ms <= l->now_ms; link_turn(l))
        link_wait(l);
    if (l->state == LINK_READY)
        return 0;
    if (l->state == LINK_OVER)
        snprintf(err, err_len, "%s", l->why);
    else if (l->decoder.errors || l->strays)
        snprintf(err, err_len, "what answers does not speak the link protocol");
    else
        snprintf(err, err_len,
                 "the device does not answer; check that it is powered, connected "
                 "and loaded with dtlane");
    return DTL_ERR_IO;
}

static int start(struct link *l, char *err, size_t err_len)
{
    int ret = open_descriptors(l);
    if (!ret)
        ret = link_identify(l);
    if (ret) {
        snprintf(err, err_len, "no memory, descriptor or random numbers left for a device");
        return ret;
    }
    return attach(l, err, err_len);
}

int dtl_link_open(struct dtl_engine **e, const struct dtl_engine_kind *kind,
                  struct dtl_transport *transport, uint64_t now_ms, char *err, size_t err_len)
{
    struct link *l = calloc(1, sizeof *l);
    if (!l) {
        transport->ops->close(transport);
        snprintf(err, err_len, "out of memory");
        return DTL_ERR_NOMEM;
    }
    l->engine.kind = kind;
    l->engine.limits.burst_max = BURST_MAX;
    l->engine.limits.in_flight = IN_FLIGHT;
    l->engine.limits.caps = DTL_CAP_KEYS_ISOLATED;
    l->transport = transport;
    l->now_ms = now_ms;
    l->epoll_fd = -1;
    l->counters_read = DEVICE_COUNTERS;
    int ret = start(l, err, err_len);
    if (ret)
        link_free(l);
    else
        *e = &l->engine;
    return ret;
}

/* --- the engine's functions ------------------------------------------------------------------- */

static void set_time(struct link *l, uint64_t now_ms)
{
    if (now_ms > l->now_ms)
        l->now_ms = now_ms;
}

static void signal_ready(struct link *l)
{
    dtl_ready_signal(&l->ready, l->ready.count || link_busy(l));
}

/* Takes an op if there is room for it. */
static bool accept(struct link *l, struct dtl_op *op)
{
    bool record = op->kind == DTL_OP_SEAL || op->kind == DTL_OP_OPEN;
    if (l->in_flight == IN_FLIGHT ||
        (record && !link_records_room(&l->direction[op->kind == DTL_OP_SEAL ? SEALS : OPENS])))
        return false;
    l->in_flight++;
    op->out_len = 0;
    op->seq = 0;
    if (record)
        link_records_accept(l, op);
    else
        link_control_accept(l, op);
    return true;
}

unsigned dtl_link_enqueue(struct dtl_engine *e, struct dtl_op *const *ops, unsigned n,
                          uint64_t now_ms)
{
    struct link *l = (struct link *)e;
    unsigned taken = 0;
    set_time(l, now_ms);
    while (taken < n && accept(l, ops[taken]))
        taken++;
    send_all(l);
    signal_ready(l);
    return taken;
}

unsigned dtl_link_dequeue(struct dtl_engine *e, struct dtl_item *items, unsigned n, uint64_t now_ms)
{
    struct link *l = (struct link *)e;
    set_time(l, now_ms);
    link_turn(l);
    unsigned filled = dtl_ready_pop(&l->ready, items, n);
    for (unsigned i = 0; i < filled; i++) {
        if (items[i].kind == DTL_ITEM_COMPLETION)
            l->in_flight--;
        else if (items[i].event.kind == DTL_EV_SESSIONS_LOST)
            l->lost_told = false;
    }
    signal_ready(l);
    return filled;
}

int dtl_link_fd(const struct dtl_engine *e)
{
    struct link *l = (struct link *)e;
    int fd = dtl_ready_fd(&l->ready);
    return l->epoll_fd >= 0 ? l->epoll_fd : fd;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

uint64_t dtl_link_deadline(const struct dtl_engine *e)
{
    const struct link *l = (const struct link *)e;
    uint64_t deadline = link_records_deadline(l);
    if (l->request.len)
        return earlier(deadline, l->request.deadline);
    if (l->state == LINK_IDENTIFY)
        return earlier(deadline, l->resume_ms);
    return deadline;
}

struct dtl_transport *dtl_link_transport(const struct dtl_engine *e)
{
    return ((const struct link *)e)->transport;
}
