// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/link_tamper.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

// --- frames and tampering ------------------------------------------------------------------------

Bytes DecodeFrame(const Bytes &frame)
{
    auto decoder = std::make_unique<dtl_frame_decoder>();
    const uint8_t *body = nullptr;
    size_t len = 0;
    dtl_frame_decode(decoder.get(), frame.data(), frame.size(), &body, &len);
    return body ? Bytes(body, body + len) : Bytes();
}

Bytes EncodeFrame(Bytes body)
{
    size_t len = body.size();
    Bytes frame(DTL_FRAME_MAX);
    body.resize(len + DTL_FRAME_CRC_LEN);
    frame.resize(dtl_frame_encode(frame.data(), body.data(), len));
    return frame;
}

Tamper OnOpcode(uint8_t opcode, Tamper tamper)
{
    return [=](const Bytes &frame) {
        Bytes body = DecodeFrame(frame);
        return !body.empty() && body[0] == opcode ? tamper(frame) : std::vector<Bytes>{frame};
    };
}

Tamper Drop()
{
    return [](const Bytes &) { return std::vector<Bytes>(); };
}

Tamper Only(unsigned nth, Tamper tamper)
{
    auto seen = std::make_shared<unsigned>(0);
    return [=](const Bytes &frame) {
        return ++*seen == nth ? tamper(frame) : std::vector<Bytes>{frame};
    };
}

Tamper HoldIn(std::vector<Bytes> *held)
{
    return [held](const Bytes &frame) {
        held->push_back(frame);
        return std::vector<Bytes>();
    };
}

// --- the transport -------------------------------------------------------------------------------

static FaultTransport *Of(dtl_transport *t)
{
    return reinterpret_cast<FaultTransport *>(t);
}

// Calls `frame` for each frame that `part` and `bytes` complete.
static void Split(Bytes &part, const uint8_t *bytes, size_t len,
                  const std::function<void(const Bytes &)> &frame)
{
    for (size_t i = 0; i < len; i++) {
        part.push_back(bytes[i]);
        if (bytes[i] == 0) {
            frame(part);
            part.clear();
        }
    }
}

void FaultTransport::ToDevice(const Bytes &bytes)
{
    size_t at = 0;
    while (at < bytes.size()) {
        ssize_t n = inner->ops->write(inner, bytes.data() + at, bytes.size() - at);
        ASSERT_GE(n, 0);
        if (n == 0) { // full: let it work
            uint8_t in[4096];
            n = inner->ops->read(inner, in, sizeof in);
            ASSERT_GE(n, 0);
            Split(in_part, in, static_cast<size_t>(n), [this](const Bytes &f) { ToHost(f); });
            continue;
        }
        at += static_cast<size_t>(n);
    }
}

void FaultTransport::ToHost(const Bytes &bytes)
{
    in_ready.insert(in_ready.end(), bytes.begin(), bytes.end());
}

static ssize_t FaultWrite(dtl_transport *t, const uint8_t *bytes, size_t len)
{
    FaultTransport *f = Of(t);
    if (f->inner->ops->write(f->inner, bytes, 0) < 0)
        return DTL_ERR_IO;
    Split(f->out_part, bytes, len, [f](const Bytes &frame) {
        Bytes body = DecodeFrame(frame);
        if (!body.empty())
            f->sent.push_back(body);
        for (const Bytes &b : f->to_device ? f->to_device(frame) : std::vector<Bytes>{frame})
            f->ToDevice(b);
    });
    return static_cast<ssize_t>(len);
}

static ssize_t FaultRead(dtl_transport *t, uint8_t *bytes, size_t len)
{
    FaultTransport *f = Of(t);
    uint8_t in[4096];
    ssize_t n = f->inner->ops->read(f->inner, in, sizeof in);
    if (n < 0)
        return n;
    Split(f->in_part, in, static_cast<size_t>(n), [f](const Bytes &frame) {
        for (const Bytes &b : f->to_host ? f->to_host(frame) : std::vector<Bytes>{frame})
            f->ToHost(b);
    });
    size_t take = std::min(len, f->in_ready.size());
    std::copy_n(f->in_ready.begin(), take, bytes);
    f->in_ready.erase(f->in_ready.begin(), f->in_ready.begin() + static_cast<long>(take));
    return static_cast<ssize_t>(take);
}

static bool FaultBusy(const dtl_transport *t)
{
    const FaultTransport *f = reinterpret_cast<const FaultTransport *>(t);
    return !f->in_ready.empty() || f->inner->ops->busy(f->inner);
}

static int FaultFd(const dtl_transport *)
{
    return -1;
}

static bool FaultWait(dtl_transport *t, int ms)
{
    return Of(t)->inner->ops->wait(Of(t)->inner, ms);
}

static void FaultClose(dtl_transport *t)
{
    Of(t)->inner->ops->close(Of(t)->inner);
    delete Of(t);
}

static const dtl_transport_ops kFaultOps = {FaultWrite, FaultRead, FaultBusy,
                                            FaultFd,    FaultWait, FaultClose};

FaultTransport *NewFaultTransport(dtl_transport *inner)
{
    auto *f = new FaultTransport();
    f->transport.ops = &kFaultOps;
    f->inner = inner;
    return f;
}
