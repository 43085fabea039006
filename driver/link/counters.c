/* SPDX-License-Identifier: Apache-2.0 */
#include "driver/link/dtl_regs.h"
#include "driver/link/internal.h"
#include "driver/link/link.h"

#define RESULT(r) (offsetof(dtl_regs_t, RESULT_1) + 4 * ((r)-1))

static const struct {
    const char *name;
    uint16_t address;
} device[DEVICE_COUNTERS] = {
    {"device_sealed", offsetof(dtl_regs_t, SEALED)},
    {"device_opened", offsetof(dtl_regs_t, OPENED)},
    {"device_bad_record", RESULT(DTL_R_BAD_RECORD)},
    {"device_too_long", RESULT(DTL_R_TOO_LONG)},
    {"device_unknown_session", RESULT(DTL_R_UNKNOWN_SESSION)},
    {"device_wrong_epoch", RESULT(DTL_R_WRONG_EPOCH)},
    {"device_replay_dup", RESULT(DTL_R_REPLAY_DUP)},
    {"device_replay_old", RESULT(DTL_R_REPLAY_OLD)},
    {"device_auth_failed", RESULT(DTL_R_AUTH)},
    {"device_bad_mac_limit", RESULT(DTL_R_BAD_MAC_LIMIT)},
    {"device_expired", RESULT(DTL_R_EXPIRED)},
    {"device_overflow", RESULT(DTL_R_SEQ_OVERFLOW)},
    {"device_no_slot", RESULT(DTL_R_NO_SLOT)},
    {"device_busy", RESULT(DTL_R_BUSY)},
    {"device_frames_in", offsetof(dtl_regs_t, FRAMES_IN)},
    {"device_frames_out", offsetof(dtl_regs_t, FRAMES_OUT)},
    {"device_frame_errors", offsetof(dtl_regs_t, FRAME_ERRORS)},
};

void link_counters_send(struct link *l)
{
    if (l->counters_read == DEVICE_COUNTERS)
        return;
    link_control_ask(l, &(struct dtl_request){.opcode = DTL_LINK_READ,
                                              .address = device[l->counters_read].address});
}

void link_counters_answer(struct link *l, uint32_t value)
{
    if (l->counters_read < DEVICE_COUNTERS) /* otherwise the reading was given up */
        l->device_counters[l->counters_read++] = value;
}

/* A device that is lost meanwhile, or slow, leaves the counts as they were. */
static void read_device(struct link *l)
{
    const uint64_t give_up = l->now_ms + CONTROL_MS;
    /* what is outstanding may belong to a reading that was given up */
    for (link_turn(l); l->request.len && l->now_ms < give_up; link_turn(l))
        link_wait(l);
    if (l->state != LINK_READY || l->request.len)
        return;
    l->counters_read = 0;
    for (link_turn(l); l->counters_read < DEVICE_COUNTERS && l->now_ms < give_up; link_turn(l))
        link_wait(l);
    l->counters_read = DEVICE_COUNTERS;
}

unsigned dtl_link_counters(struct dtl_engine *e, struct dtl_counter *counters, unsigned n)
{
    struct link *l = (struct link *)e;
    if (n)
        read_device(l);
    const struct dtl_counter own[] = {
        {"sessions", l->slots.live},
        {"slots_retired", l->slots.retired}, /* names used up */
        {"link_frames_in", l->decoder.frames},
        {"link_frames_out", l->frames_out},
        {"link_frame_errors", l->decoder.errors},
        {"link_strays", l->strays},   /* answers to nothing outstanding, or that do not fit */
        {"link_late", l->late},       /* answers to what was already reported lost */
        {"link_retries", l->retries}, /* of session requests */
        {"link_losses", l->losses},   /* times that the device lost its sessions */
    };
    const unsigned owns = sizeof own / sizeof *own;
    dtl_tally_counters(&l->tally, counters, n);
    for (unsigned i = 0; i < owns && DTL_TALLY_COUNTERS + i < n; i++)
        counters[DTL_TALLY_COUNTERS + i] = own[i];
    const unsigned base = DTL_TALLY_COUNTERS + owns;
    for (unsigned i = 0; i < DEVICE_COUNTERS && base + i < n; i++)
        counters[base + i] = (struct dtl_counter){device[i].name, l->device_counters[i]};
    return base + DEVICE_COUNTERS;
}
