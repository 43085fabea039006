// SPDX-License-Identifier: Apache-2.0
//
// An engine in virtual time, and records and sessions as values: what tests of engines are written
// with.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

extern "C" {
#include "driver/engine.h"
}

using Bytes = std::vector<uint8_t>;

class SimService;

// `len` bytes that depend on `seed` alone.
Bytes Pattern(size_t len, uint32_t seed);

// What became of one op. `events` are those that came since the completion before.
struct Outcome {
    dtl_result result = DTL_R_REFUSED;
    Bytes out;  // the first out_len bytes
    Bytes room; // the whole output buffer as the engine left it
    uint64_t seq = 0;
    uint8_t type = 0;
    dtl_session session = 0;
    dtl_session_state state{};
    std::vector<dtl_event> events;
};

// One op with the buffers it points to. Give it to an Engine, then wait for it.
class Request
{
  public:
    static std::unique_ptr<Request> Seal(dtl_session s, const Bytes &payload,
                                         uint8_t type = DTL_CT_APPLICATION_DATA);
    static std::unique_ptr<Request> Open(dtl_session s, const Bytes &record);
    static std::unique_ptr<Request> Install(const dtl_session_params &p);
    static std::unique_ptr<Request> Remove(dtl_session s);
    static std::unique_ptr<Request> Query(dtl_session s);

    // Fill byte of output buffers, so that what an engine wrote there can be told.
    static constexpr uint8_t kUntouched = 0xa5;

    void SetRoom(size_t bytes);

    dtl_op op{};
    Bytes in, out;
    dtl_session_params params{};
    dtl_session_state state{};
    std::vector<dtl_event> events; // that came right before the completion
    bool done = false;
    unsigned place = 0; // 1 for the first completion of the engine, and so on

    Outcome outcome() const;
};

class Engine
{
  public:
    // A test failure if it does not open. "unix" is one behind a socket, with a service of its own.
    explicit Engine(const std::string &uri);
    explicit Engine(dtl_engine *engine); // takes it over
    ~Engine();
    Engine(const Engine &) = delete;
    Engine &operator=(const Engine &) = delete;

    const struct dtl_engine_limits &limits() const
    {
        return *dtl_engine_limits(engine_);
    }
    dtl_engine *raw()
    {
        return engine_;
    }

    // All of them must be accepted, sooner or later; dequeues meanwhile.
    void Enqueue(const std::vector<Request *> &requests);
    bool TryEnqueue(Request *r);      // false: full
    unsigned Dequeue(unsigned n = 8); // one call; returns how many items came
    void Wait(const Request &r);      // runs the engine until r is done
    void Drain();                     // until everything is done
    Outcome Run(std::unique_ptr<Request> r);

    Outcome Seal(dtl_session s, const Bytes &payload, uint8_t type = DTL_CT_APPLICATION_DATA);
    Outcome Open(dtl_session s, const Bytes &record);
    dtl_session Install(const dtl_session_params &p); // must succeed
    dtl_session_state Query(dtl_session s);           // must succeed
    void Remove(dtl_session s);                       // must succeed

    // A service works in real time: waits for it if something is in flight.
    bool FdReadable() const;
    uint64_t Counter(const std::string &name); // a test failure if there is none of that name

    uint64_t now = 1000;
    std::vector<dtl_event> engine_events; // of the whole engine: sessions lost
    unsigned in_flight = 0;

  private:
    void Take(const dtl_item &item);
    void Step(); // one dequeue, or time moves on to the engine's deadline

    std::shared_ptr<SimService> service_;
    bool real_time_ = false;
    dtl_engine *engine_ = nullptr;
    unsigned completions_ = 0;
    std::vector<dtl_event> pending_;
};

// The parameters of two sessions that are each other's peer.
struct Pair {
    explicit Pair(unsigned key_len = 16, unsigned tag_len = 8, uint32_t seed = 1);
    dtl_session_params a{}, b{};
};

bool HasEvent(const std::vector<dtl_event> &events, dtl_event_kind kind);
