/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Verilated device in this process, reached through the link protocol. Its clock runs only
 * while the engine is used, a bounded number of cycles a call.
 */
#ifndef DTL_TRANSPORT_MODEL_H
#define DTL_TRANSPORT_MODEL_H

#include "driver/engine.h"
#include "driver/transport/transport.h"
#include "sim/model.h"

/* Scheme "model", options lanes=N (1, 2 or 4), aes=dpi (with 4 lanes: the processor computes
 * the AES rounds), small (the device for small parts, with 16 sessions), seed=N and trace=FILE.
 * Counts `model_cycles`. */
extern const struct dtl_engine_kind dtl_engine_model;

/* A transport that ends in `m` and owns it, also if this fails. Returns 0 or DTL_ERR_NOMEM. */
int dtl_model_transport(struct dtl_transport **t, struct dtl_model *m);

#endif
