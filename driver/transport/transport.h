/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A byte stream to a device and back. It may lose, corrupt, insert or duplicate bytes; it does not
 * reorder them. Knows nothing of frames. Used by one thread at a time.
 */
#ifndef DTL_TRANSPORT_H
#define DTL_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct dtl_transport;

struct dtl_transport_ops {
    /* Both move at most `len` bytes and never block. They return how many, 0 if none can be moved
     * now, or DTL_ERR_IO: the device is gone for good. */
    ssize_t (*write)(struct dtl_transport *t, const uint8_t *bytes, size_t len);
    ssize_t (*read)(struct dtl_transport *t, uint8_t *bytes, size_t len);

    /* True while the device may answer without any time passing outside: a simulated one, whose
     * clock runs within read. No answer is overdue meanwhile, and the engine's descriptor polls
     * readable. NULL: never. */
    bool (*busy)(const struct dtl_transport *t);

    /* A descriptor that polls readable when read, or a write that returned 0, would now move
     * something; -1: none. */
    int (*fd)(const struct dtl_transport *t);

    /* Returns true when read may have something, false after `ms` or if it will not wait. Only used
     * to open a device and to read its counters. */
    bool (*wait)(struct dtl_transport *t, int ms);

    void (*close)(struct dtl_transport *t); /* frees it */
};

/* First member of every transport's own structure. */
struct dtl_transport {
    const struct dtl_transport_ops *ops;
};

#endif
