// SPDX-License-Identifier: Apache-2.0
//
// sim/model.h over the one Verilated dtl_core that a benchmark was built with, whatever the options
// ask for: the library has models of few lanes only.

#include DEVICE_H
#include "sim/core.h"

extern "C" int dtl_model_init(struct dtl_model **m, const struct dtl_model_options *o, char *,
                              size_t)
{
    *m = new Core<DEVICE>(o->seed, false);
    (*m)->reset();
    return 0;
}

extern "C" uint64_t dtl_model_run(struct dtl_model *m, uint64_t cycles, uint64_t idle,
                                  const uint8_t *in, size_t len, size_t *taken, uint8_t *out,
                                  size_t out_cap, size_t *got)
{
    return m->run(cycles, idle, in, len, taken, out, out_cap, got);
}

extern "C" uint64_t dtl_model_cycles(const struct dtl_model *m)
{
    return m->cycles;
}

extern "C" void dtl_model_free(struct dtl_model *m)
{
    delete m;
}
