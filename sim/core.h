/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One Verilated dtl_core and its clock. V is the class that Verilator made; there is one for each
 * number of lanes.
 */
#ifndef DTL_SIM_CORE_H
#define DTL_SIM_CORE_H

#include <memory>

extern "C" {
#include "sim/model.h"
}

#include "verilated.h"
#ifdef DTL_SIM_TRACE
#include "verilated_fst_c.h"
#endif

struct dtl_model {
    uint64_t cycles = 0;

    dtl_model() = default;
    dtl_model(const dtl_model &) = delete;
    virtual ~dtl_model() = default;

    virtual bool trace(const char *path) = 0;
    virtual void reset() = 0;
    virtual uint64_t run(uint64_t most, uint64_t idle, const uint8_t *in, size_t len, size_t *taken,
                         uint8_t *out, size_t out_cap, size_t *got) = 0;
};

template <class V> class Core : public dtl_model
{
  public:
    Core(uint32_t seed, bool traced)
    {
        context.randReset(randomize);
        context.randSeed(static_cast<int>(seed & 0x7fffffff));
        context.traceEverOn(traced);
        core = std::make_unique<V>(&context);
    }

    // Verilator takes scopes out of the thread's current context, which may be another model's.
    ~Core() override
    {
        Verilated::threadContextp(&context);
        core.reset();
    }

    // False if the file cannot be written.
    bool trace(const char *path) override
    {
#ifdef DTL_SIM_TRACE
        fst = std::make_unique<VerilatedFstC>();
        core->trace(fst.get(), 99);
        fst->open(path);
        return fst->isOpen();
#else
        (void)path;
        return false;
#endif
    }

    void reset() override
    {
        core->s_axis_tvalid = 0;
        core->m_axis_tready = 0;
        core->rst_ni = 0;
        for (unsigned i = 0; i < reset_cycles; i++)
            cycle([] {});
        core->rst_ni = 1;
    }

    uint64_t run(uint64_t most, uint64_t idle, const uint8_t *in, size_t len, size_t *taken,
                 uint8_t *out, size_t out_cap, size_t *got) override
    {
        uint64_t ran = 0, quiet = 0;
        *taken = *got = 0;
        while (ran < most && (*taken < len || quiet < idle)) {
            core->s_axis_tvalid = *taken < len;
            core->s_axis_tdata = *taken < len ? in[*taken] : 0;
            core->m_axis_tready = *got < out_cap;
            cycle([&] {
                *taken += core->s_axis_tvalid && core->s_axis_tready;
                bool sent = core->m_axis_tvalid && core->m_axis_tready;
                if (sent)
                    out[(*got)++] = core->m_axis_tdata;
                quiet = sent ? 0 : quiet + 1;
            });
            ran++;
        }
        core->s_axis_tvalid = 0;
        core->m_axis_tready = 0;
        return ran;
    }

  private:
    static constexpr unsigned reset_cycles = 4;
    static constexpr int randomize = 2; // Verilator: whatever has no reset starts at random

    VerilatedContext context;
    std::unique_ptr<V> core;
#ifdef DTL_SIM_TRACE
    std::unique_ptr<VerilatedFstC> fst;
#endif

    void level(bool clk)
    {
        core->clk_i = clk;
        core->eval();
#ifdef DTL_SIM_TRACE
        if (fst)
            fst->dump(context.time());
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
};

#endif
