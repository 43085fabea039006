/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The host's end of the link protocol (docs/PROTOCOL.md): an engine in a device, over any
 * transport. A kind of engine opens its transport, calls dtl_link_open and has the other functions
 * in its table.
 *
 * What is lost: a record without an answer for a second is DTL_R_LOST. A device that does not
 * answer session requests either, or answers under another boot token, has lost its sessions:
 * everything outstanding completes as DTL_R_DEVICE_LOST after DTL_EV_SESSIONS_LOST. The engine then
 * attaches again, and new sessions can be installed, unless another host has taken the device.
 */
#ifndef DTL_LINK_H
#define DTL_LINK_H

#include "driver/engine.h"
#include "driver/transport/transport.h"

/* Identifies the device and attaches to it; waits for its answers. Owns the transport from here on,
 * also if it fails. Returns 0, DTL_ERR_NOMEM or DTL_ERR_IO with a sentence in err. */
int dtl_link_open(struct dtl_engine **e, const struct dtl_engine_kind *kind,
                  struct dtl_transport *transport, uint64_t now_ms, char *err, size_t err_len);

/* As in struct dtl_engine_kind. */
unsigned dtl_link_enqueue(struct dtl_engine *e, struct dtl_op *const *ops, unsigned n,
                          uint64_t now_ms);
unsigned dtl_link_dequeue(struct dtl_engine *e, struct dtl_item *items, unsigned n,
                          uint64_t now_ms);
int dtl_link_fd(const struct dtl_engine *e);
uint64_t dtl_link_deadline(const struct dtl_engine *e);
unsigned dtl_link_counters(struct dtl_engine *e, struct dtl_counter *counters, unsigned n);
void dtl_link_close(struct dtl_engine *e);

struct dtl_transport *dtl_link_transport(const struct dtl_engine *e);

#endif
