// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/sim_service.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

SimService::SimService()
{
    char name[] = "/tmp/dtlane-sim-XXXXXX", err[256] = "";
    directory = mkdtemp(name);
    path = directory + "/socket";
    dtl_model_options options{};
    options.lanes = 1;
    options.seed = 1;
    dtl_model *model = nullptr;
    if (dtl_model_init(&model, &options, err, sizeof err) ||
        dtl_sim_server_init(&server_, path.c_str(), model, nullptr, err, sizeof err)) {
        ADD_FAILURE() << "no service: " << err;
        return;
    }
    stop_ = eventfd(0, EFD_CLOEXEC);
    thread_ = std::thread([this] { dtl_sim_server_run(server_, stop_); });
}

SimService::~SimService()
{
    Stop();
    rmdir(directory.c_str());
}

void SimService::Stop()
{
    if (!server_)
        return;
    eventfd_write(stop_, 1);
    thread_.join();
    close(stop_);
    counts_ = *dtl_sim_server_counts(server_);
    dtl_sim_server_free(server_);
    server_ = nullptr;
}

const dtl_sim_counts &SimService::counts() const
{
    return counts_;
}
