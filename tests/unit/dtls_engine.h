// SPDX-License-Identifier: Apache-2.0
//
// An engine for tests of the DTLS core: the software engine, whose answers can be late, lost or
// refused, within what the contract allows. It watches that no (key, number) is used twice.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/unit/nonce_monitor.h"

extern "C" {
#include "host/dtls/endpoint.h"
}

using Bytes = std::vector<uint8_t>;

namespace dtls
{

struct Verdict {
    enum What {
        kDo,
        kLoseUndone, // never reached the device
        kLoseDone,   // done, but the answer was lost
        kRefuse,     // not done; `result` says why
    } what = kDo;
    dtl_result result = DTL_R_OK;
    uint64_t delay_ms = 0;
};

class TestEngine
{
  public:
    TestEngine();
    ~TestEngine();
    TestEngine(const TestEngine &) = delete;
    TestEngine &operator=(const TestEngine &) = delete;

    // What happens to the n-th op of its kind, counted from 0.
    std::function<Verdict(const dtl_op &op, unsigned n)> policy;

    const struct dtl_engine_limits &limits() const;
    void Submit(dtl_op *op, const std::string &path, uint64_t now);
    uint64_t deadline() const;              // UINT64_MAX: nothing to come
    bool Pop(dtl_item *item, uint64_t now); // in order of time

    // The device was reset: what is inside is lost, and every session.
    void Reset(uint64_t now);

    // The device is gone for good: nothing that is inside ever comes back. What is submitted from
    // now on meets another engine, of which the same is watched.
    void Die();

    // Records that the core sends. Those that this engine did not seal must be mbedTLS's, sent
    // before the keys were given to this engine.
    void OnWire(const std::string &path, const Bytes &record);

    // An authentic record of the session's peer, with a number that the peer itself has not reached
    // yet.
    Bytes AsPeer(dtl_session session, dtl_content_type type, const Bytes &payload);

    Bytes peer_finished; // the last one that was opened

    unsigned submitted(dtl_op_kind kind) const;
    unsigned live_sessions() const
    {
        return static_cast<unsigned>(sessions_.size());
    }
    dtl_session last_session() const
    {
        return sessions_.rbegin()->first;
    }
    const dtl_session_params &params(dtl_session session) const
    {
        return sessions_.at(session);
    }
    size_t sealed() const // whether the core got to see it or not
    {
        return sealed_.size();
    }

  private:
    void Do(dtl_op *op, uint64_t at, uint64_t now);
    void DoNow(dtl_op *op);
    void RemoveAll();
    void TakeOver(const dtl_session_params &p, const std::string &path);
    bool SealedUnder(const dtl_session_params &p, const Bytes &record);
    void Watch(const dtl_op &op);

    dtl_engine *soft_ = nullptr;
    std::multimap<uint64_t, dtl_item> answers_;
    std::map<std::pair<dtl_session, int>, uint64_t> last_; // answers keep their order
    std::map<int, unsigned> count_;
    std::map<dtl_session, dtl_session_params> sessions_;
    std::set<Bytes> sealed_;
    // By path.
    std::map<std::string, std::vector<Bytes>> from_mbedtls_;
    std::map<std::string, std::vector<dtl_session_params>> handed_over_;
    NonceMonitor monitor_;
    uint64_t peer_seq_ = 30;
};

} // namespace dtls
