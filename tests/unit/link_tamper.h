// SPDX-License-Identifier: Apache-2.0
//
// A transport that a test can tamper with, frame by frame, on the way to another one.
#pragma once

#include <functional>
#include <vector>

#include "tests/unit/engine_harness.h"

extern "C" {
#include "driver/link/message.h"
#include "driver/transport/transport.h"
}

Bytes DecodeFrame(const Bytes &frame); // its body; empty if it is not a good frame
Bytes EncodeFrame(Bytes body);

// What a frame, delimiter included, becomes on its way: nothing, itself, several, or anything.
using Tamper = std::function<std::vector<Bytes>(const Bytes &frame)>;

// Lets everything pass except frames of this opcode (bit 7 set: responses), which `tamper` gets.
Tamper OnOpcode(uint8_t opcode, Tamper tamper);
Tamper Drop();
Tamper Only(unsigned nth, Tamper tamper); // the nth frame that gets here, counting from 1
Tamper HoldIn(std::vector<Bytes> *held);

struct FaultTransport {
    dtl_transport transport;
    dtl_transport *inner;
    Tamper to_device, to_host; // none: everything passes
    Bytes out_part, in_part;   // frames not complete yet
    Bytes in_ready;
    std::vector<Bytes> sent; // bodies of good frames that the host sent, before tampering

    void ToDevice(const Bytes &bytes);
    void ToHost(const Bytes &bytes); // given at the next read
};

// Owns `inner`. Freed through its own transport.
FaultTransport *NewFaultTransport(dtl_transport *inner);
