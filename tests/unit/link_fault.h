// SPDX-License-Identifier: Apache-2.0
//
// A link engine over a transport that a test can tamper with, frame by frame. What it ends in is
// either the device in software or the Verilated one.
#pragma once

#include <memory>
#include <string>

#include "tests/unit/link_tamper.h"

extern "C" {
#include "sim/model.h"
#include "tests/shim/engine_device.h"
}

class LinkRig
{
  public:
    explicit LinkRig(const std::string &device); // "wire" or "model"
    ~LinkRig();

    // False if it did not; `error` says why. Tampering may be set up before.
    bool Open();
    void Reset();         // the device's power cycle
    void Close();         // the engine, and with it the transport
    void StopTampering(); // before what the tampering refers to goes away

    unsigned SentOf(uint8_t opcode) const; // frames that the host sent
    FaultTransport *fault = nullptr;       // NULL once closed
    shim_device *device = nullptr;         // NULL if it is the model
    dtl_model *model = nullptr;
    std::unique_ptr<Engine> engine;
    std::string error;
};
