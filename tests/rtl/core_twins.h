/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dtl_core with the AES rounds of the RTL, and beside it, in step, dtl_core with those of the
 * processor: the same bytes in, and the same out in the same cycle, or the test fails.
 */
#ifndef TESTS_RTL_CORE_TWINS_H
#define TESTS_RTL_CORE_TWINS_H

#include <gtest/gtest.h>

#include "Vdtl_core4.h"
#include "Vdtl_core4dpi.h"

class CoreTwins
{
    Vdtl_core4 rtl;
    Vdtl_core4dpi dpi;

  public:
    explicit CoreTwins(VerilatedContext *context) : rtl(context, "rtl"), dpi(context, "dpi")
    {
    }

    CData &clk_i = rtl.clk_i, &rst_ni = rtl.rst_ni;
    CData &s_axis_tvalid = rtl.s_axis_tvalid, &s_axis_tready = rtl.s_axis_tready;
    CData &s_axis_tdata = rtl.s_axis_tdata;
    CData &m_axis_tvalid = rtl.m_axis_tvalid, &m_axis_tready = rtl.m_axis_tready;
    CData &m_axis_tdata = rtl.m_axis_tdata;

    void eval()
    {
        dpi.clk_i = clk_i;
        dpi.rst_ni = rst_ni;
        dpi.s_axis_tvalid = s_axis_tvalid;
        dpi.s_axis_tdata = s_axis_tdata;
        dpi.m_axis_tready = m_axis_tready;
        rtl.eval();
        dpi.eval();
        if (!rst_ni) // before the reset's first clock edge they are as random as they began
            return;
        ASSERT_EQ(dpi.s_axis_tready, s_axis_tready);
        ASSERT_EQ(dpi.m_axis_tvalid, m_axis_tvalid);
        if (m_axis_tvalid) {
            ASSERT_EQ(dpi.m_axis_tdata, m_axis_tdata);
        }
    }
};

#endif
