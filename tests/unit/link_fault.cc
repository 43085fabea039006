// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/link_fault.h"

#include <gtest/gtest.h>

#include <algorithm>

extern "C" {
#include "driver/link/link.h"
#include "driver/transport/model.h"
}

static dtl_transport *NewModel(dtl_model **model)
{
    char err[256] = "";
    dtl_model_options options{};
    options.lanes = 1;
    options.seed = 1;
    dtl_transport *transport = nullptr;
    if (dtl_model_init(model, &options, err, sizeof err) || dtl_model_transport(&transport, *model))
        ADD_FAILURE() << "no model: " << err;
    return transport;
}

LinkRig::LinkRig(const std::string &what)
{
    if (what == "wire")
        device = shim_device_new(false);
    fault = NewFaultTransport(device ? &device->transport : NewModel(&model));
}

LinkRig::~LinkRig()
{
    if (!engine && fault)
        fault->transport.ops->close(&fault->transport);
}

bool LinkRig::Open()
{
    dtl_engine *e = nullptr;
    char err[256] = "";
    int ret = dtl_link_open(&e, &dtl_engine_wire, &fault->transport, 1000, err, sizeof err);
    error = err;
    if (ret) {
        EXPECT_EQ(ret, DTL_ERR_IO);
        EXPECT_EQ(e, nullptr);
        fault = nullptr;
        return false;
    }
    // The engine owns the transport now and closes it.
    engine = std::make_unique<Engine>(e);
    return true;
}

void LinkRig::Reset()
{
    if (device)
        shim_device_reset(device);
    else
        dtl_model_reset(model);
}

void LinkRig::Close()
{
    engine.reset();
    fault = nullptr;
}

void LinkRig::StopTampering()
{
    if (fault)
        fault->to_device = fault->to_host = nullptr;
}

unsigned LinkRig::SentOf(uint8_t opcode) const
{
    return static_cast<unsigned>(std::count_if(fault->sent.begin(), fault->sent.end(),
                                               [=](const Bytes &b) { return b[0] == opcode; }));
}
