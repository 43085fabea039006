// SPDX-License-Identifier: Apache-2.0
//
// Apart from the harness, which can be linked without the Verilated device that way.
#include <gtest/gtest.h>

#include "tests/unit/engine_harness.h"
#include "tests/unit/sim_service.h"

Engine::Engine(const std::string &uri)
{
    char err[256] = "";
    real_time_ = uri.rfind("unix", 0) == 0;
    if (uri == "unix")
        service_ = std::make_shared<SimService>();
    const std::string whole = service_ ? service_->uri() : uri;
    int ret = dtl_engine_open(&engine_, whole.c_str(), now, err, sizeof err);
    if (ret)
        ADD_FAILURE() << "engine " << uri << " does not open: " << err;
}
