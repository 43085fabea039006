// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/dtls_engine.h"

#include <algorithm>
#include <stdexcept>

extern "C" {
#include "driver/record.h"
}

namespace dtls
{

TestEngine::TestEngine()
{
    char err[256];
    if (dtl_engine_open(&soft_, "soft", 0, err, sizeof err))
        throw std::runtime_error(err);
}

TestEngine::~TestEngine()
{
    dtl_engine_close(soft_);
}

const struct dtl_engine_limits &TestEngine::limits() const
{
    return *dtl_engine_limits(soft_);
}

unsigned TestEngine::submitted(dtl_op_kind kind) const
{
    auto it = count_.find(kind);
    return it == count_.end() ? 0 : it->second;
}

static std::string TxKey(const dtl_session_params &p)
{
    return std::string(reinterpret_cast<const char *>(p.tx.key), p.key_len) +
           std::string(reinterpret_cast<const char *>(p.tx.salt), DTL_SALT_LEN);
}

static dtl_session_params Swapped(dtl_session_params p)
{
    std::swap(p.tx.key, p.rx.key);
    std::swap(p.tx.salt, p.rx.salt);
    return p;
}

static uint64_t Number(const Bytes &record)
{
    dtl_record_header h{};
    EXPECT_EQ(dtl_record_get_header(&h, record.data(), record.size()), 0);
    return h.seq;
}

// Whether the engine takes the keys or not: what mbedTLS sent under them has used up its numbers.
// The rest was of handshakes that failed, or of one that still runs.
void TestEngine::TakeOver(const dtl_session_params &p, const std::string &path)
{
    for (const Bytes &record : from_mbedtls_[path])
        if (SealedUnder(p, record)) {
            monitor_.Seen(TxKey(p), record);
            EXPECT_LT(Number(record), p.tx.next_seq) << "a number was given away twice";
        }
    handed_over_[path].push_back(p);
}

bool TestEngine::SealedUnder(const dtl_session_params &p, const Bytes &record)
{
    dtl_session_params peer = Swapped(p);
    peer.window_size = 0;
    Bytes text(record.size());
    dtl_op install{}, open{}, remove{};
    install.kind = DTL_OP_INSTALL;
    install.params = &peer;
    DoNow(&install);
    open.kind = DTL_OP_OPEN;
    open.session = remove.session = install.session;
    open.in = record.data();
    open.in_len = record.size();
    open.out = text.data();
    open.out_cap = text.size();
    DoNow(&open);
    remove.kind = DTL_OP_REMOVE;
    DoNow(&remove);
    return open.result == DTL_R_OK;
}

// Before anything is taken away from the answer: a lost seal has used its number all the same.
void TestEngine::Watch(const dtl_op &op)
{
    if (op.result != DTL_R_OK)
        return;
    if (op.kind == DTL_OP_INSTALL) {
        sessions_[op.session] = *op.params;
    } else if (op.kind == DTL_OP_REMOVE) {
        sessions_.erase(op.session);
    } else if (op.kind == DTL_OP_SEAL) {
        Bytes record(op.out, op.out + op.out_len);
        monitor_.Sealed(TxKey(sessions_.at(op.session)), record);
        sealed_.insert(record);
    } else if (op.kind == DTL_OP_OPEN && op.type == DTL_CT_HANDSHAKE) {
        peer_finished.assign(op.out, op.out + op.out_len);
    }
}

void TestEngine::OnWire(const std::string &path, const Bytes &record)
{
    dtl_record_header h{};
    ASSERT_EQ(dtl_record_get_header(&h, record.data(), record.size()), 0);
    if (h.epoch == 0 || sealed_.count(record))
        return;
    for (const dtl_session_params &p : handed_over_[path])
        EXPECT_FALSE(SealedUnder(p, record)) << "somebody else sealed after the hand-over";
    from_mbedtls_[path].push_back(record);
}

void TestEngine::Do(dtl_op *op, uint64_t at, uint64_t now)
{
    ASSERT_EQ(dtl_engine_enqueue_burst(soft_, &op, 1, now), 1u);
    dtl_item item;
    while (dtl_engine_dequeue_burst(soft_, &item, 1, now))
        if (item.kind == DTL_ITEM_EVENT)
            answers_.emplace(at, item);
}

void TestEngine::Submit(dtl_op *op, const std::string &path, uint64_t now)
{
    unsigned n = count_[op->kind]++;
    Verdict v = policy ? policy(*op, n) : Verdict{};
    int lane = op->kind == DTL_OP_INSTALL ? op->kind : op->kind == DTL_OP_OPEN;
    uint64_t &last = last_[{op->session, lane}];
    last = std::max(last, now + v.delay_ms);

    if (op->kind == DTL_OP_INSTALL)
        TakeOver(*op->params, path);
    if (v.what == Verdict::kDo || v.what == Verdict::kLoseDone) {
        Do(op, last, now);
        Watch(*op);
    }
    if (v.what == Verdict::kLoseDone && op->out)
        std::fill(op->out, op->out + op->out_cap, uint8_t{0});
    if (v.what != Verdict::kDo) {
        op->result = v.what == Verdict::kRefuse ? v.result : DTL_R_LOST;
        op->out_len = 0;
        if (op->kind == DTL_OP_INSTALL)
            op->session = 0;
    }
    dtl_item item{};
    item.kind = DTL_ITEM_COMPLETION;
    item.op = op;
    answers_.emplace(last, item);
}

uint64_t TestEngine::deadline() const
{
    return answers_.empty() ? UINT64_MAX : answers_.begin()->first;
}

bool TestEngine::Pop(dtl_item *item, uint64_t now)
{
    if (answers_.empty() || answers_.begin()->first > now)
        return false;
    *item = answers_.begin()->second;
    answers_.erase(answers_.begin());
    return true;
}

void TestEngine::Reset(uint64_t now)
{
    std::multimap<uint64_t, dtl_item> lost;
    dtl_item event{};
    event.kind = DTL_ITEM_EVENT;
    event.event.kind = DTL_EV_SESSIONS_LOST;
    lost.emplace(now, event);
    for (auto &[at, item] : answers_) {
        if (item.kind != DTL_ITEM_COMPLETION)
            continue;
        item.op->result = DTL_R_DEVICE_LOST;
        item.op->out_len = 0;
        lost.emplace(now, item);
    }
    answers_ = lost;
    RemoveAll();
}

void TestEngine::Die()
{
    answers_.clear();
    last_.clear();
    RemoveAll();
}

void TestEngine::RemoveAll()
{
    for (auto &[session, params] : sessions_) {
        dtl_op remove{};
        remove.kind = DTL_OP_REMOVE;
        remove.session = session;
        DoNow(&remove);
    }
    sessions_.clear();
}

void TestEngine::DoNow(dtl_op *op)
{
    ASSERT_EQ(dtl_engine_enqueue_burst(soft_, &op, 1, 0), 1u);
    dtl_item item;
    while (dtl_engine_dequeue_burst(soft_, &item, 1, 0))
        ;
    ASSERT_TRUE(op->result == DTL_R_OK || op->kind == DTL_OP_OPEN) << int{op->result};
}

Bytes TestEngine::AsPeer(dtl_session session, dtl_content_type type, const Bytes &payload)
{
    dtl_session_params p = Swapped(sessions_.at(session));
    p.tx.next_seq = ++peer_seq_;
    p.tx.soft_limit = p.tx.hard_limit = peer_seq_ + 1;
    dtl_op install{}, seal{}, remove{};
    install.kind = DTL_OP_INSTALL;
    install.params = &p;
    DoNow(&install);

    Bytes record(payload.size() + DTL_RECORD_OVERHEAD(p.tag_len));
    seal.kind = DTL_OP_SEAL;
    seal.type = static_cast<uint8_t>(type);
    seal.session = remove.session = install.session;
    seal.in = payload.data();
    seal.in_len = payload.size();
    seal.out = record.data();
    seal.out_cap = record.size();
    DoNow(&seal);
    remove.kind = DTL_OP_REMOVE;
    DoNow(&remove);
    return record;
}

} // namespace dtls
