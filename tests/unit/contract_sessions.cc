// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <set>

#include "tests/unit/contract.h"

class ContractSessions : public Contract
{
};
CONTRACT_SUITE(ContractSessions);

TEST_P(ContractSessions, LimitsAreUsable)
{
    const struct dtl_engine_limits &l = engine.limits();
    EXPECT_GE(l.sessions, 2);
    EXPECT_GE(l.burst_max, 1);
    EXPECT_GE(l.in_flight, l.burst_max);
    EXPECT_GE(l.payload_max, 1400);
    EXPECT_EQ(l.window_max, 64);
    EXPECT_GE(l.lanes, 1);
}

TEST_P(ContractSessions, NamesNeverComeTwice)
{
    std::set<dtl_session> names{0};
    for (int i = 0; i < 50; i++) {
        dtl_session s = engine.Install(Pair().a);
        EXPECT_TRUE(names.insert(s).second) << "name " << s << " was given before";
        if (i % 4)
            engine.Remove(s);
    }
}

TEST_P(ContractSessions, EverySlotCanBeTakenAndOneMoreIsRefused)
{
    std::vector<dtl_session> all;
    for (unsigned i = 0; i < engine.limits().sessions; i++)
        all.push_back(engine.Install(Pair().a));
    Outcome full = engine.Run(Request::Install(Pair().a));
    EXPECT_EQ(full.result, DTL_R_NO_SLOT);
    EXPECT_EQ(full.session, 0u);

    engine.Remove(all[1]);
    dtl_session again = engine.Install(Pair().a);
    EXPECT_EQ(again & 0xffff, all[1] & 0xffff) << "only that slot is free";
    EXPECT_EQ(engine.Seal(all[1], {1}).result, DTL_R_UNKNOWN_SESSION);
    EXPECT_EQ(engine.Seal(all[0], {1}).result, DTL_R_OK);
    EXPECT_EQ(engine.Seal(all.back(), {1}).result, DTL_R_OK);
}

TEST_P(ContractSessions, ParametersOutsideTheLimitsAreRefused)
{
    using Params = dtl_session_params;
    const std::pair<const char *, std::function<void(Params &)>> faults[] = {
        {"key_len 0", [](Params &p) { p.key_len = 0; }},
        {"key_len 24", [](Params &p) { p.key_len = 24; }},
        {"tag_len 0", [](Params &p) { p.tag_len = 0; }},
        {"tag_len 12", [](Params &p) { p.tag_len = 12; }},
        {"window", [this](Params &p) { p.window_size = uint16_t(engine.limits().window_max + 1); }},
        {"bad_mac_limit", [](Params &p) { p.bad_mac_limit = 0; }},
        {"next_seq", [](Params &p) { p.tx.next_seq = DTL_SEQ_MAX + 1; }},
        {"soft_limit", [](Params &p) { p.tx.soft_limit = DTL_SEQ_MAX + 1; }},
        {"hard_limit", [](Params &p) { p.tx.hard_limit = DTL_SEQ_MAX + 1; }},
        {"top", [](Params &p) { p.rx.top = DTL_SEQ_MAX + 1; }},
        {"own_cid", [this](Params &p) { p.own_cid.len = uint8_t(engine.limits().cid_max + 1); }},
        {"peer_cid", [this](Params &p) { p.peer_cid.len = uint8_t(engine.limits().cid_max + 1); }},
    };
    for (const auto &[what, break_it] : faults) {
        Params p = Pair().a;
        break_it(p);
        EXPECT_EQ(engine.Run(Request::Install(p)).result, DTL_R_REFUSED) << what;
    }
    dtl_flow flow{};
    Params p = Pair().a;
    p.flow = &flow;
    if (!(engine.limits().caps & DTL_CAP_INLINE)) {
        EXPECT_EQ(engine.Run(Request::Install(p)).result, DTL_R_REFUSED) << "flow";
    }
    engine.Install(Pair().a);
}

TEST_P(ContractSessions, UnknownNamesAreUnknown)
{
    InstallPair(Pair());
    for (dtl_session s : {dtl_session{0}, dtl_session{1}, a + 0x10000, a | 0xffff, ~a}) {
        EXPECT_EQ(engine.Seal(s, {1}).result, DTL_R_UNKNOWN_SESSION) << s;
        EXPECT_EQ(engine.Open(s, ForB(0)).result, DTL_R_UNKNOWN_SESSION) << s;
        EXPECT_EQ(engine.Run(Request::Query(s)).result, DTL_R_UNKNOWN_SESSION) << s;
    }
}

TEST_P(ContractSessions, RemovedSessionIsGoneAndRemovingAgainIsNoError)
{
    InstallPair(Pair());
    engine.Remove(a);
    EXPECT_EQ(engine.Seal(a, {1}).result, DTL_R_UNKNOWN_SESSION);
    EXPECT_EQ(engine.Open(a, ForB(0)).result, DTL_R_UNKNOWN_SESSION);
    EXPECT_EQ(engine.Run(Request::Query(a)).result, DTL_R_UNKNOWN_SESSION);
    engine.Remove(a);
    EXPECT_EQ(engine.Open(b, ForB(0)).result, DTL_R_OK) << "another session was disturbed";
}

TEST_P(ContractSessions, RemoveWaitsForRecordsBeforeItAndEndsThoseAfterIt)
{
    InstallPair(Pair());
    std::vector<std::unique_ptr<Request>> before, after;
    std::vector<Request *> all;
    auto remove = Request::Remove(a);
    for (int i = 0; i < 6; i++) {
        before.push_back(Request::Seal(a, Pattern(300, 1)));
        all.push_back(before.back().get());
    }
    all.push_back(remove.get());
    for (int i = 0; i < 3; i++) {
        after.push_back(Request::Seal(a, Pattern(300, 1)));
        all.push_back(after.back().get());
    }
    engine.Enqueue(all);
    engine.Drain();
    for (auto &r : before) {
        EXPECT_EQ(r->op.result, DTL_R_OK);
        EXPECT_LT(r->place, remove->place);
    }
    EXPECT_EQ(remove->op.result, DTL_R_OK);
    for (auto &r : after) {
        EXPECT_EQ(r->op.result, DTL_R_UNKNOWN_SESSION);
        EXPECT_GT(r->place, before.back()->place) << "order of the session and direction";
    }
}

TEST_P(ContractSessions, QueryTellsWhatHappened)
{
    Pair p;
    p.a.tx.next_seq = 100;
    InstallPair(p);
    dtl_session_state fresh = engine.Query(a);
    EXPECT_EQ(fresh.tx_next, 100u);
    EXPECT_EQ(fresh.last_activity_ms, 0u);

    Bytes record = engine.Seal(a, {1, 2, 3}).out;
    engine.Seal(a, {4});
    engine.now = 5000;
    EXPECT_EQ(engine.Open(b, record).result, DTL_R_OK);
    uint64_t opened_at = engine.now;
    engine.now += 1000;
    EXPECT_EQ(engine.Open(b, record).result, DTL_R_REPLAY_DUP);
    record.back() ^= 1;
    EXPECT_EQ(engine.Open(b, record).result, DTL_R_AUTH);

    dtl_session_state sender = engine.Query(a), receiver = engine.Query(b);
    EXPECT_EQ(sender.tx_next, 102u);
    EXPECT_EQ(sender.sealed, 2u);
    EXPECT_EQ(sender.opened, 0u);
    EXPECT_EQ(receiver.rx_top, 100u);
    EXPECT_EQ(receiver.rx_window, 1u);
    EXPECT_EQ(receiver.sealed, 0u);
    EXPECT_EQ(receiver.opened, 1u);
    EXPECT_EQ(receiver.replayed, 1u);
    EXPECT_EQ(receiver.auth_failed, 1u);
    EXPECT_EQ(receiver.last_activity_ms, opened_at);
}

// --- limits and their events -------------------------------------------------------------------

TEST_P(ContractSessions, SoftLimitIsToldOnceAndSealingGoesOn)
{
    Pair p;
    p.a.tx.next_seq = 8;
    p.a.tx.soft_limit = 10;
    InstallPair(p);
    for (uint64_t seq = 8; seq < 13; seq++) {
        Outcome o = engine.Seal(a, {1});
        EXPECT_EQ(o.result, DTL_R_OK);
        EXPECT_EQ(HasEvent(o.events, DTL_EV_SOFT_LIMIT), seq == 10) << seq;
        if (seq == 10) {
            ASSERT_EQ(o.events.size(), 1u);
            EXPECT_EQ(o.events[0].seq, 10u);
        }
    }
}

TEST_P(ContractSessions, HardLimitEndsSealingAndIsToldOnce)
{
    Pair p;
    p.a.tx.hard_limit = 3;
    InstallPair(p);
    for (int i = 0; i < 3; i++)
        EXPECT_EQ(engine.Seal(a, {1}).result, DTL_R_OK);
    for (int i = 0; i < 3; i++) {
        Outcome o = engine.Seal(a, {1});
        EXPECT_EQ(o.result, DTL_R_EXPIRED);
        EXPECT_EQ(HasEvent(o.events, DTL_EV_HARD_LIMIT), i == 0) << i;
    }
    EXPECT_EQ(engine.Query(a).tx_next, 3u);
    EXPECT_EQ(engine.Open(a, engine.Seal(b, {7}).out).result, DTL_R_OK) << "opening goes on";
}

TEST_P(ContractSessions, LastNumberIsNeverSealed)
{
    Pair p;
    p.a.tx.next_seq = DTL_SEQ_MAX - 2;
    InstallPair(p);
    EXPECT_EQ(engine.Seal(a, {1}).seq, DTL_SEQ_MAX - 2);
    EXPECT_EQ(engine.Seal(a, {1}).seq, DTL_SEQ_MAX - 1);
    for (int i = 0; i < 2; i++) {
        Outcome o = engine.Seal(a, {1});
        EXPECT_EQ(o.result, DTL_R_SEQ_OVERFLOW);
        EXPECT_EQ(HasEvent(o.events, DTL_EV_HARD_LIMIT), i == 0) << i;
    }
}

TEST_P(ContractSessions, BadMacLimitEndsOpening)
{
    Pair p;
    p.b.bad_mac_limit = 3;
    InstallPair(p);
    Bytes forged = ForB(0);
    forged.back() ^= 1;
    for (int i = 1; i <= 3; i++) {
        Outcome o = engine.Open(b, forged);
        EXPECT_EQ(o.result, DTL_R_AUTH);
        EXPECT_EQ(HasEvent(o.events, DTL_EV_BAD_MAC_LIMIT), i == 3) << i;
    }
    EXPECT_EQ(engine.Open(b, ForB(0)).result, DTL_R_BAD_MAC_LIMIT);
    EXPECT_EQ(engine.Open(b, forged).result, DTL_R_BAD_MAC_LIMIT);
    EXPECT_EQ(engine.Query(b).auth_failed, 3u);
    EXPECT_EQ(engine.Seal(b, {1}).result, DTL_R_OK) << "sealing goes on";
}

TEST_P(ContractSessions, FirstAuthenticRecordIsTold)
{
    InstallPair(Pair());
    Bytes forged = ForB(0);
    forged.back() ^= 1;
    EXPECT_TRUE(engine.Open(b, forged).events.empty());
    Outcome first = engine.Open(b, ForB(4));
    ASSERT_EQ(first.events.size(), 1u);
    EXPECT_EQ(first.events[0].kind, DTL_EV_FIRST_AUTH);
    EXPECT_EQ(first.events[0].session, b);
    EXPECT_EQ(first.events[0].seq, 4u);
    EXPECT_TRUE(engine.Open(b, ForB(5)).events.empty());
}

// --- counters ----------------------------------------------------------------------------------

TEST_P(ContractSessions, CountersCount)
{
    InstallPair(Pair());
    Bytes record = engine.Seal(a, {1}).out;
    engine.Open(b, record);
    engine.Open(b, record);
    engine.Open(b, Bytes(3));
    EXPECT_EQ(engine.Counter("sealed"), 1u);
    EXPECT_EQ(engine.Counter("opened"), 1u);
    EXPECT_EQ(engine.Counter("replay_dup"), 1u);
    EXPECT_EQ(engine.Counter("bad_record"), 1u);
    EXPECT_EQ(engine.Counter("sessions"), 2u);
}
