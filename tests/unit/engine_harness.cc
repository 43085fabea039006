// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/engine_harness.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <algorithm>
#include <cstring>
#include <random>

Bytes Pattern(size_t len, uint32_t seed)
{
    std::mt19937 random(seed * 2654435761u + static_cast<uint32_t>(len));
    Bytes bytes(len);
    for (auto &b : bytes)
        b = static_cast<uint8_t>(random());
    return bytes;
}

bool HasEvent(const std::vector<dtl_event> &events, dtl_event_kind kind)
{
    return std::any_of(events.begin(), events.end(),
                       [kind](const dtl_event &e) { return e.kind == kind; });
}

// --- Request -----------------------------------------------------------------------------------

static std::unique_ptr<Request> Record(dtl_op_kind kind, dtl_session s, const Bytes &in)
{
    auto r = std::make_unique<Request>();
    r->in = in;
    r->op.kind = kind;
    r->op.session = s;
    r->op.in = r->in.data();
    r->op.in_len = r->in.size();
    r->SetRoom(in.size() + DTL_RECORD_OVERHEAD(DTL_TAG_MAX));
    return r;
}

void Request::SetRoom(size_t bytes)
{
    out.assign(bytes, kUntouched);
    op.out = out.data();
    op.out_cap = out.size();
}

std::unique_ptr<Request> Request::Seal(dtl_session s, const Bytes &payload, uint8_t type)
{
    auto r = Record(DTL_OP_SEAL, s, payload);
    r->op.type = type;
    return r;
}

std::unique_ptr<Request> Request::Open(dtl_session s, const Bytes &record)
{
    return Record(DTL_OP_OPEN, s, record);
}

std::unique_ptr<Request> Request::Install(const dtl_session_params &p)
{
    auto r = std::make_unique<Request>();
    r->params = p;
    r->op.kind = DTL_OP_INSTALL;
    r->op.params = &r->params;
    return r;
}

std::unique_ptr<Request> Request::Remove(dtl_session s)
{
    auto r = std::make_unique<Request>();
    r->op.kind = DTL_OP_REMOVE;
    r->op.session = s;
    return r;
}

std::unique_ptr<Request> Request::Query(dtl_session s)
{
    auto r = std::make_unique<Request>();
    r->op.kind = DTL_OP_QUERY;
    r->op.session = s;
    r->op.state = &r->state;
    return r;
}

Outcome Request::outcome() const
{
    Outcome o;
    o.result = static_cast<dtl_result>(op.result);
    EXPECT_LE(op.out_len, out.size());
    o.out.assign(out.begin(), out.begin() + static_cast<long>(std::min(op.out_len, out.size())));
    o.room = out;
    o.seq = op.seq;
    o.type = op.type;
    o.session = op.session;
    o.state = state;
    o.events = events;
    return o;
}

// --- Engine ------------------------------------------------------------------------------------

Engine::Engine(dtl_engine *engine) : engine_(engine)
{
}

Engine::~Engine()
{
    dtl_engine_close(engine_);
}

bool Engine::TryEnqueue(Request *r)
{
    dtl_op *op = &r->op;
    op->tag = reinterpret_cast<uintptr_t>(r);
    if (dtl_engine_enqueue_burst(engine_, &op, 1, now) == 0)
        return false;
    // "copied at enqueue": an engine that looks at them later finds nonsense
    if (op->kind == DTL_OP_INSTALL)
        memset(static_cast<void *>(&r->params), 0xee, sizeof r->params);
    in_flight++;
    return true;
}

void Engine::Enqueue(const std::vector<Request *> &requests)
{
    for (Request *r : requests)
        while (!TryEnqueue(r))
            Step();
}

void Engine::Take(const dtl_item &item)
{
    if (item.kind == DTL_ITEM_EVENT) {
        if (item.event.session == 0)
            engine_events.push_back(item.event);
        else
            pending_.push_back(item.event);
        return;
    }
    ASSERT_EQ(item.kind, DTL_ITEM_COMPLETION);
    auto *r = reinterpret_cast<Request *>(item.op->tag);
    ASSERT_EQ(&r->op, item.op);
    ASSERT_FALSE(r->done) << "an op completed twice";
    r->done = true;
    r->place = ++completions_;
    r->events = std::move(pending_);
    pending_.clear();
    for (const dtl_event &e : r->events)
        EXPECT_EQ(e.session, r->op.session) << "an event is not followed by its completion";
    in_flight--;
}

unsigned Engine::Dequeue(unsigned n)
{
    std::vector<dtl_item> items(n);
    unsigned got = dtl_engine_dequeue_burst(engine_, items.data(), n, now);
    EXPECT_LE(got, n);
    for (unsigned i = 0; i < got; i++)
        Take(items[i]);
    return got;
}

void Engine::Step()
{
    bool called_for = FdReadable() || dtl_engine_deadline(engine_) <= now;
    unsigned got = Dequeue();
    EXPECT_TRUE(called_for || !got) << "dequeue had items, but nothing called for it";
    if (got || FdReadable())
        return;
    uint64_t deadline = dtl_engine_deadline(engine_);
    ASSERT_NE(deadline, UINT64_MAX) << in_flight << " ops will never complete";
    now = std::max(now, deadline);
}

void Engine::Wait(const Request &r)
{
    while (!r.done && !testing::Test::HasFatalFailure())
        Step();
}

void Engine::Drain()
{
    while (in_flight && !testing::Test::HasFatalFailure())
        Step();
}

Outcome Engine::Run(std::unique_ptr<Request> r)
{
    Enqueue({r.get()});
    Wait(*r);
    return r->outcome();
}

Outcome Engine::Seal(dtl_session s, const Bytes &payload, uint8_t type)
{
    return Run(Request::Seal(s, payload, type));
}

Outcome Engine::Open(dtl_session s, const Bytes &record)
{
    return Run(Request::Open(s, record));
}

dtl_session Engine::Install(const dtl_session_params &p)
{
    Outcome o = Run(Request::Install(p));
    EXPECT_EQ(o.result, DTL_R_OK) << dtl_result_str(o.result);
    EXPECT_NE(o.session, 0u);
    return o.session;
}

dtl_session_state Engine::Query(dtl_session s)
{
    Outcome o = Run(Request::Query(s));
    EXPECT_EQ(o.result, DTL_R_OK) << dtl_result_str(o.result);
    return o.state;
}

void Engine::Remove(dtl_session s)
{
    EXPECT_EQ(Run(Request::Remove(s)).result, DTL_R_OK);
}

bool Engine::FdReadable() const
{
    pollfd p{dtl_engine_fd(engine_), POLLIN, 0};
    const int kPatienceMs = 30000; // no test depends on the service being faster
    return poll(&p, 1, real_time_ && in_flight ? kPatienceMs : 0) == 1 && (p.revents & POLLIN);
}

uint64_t Engine::Counter(const std::string &name)
{
    std::vector<dtl_counter> c(dtl_engine_counters(engine_, nullptr, 0));
    EXPECT_EQ(dtl_engine_counters(engine_, c.data(), static_cast<unsigned>(c.size())), c.size());
    for (const dtl_counter &counter : c)
        if (counter.name == name)
            return counter.value;
    ADD_FAILURE() << "no counter " << name;
    return 0;
}

// --- Pair --------------------------------------------------------------------------------------

static void SetDirection(unsigned key_len, uint32_t seed, uint8_t *key, uint8_t *salt)
{
    Bytes k = Pattern(key_len, seed), s = Pattern(DTL_SALT_LEN, seed + 1);
    std::copy(k.begin(), k.end(), key);
    std::copy(s.begin(), s.end(), salt);
}

Pair::Pair(unsigned key_len, unsigned tag_len, uint32_t seed)
{
    for (dtl_session_params *p : {&a, &b}) {
        p->key_len = static_cast<uint8_t>(key_len);
        p->tag_len = static_cast<uint8_t>(tag_len);
        p->window_size = 64;
        p->bad_mac_limit = 1000;
        p->tx.epoch = p->rx.epoch = 1;
        p->tx.soft_limit = p->tx.hard_limit = DTL_SEQ_MAX;
    }
    SetDirection(key_len, 4 * seed, a.tx.key, a.tx.salt);
    SetDirection(key_len, 4 * seed, b.rx.key, b.rx.salt);
    SetDirection(key_len, 4 * seed + 2, b.tx.key, b.tx.salt);
    SetDirection(key_len, 4 * seed + 2, a.rx.key, a.rx.salt);
}
