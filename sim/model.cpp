// SPDX-License-Identifier: Apache-2.0
//
// The Verilated dtl_cores, and small_core, behind sim/model.h.

extern "C" {
#include "driver/error.h"
}

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <new>

#include "Vdtl_core1.h"
#include "Vdtl_core2.h"
#include "Vdtl_core4.h"
#include "Vdtl_core4dpi.h"
#include "Vsmall_core.h"
#include "sim/core.h"

namespace
{
using Model = std::unique_ptr<dtl_model>;

template <class V> Model make(const dtl_model_options &o)
{
    return std::make_unique<Core<V>>(o.seed, o.trace_path != nullptr);
}

constexpr struct Variant {
    unsigned lanes;
    bool aes_dpi, small;
    Model (*make)(const dtl_model_options &);
} variants[] = {{1, false, false, make<Vdtl_core1>},
                {2, false, false, make<Vdtl_core2>},
                {4, false, false, make<Vdtl_core4>},
                {4, true, false, make<Vdtl_core4dpi>},
                {1, false, true, make<Vsmall_core>}};

#ifdef DTL_SIM_TRACE
constexpr bool can_trace = true;
#else
constexpr bool can_trace = false;
#endif

int fail(char *err, size_t err_len, int code, const char *sentence)
{
    std::snprintf(err, err_len, "%s", sentence);
    return code;
}
} // namespace

extern "C" int dtl_model_init(struct dtl_model **m, const struct dtl_model_options *o, char *err,
                              size_t err_len)
{
    auto *variant = std::find_if(std::begin(variants), std::end(variants), [o](const Variant &v) {
        return v.lanes == o->lanes && v.aes_dpi == o->aes_dpi && v.small == o->small;
    });
    if (variant == std::end(variants))
        return fail(err, err_len, DTL_ERR_ARG,
                    o->small     ? "the small device has 1 lane, and no aes=dpi"
                    : o->aes_dpi ? "the model has aes=dpi with 4 lanes, not with another number"
                                 : "the model has 1, 2 or 4 lanes, not another number");
    if (o->trace_path && !can_trace)
        return fail(err, err_len, DTL_ERR_ARG,
                    "this model cannot trace; build it with `make TRACE=1`");
    try {
        Model model = variant->make(*o);
        if (o->trace_path && !model->trace(o->trace_path))
            return fail(err, err_len, DTL_ERR_ARG, "the trace file cannot be written");
        model->reset();
        *m = model.release();
        return 0;
    } catch (const std::bad_alloc &) {
        return fail(err, err_len, DTL_ERR_NOMEM, "no memory for the model");
    }
}

extern "C" uint64_t dtl_model_run(struct dtl_model *m, uint64_t cycles, uint64_t idle,
                                  const uint8_t *in, size_t len, size_t *taken, uint8_t *out,
                                  size_t out_cap, size_t *got)
{
    return m->run(cycles, idle, in, len, taken, out, out_cap, got);
}

extern "C" void dtl_model_reset(struct dtl_model *m)
{
    m->reset();
}

extern "C" uint64_t dtl_model_cycles(const struct dtl_model *m)
{
    return m->cycles;
}

extern "C" void dtl_model_free(struct dtl_model *m)
{
    delete m;
}
