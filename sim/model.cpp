// SPDX-License-Identifier: Apache-2.0
//
// The Verilated dtl_core behind sim/model.h.

extern "C" {
#include "sim/model.h"

#include "driver/error.h"
}

#include <cstdio>
#include <memory>
#include <new>

#include "Vdtl_core.h"
#include "verilated.h"
#ifdef DTL_SIM_TRACE
#include "verilated_fst_c.h"
#endif

namespace
{
constexpr unsigned reset_cycles = 4;
constexpr int randomize = 2; // Verilator: whatever has no reset starts at random

int fail(char *err, size_t err_len, int code, const char *sentence)
{
    std::snprintf(err, err_len, "%s", sentence);
    return code;
}
} // namespace

struct dtl_model {
    VerilatedContext context;
    std::unique_ptr<Vdtl_core> core;
    uint64_t cycles = 0;
#ifdef DTL_SIM_TRACE
    std::unique_ptr<VerilatedFstC> trace;
#endif

    dtl_model() = default;
    dtl_model(const dtl_model &) = delete;

    // Verilator takes scopes out of the thread's current context, which may be another model's.
    ~dtl_model()
    {
        Verilated::threadContextp(&context);
        core.reset();
    }

    void level(bool clk)
    {
        core->clk_i = clk;
        core->eval();
#ifdef DTL_SIM_TRACE
        if (trace)
            trace->dump(context.time());
#endif
        context.timeInc(1);
    }

    // One clock cycle: `exchange` moves bytes once the device's outputs have settled on the inputs.
    template <typename Exchange> void cycle(Exchange exchange)
    {
        level(false);
        exchange();
        level(true);
        cycles++;
    }

    void reset()
    {
        core->s_axis_tvalid = 0;
        core->m_axis_tready = 0;
        core->rst_ni = 0;
        for (unsigned i = 0; i < reset_cycles; i++)
            cycle([] {});
        core->rst_ni = 1;
    }
};

static int check_options(const struct dtl_model_options *o, char *err, size_t err_len)
{
    if (o->lanes != 1)
        return fail(err, err_len, DTL_ERR_ARG, "the model has one lane; use lanes=1");
#ifndef DTL_SIM_TRACE
    if (o->trace_path)
        return fail(err, err_len, DTL_ERR_ARG,
                    "this model cannot trace; build it with `make TRACE=1`");
#endif
    return 0;
}

extern "C" int dtl_model_init(struct dtl_model **m, const struct dtl_model_options *o, char *err,
                              size_t err_len)
{
    int rc = check_options(o, err, err_len);
    if (rc)
        return rc;
    try {
        auto model = std::make_unique<dtl_model>();
        model->context.randReset(randomize);
        model->context.randSeed(static_cast<int>(o->seed & 0x7fffffff));
#ifdef DTL_SIM_TRACE
        model->context.traceEverOn(o->trace_path != nullptr);
#endif
        model->core = std::make_unique<Vdtl_core>(&model->context);
#ifdef DTL_SIM_TRACE
        if (o->trace_path) {
            model->trace = std::make_unique<VerilatedFstC>();
            model->core->trace(model->trace.get(), 99);
            model->trace->open(o->trace_path);
            if (!model->trace->isOpen())
                return fail(err, err_len, DTL_ERR_ARG, "the trace file cannot be written");
        }
#endif
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
    Vdtl_core &core = *m->core;
    uint64_t run = 0, quiet = 0;
    *taken = *got = 0;
    while (run < cycles && (*taken < len || quiet < idle)) {
        core.s_axis_tvalid = *taken < len;
        core.s_axis_tdata = *taken < len ? in[*taken] : 0;
        core.m_axis_tready = *got < out_cap;
        m->cycle([&] {
            *taken += core.s_axis_tvalid && core.s_axis_tready;
            bool sent = core.m_axis_tvalid && core.m_axis_tready;
            if (sent)
                out[(*got)++] = core.m_axis_tdata;
            quiet = sent ? 0 : quiet + 1;
        });
        run++;
    }
    core.s_axis_tvalid = 0;
    core.m_axis_tready = 0;
    return run;
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
