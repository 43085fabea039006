/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>

#include "driver/link/dtl_regs.h"
#include "driver/link/internal.h"

#define FIELD(value, name) (((value)&DTL_REGS__##name##_bm) >> DTL_REGS__##name##_bp)

enum { ID, VERSION, CAPS0, CAPS1, CREDIT, STEP_ATTACH };
static const uint16_t registers[IDENTITY] = {
    [ID] = offsetof(dtl_regs_t, ID),         [VERSION] = offsetof(dtl_regs_t, VERSION),
    [CAPS0] = offsetof(dtl_regs_t, CAPS0),   [CAPS1] = offsetof(dtl_regs_t, CAPS1),
    [CREDIT] = offsetof(dtl_regs_t, CREDIT),
};

void link_over(struct link *l, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(l->why, sizeof l->why, format, args);
    va_end(args);
    link_lose(l, UINT64_MAX);
    l->state = LINK_OVER;
    if (l->epoll_fd >= 0) /* the end of a stream would poll readable for ever */
        epoll_ctl(l->epoll_fd, EPOLL_CTL_DEL, l->transport->ops->fd(l->transport), NULL);
}

int link_identify(struct link *l)
{
    uint16_t random[1 + DIRECTIONS]; /* answers to whoever was here before match no tag */
    if (getrandom(random, sizeof random, 0) != sizeof random)
        return DTL_ERR_IO;
    l->next_tag = random[0];
    l->direction[SEALS].tag_base = random[1];
    l->direction[OPENS].tag_base = random[2];
    l->state = LINK_IDENTIFY;
    l->step = 0;
    link_tx_resync(l);
    return 0;
}

/* With a token that the device has already, the sessions of an earlier host would live on. */
static int draw_token(struct link *l)
{
    uint16_t token;
    do {
        if (getrandom(&token, sizeof token, 0) != sizeof token)
            return DTL_ERR_IO;
    } while (token == 0 || token == l->boot || token == l->device_boot);
    l->boot = token;
    return 0;
}

void link_identify_send(struct link *l)
{
    if (l->now_ms < l->resume_ms)
        return;
    if (l->step == STEP_ATTACH && draw_token(l)) {
        link_over(l, "no random numbers for a boot token");
        return;
    }
    struct dtl_request r = {.opcode = DTL_LINK_READ};
    if (l->step < STEP_ATTACH) {
        r.address = registers[l->step];
    } else {
        r.opcode = DTL_LINK_ATTACH;
        r.value = l->boot;
    }
    link_control_ask(l, &r);
}

/* --- what the device says of itself ----------------------------------------------------------- */

static void check_id(struct link *l, uint32_t id)
{
    if (id != DTL_REGS__ID__ID_reset)
        link_over(l, "what answers is no dtlane device: its id is %08x, expected %08x", id,
                  DTL_REGS__ID__ID_reset);
}

static void check_version(struct link *l, uint32_t version)
{
    uint32_t protocol = FIELD(version, VERSION__PROTOCOL);
    if (protocol != DTL_LINK_VERSION)
        link_over(l,
                  "the device speaks link protocol version %u, this program version %d; update the "
                  "older of the two",
                  protocol, DTL_LINK_VERSION);
}

static void take_limits(struct link *l)
{
    struct dtl_engine_limits *limits = &l->engine.limits;
    const uint32_t caps0 = l->identity[CAPS0], caps1 = l->identity[CAPS1];
    const uint32_t credit = l->identity[CREDIT];
    limits->sessions = (uint16_t)FIELD(caps0, CAPS0__SESSIONS);
    limits->lanes = (uint8_t)FIELD(caps0, CAPS0__LANES);
    limits->cid_max = (uint8_t)FIELD(caps0, CAPS0__CID_MAX);
    limits->payload_max = (uint16_t)FIELD(caps1, CAPS1__PAYLOAD_MAX);
    limits->window_max = (uint16_t)FIELD(caps1, CAPS1__WINDOW_MAX);
    l->direction[SEALS].credit = FIELD(credit, CREDIT__SEAL);
    l->direction[OPENS].credit = FIELD(credit, CREDIT__OPEN);
    dtl_slots_init(&l->slots, limits->sessions);
    l->identified = true;
}

static void check_limits(struct link *l)
{
    const struct dtl_engine_limits *limits = &l->engine.limits;
    uint32_t longest = limits->payload_max + DTL_RECORD_OVERHEAD(DTL_TAG_MAX);
    uint32_t beats = link_beats(longest);
    if (!limits->sessions || !limits->payload_max || longest > DTL_FRAME_PAYLOAD_MAX ||
        limits->window_max > UINT8_MAX || limits->cid_max || l->direction[SEALS].credit < beats ||
        l->direction[OPENS].credit < beats)
        link_over(l, "the device reports limits that cannot be (registers %08x %08x %08x)",
                  l->identity[CAPS0], l->identity[CAPS1], l->identity[CREDIT]);
}

/* A device that comes back may be another one; the engine's limits are constant. */
static void learn(struct link *l, unsigned step, uint32_t value)
{
    if (l->identified && value != l->identity[step]) {
        link_over(l, "the device came back as another one");
        return;
    }
    l->identity[step] = value;
    if (step == ID)
        check_id(l, value);
    if (step == VERSION)
        check_version(l, value);
    if (step == CREDIT && !l->identified) {
        take_limits(l);
        check_limits(l);
    }
}

static void attached(struct link *l, const struct dtl_response *a)
{
    if (a->result == DTL_R_OK && a->boot == l->boot)
        l->state = LINK_READY;
    else
        link_over(l, "the device refuses to be attached to (result %u)", a->result);
}

void link_identify_answer(struct link *l, const struct dtl_response *a)
{
    unsigned step = l->step++;
    if (step == STEP_ATTACH) {
        attached(l, a);
        return;
    }
    l->device_boot = a->boot;
    learn(l, step, (uint32_t)a->seq);
}

/* --- losing it -------------------------------------------------------------------------------- */

void link_drop_sessions(struct link *l)
{
    struct link_session *s;
    uint32_t cursor = 0;
    while ((s = dtl_slots_take_next(&l->slots, &cursor)))
        free(s);
}

void link_lose(struct link *l, uint64_t resume_ms)
{
    if (l->state == LINK_READY) {
        l->losses++;
        if (!l->lost_told)
            dtl_ready_push(&l->ready, NULL, DTL_EVENT_BIT(DTL_EV_SESSIONS_LOST));
        l->lost_told = true;
    }
    l->resume_ms = resume_ms;
    l->counters_read = DEVICE_COUNTERS;
    link_records_fail(l);
    link_control_fail(l);
    link_tx_discard(l);
    link_drop_sessions(l);
    if (link_identify(l))
        l->state = LINK_OVER;
}

bool link_boot_ok(struct link *l, uint16_t boot)
{
    if (boot == l->boot)
        return true;
    if (boot == 0)
        link_lose(l, l->now_ms);
    else
        link_over(l, "another host has attached to the device");
    return false;
}

void link_detach(struct link *l)
{
    if (l->state != LINK_READY)
        return;
    link_records_fail(l);
    link_control_fail(l);
    link_control_ask(l, &(struct dtl_request){.opcode = DTL_LINK_ATTACH});
    l->state = LINK_CLOSING;
    uint64_t give_up = l->now_ms + CONTROL_MS;
    for (link_turn(l); l->state == LINK_CLOSING && l->now_ms < give_up; link_turn(l))
        link_wait(l);
}
