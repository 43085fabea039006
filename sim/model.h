/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Verilated device (rtl/top/dtl_core, or rtl/small/small_core) behind a C interface: a byte
 * stream in, a byte stream out, and a clock that runs only when it is told to. Knows nothing of
 * frames.
 *
 * Threads: one model is used by one thread at a time; models share nothing.
 */
#ifndef DTL_SIM_MODEL_H
#define DTL_SIM_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dtl_model;

struct dtl_model_options {
    unsigned lanes; /* 1, 2 or 4 */
    bool aes_dpi;   /* the AES rounds by the processor (sim/dpi), only with 4 lanes */
    const char
        *trace_path; /* FST file, NULL: none. Refused if the model was built without tracing */
    uint32_t seed;   /* of Verilator's random initial values */
    bool small;      /* the device for small parts, with 1 lane */
};

/* Builds the device and resets it. Returns 0, DTL_ERR_ARG or DTL_ERR_NOMEM with a sentence in err.
 */
int dtl_model_init(struct dtl_model **m, const struct dtl_model_options *o, char *err,
                   size_t err_len);

/* Bounds for who runs a device in turns: most cycles of one turn; cycles without a byte after which
 * it ends; and silence after which there is nothing more to come, many times what the longest
 * record or the zeroising of all sessions takes. */
#define DTL_MODEL_TURN_CYCLES  8192
#define DTL_MODEL_TURN_IDLE    512
#define DTL_MODEL_QUIET_CYCLES 65536

/* Offers up to `len` bytes to the device while running the clock at most `cycles` cycles; stores up
 * to `out_cap` bytes that the device sends meanwhile. Both counts are written. Returns cycles run:
 * it stops early once all of `in` is taken and the device has sent nothing for `idle` cycles. */
uint64_t dtl_model_run(struct dtl_model *m, uint64_t cycles, uint64_t idle, const uint8_t *in,
                       size_t len, size_t *taken, uint8_t *out, size_t out_cap, size_t *got);

/* Pulls the device's reset, as a power cycle would: sessions and the boot token are gone. */
void dtl_model_reset(struct dtl_model *m);

/* Cycles since init. */
uint64_t dtl_model_cycles(const struct dtl_model *m);

void dtl_model_free(struct dtl_model *m); /* NULL is ignored */

#endif
