// SPDX-License-Identifier: Apache-2.0
//
// A Verilated device behind a Unix socket of its own, served by a thread: what dtlane-sim does.
#pragma once

#include <string>
#include <thread>

extern "C" {
#include "sim/server.h"
}

class SimService
{
  public:
    SimService(); // a test failure if it does not start
    ~SimService();
    SimService(const SimService &) = delete;
    SimService &operator=(const SimService &) = delete;

    std::string uri() const
    {
        return "unix:" + path;
    }

    void Stop();                          // as if it had been killed, but for the socket's removal
    const dtl_sim_counts &counts() const; // once stopped

    std::string directory, path;

  private:
    int stop_ = -1;
    dtl_sim_server *server_ = nullptr;
    dtl_sim_counts counts_{};
    std::thread thread_;
};
