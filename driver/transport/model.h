/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Verilated device in this process, reached through the link protocol. Its clock runs only
 * while the engine is used, a bounded number of cycles a call.
 */
#ifndef DTL_TRANSPORT_MODEL_H
#define DTL_TRANSPORT_MODEL_H

#include "driver/engine.h"

/* Scheme "model", options lanes=N, seed=N and trace=FILE. Counts `model_cycles`. */
extern const struct dtl_engine_kind dtl_engine_model;

#endif
