/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A device of docs/PROTOCOL.md in software, for tests of the host's end: it answers over a
 * transport that ends in it. Its cryptography is the software engine's.
 */
#ifndef SHIM_ENGINE_DEVICE_H
#define SHIM_ENGINE_DEVICE_H

#include "driver/link/dtl_regs.h"
#include "driver/link/frame.h"
#include "driver/soft/session.h"
#include "driver/transport/transport.h"

#define SHIM_DEVICE_SESSIONS    128
#define SHIM_DEVICE_LANES       3
#define SHIM_DEVICE_PAYLOAD_MAX 1536
#define SHIM_DEVICE_CREDIT      256 /* beats, each direction */

struct shim_request; /* one received frame */

struct shim_queue {
    struct shim_request *first, **end;
    uint32_t beats;
};

/* What a device was like in the end. */
struct shim_farewell {
    bool closed;
    unsigned live; /* sessions */
    uint16_t boot;
    uint64_t waited_ms;
};

struct shim_device {
    struct dtl_transport transport;
    dtl_regs_t regs;
    struct {
        uint16_t last_generation;
        uint16_t generation; /* 0: no session */
        struct dtl_soft_session *session;
    } slot[SHIM_DEVICE_SESSIONS];

    struct shim_queue control, seal, open;
    struct dtl_frame_decoder decoder;
    uint8_t *out; /* bytes for the host */
    size_t out_len, out_cap;
    int fd; /* eventfd, or -1 */

    bool mute;                      /* hears nothing, says nothing */
    bool stalled;                   /* takes requests, answers none */
    bool broken;                    /* reads and writes fail */
    unsigned over_credit;           /* requests for which a host had no credit */
    unsigned over_control;          /* session or register requests beside an outstanding one */
    uint64_t waited_ms;             /* sum of the host's waits */
    struct shim_farewell *farewell; /* filled in when the host closes, if not NULL */
};

/* `with_fd`: the transport has a descriptor, as a socket has; otherwise it is busy while there is
 * work, as a simulated device is. Freed through its transport. */
struct shim_device *shim_device_new(bool with_fd);

/* As a power cycle does. */
void shim_device_reset(struct shim_device *d);

unsigned shim_device_live(const struct shim_device *d);

/* Engine kind "wire[:fd]": the link over this device. */
extern const struct dtl_engine_kind dtl_engine_wire;

#endif
