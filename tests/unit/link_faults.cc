// SPDX-License-Identifier: Apache-2.0
//
// What a host does when the link loses, delays, doubles or spoils, and when the device goes; on the
// device in software and on the Verilated one.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/unit/engine_oracle.h"
#include "tests/unit/link_fault.h"
#include "tests/unit/nonce_monitor.h"

using Requests = std::vector<std::unique_ptr<Request>>;

constexpr uint8_t kAnswer = DTL_LINK_RESPONSE;

class LinkFaults : public testing::TestWithParam<const char *>
{
  protected:
    LinkFaults() : rig(GetParam())
    {
        EXPECT_TRUE(rig.Open()) << rig.error;
        s = engine().Install(pair.a);
    }

    void TearDown() override
    {
        rig.StopTampering();
    }

    Engine &engine()
    {
        return *rig.engine;
    }

    // Enqueues n seals and waits for all of them.
    Requests SealMany(unsigned n, size_t len = 20)
    {
        Requests requests;
        std::vector<Request *> raw;
        for (unsigned i = 0; i < n; i++) {
            requests.push_back(Request::Seal(s, Pattern(len, i)));
            raw.push_back(requests.back().get());
        }
        engine().Enqueue(raw);
        engine().Drain();
        return requests;
    }

    static std::vector<int> Results(const Requests &requests)
    {
        std::vector<int> r;
        for (auto &q : requests)
            r.push_back(q->op.result);
        return r;
    }

    // All credit of both directions must be there: neither too little nor too much.
    void ExpectCreditIntact()
    {
        size_t max = engine().limits().payload_max;
        uint64_t busy = engine().Counter("busy");
        unsigned over = rig.device ? rig.device->over_credit : 0;
        Requests requests = SealMany(40, max);
        for (auto &r : requests)
            EXPECT_EQ(r->op.result, DTL_R_OK);
        if (rig.device) {
            EXPECT_EQ(rig.device->over_credit, over);
        }
        EXPECT_EQ(engine().Counter("busy"), busy);
    }

    Pair pair;
    LinkRig rig;
    dtl_session s = 0;
};

INSTANTIATE_TEST_SUITE_P(Devices, LinkFaults, testing::Values("wire", "model"),
                         [](const testing::TestParamInfo<const char *> &i) {
                             return std::string(i.param);
                         });

// --- records: at most once -----------------------------------------------------------------------

TEST_P(LinkFaults, LostSealRequestIsLostAndNeverRepeated)
{
    rig.fault->to_device = OnOpcode(DTL_LINK_SEAL, Only(2, Drop()));
    Requests r = SealMany(3);
    EXPECT_EQ(Results(r), (std::vector<int>{DTL_R_OK, DTL_R_LOST, DTL_R_OK}));
    EXPECT_EQ(r[2]->op.seq, 1u) << "the lost one never got there";
    EXPECT_EQ(rig.SentOf(DTL_LINK_SEAL), 3u);
    EXPECT_EQ(engine().now, 1000u) << "the answer to a later one tells, no time needs to pass";
    ExpectCreditIntact();
}

TEST_P(LinkFaults, LostSealAnswerLeavesAGapInTheNumbers)
{
    rig.fault->to_host = OnOpcode(DTL_LINK_SEAL | kAnswer, Only(2, Drop()));
    Requests r = SealMany(3);
    EXPECT_EQ(Results(r), (std::vector<int>{DTL_R_OK, DTL_R_LOST, DTL_R_OK}));
    EXPECT_EQ(r[2]->op.seq, 2u);
    EXPECT_EQ(r[1]->op.out_len, 0u);
    EXPECT_EQ(rig.SentOf(DTL_LINK_SEAL), 3u);
    ExpectCreditIntact();
}

TEST_P(LinkFaults, LastRecordIsLostAfterASecond)
{
    rig.fault->to_device = OnOpcode(DTL_LINK_OPEN, Drop());
    RecordFields f;
    Outcome o = engine().Open(s, OpenSslSeal(pair.b.tx, 16, 8, f, {1}));
    EXPECT_EQ(o.result, DTL_R_LOST);
    EXPECT_EQ(engine().now, 2000u);
    EXPECT_EQ(rig.SentOf(DTL_LINK_OPEN), 1u);
    EXPECT_TRUE(engine().engine_events.empty()) << "the device is well";
    ExpectCreditIntact();
}

TEST_P(LinkFaults, LostRecordsHoldNoCreditOnceTheDeviceIsKnownToLive)
{
    rig.fault->to_device = OnOpcode(DTL_LINK_SEAL, Drop());
    Requests r = SealMany(40, engine().limits().payload_max); // many times the credit
    for (auto &q : r)
        EXPECT_EQ(q->op.result, DTL_R_LOST);
    rig.fault->to_device = nullptr;
    ExpectCreditIntact();
}

TEST_P(LinkFaults, LateAnswerIsCountedAndDropped)
{
    std::vector<Bytes> held;
    rig.fault->to_host = OnOpcode(DTL_LINK_SEAL | kAnswer, HoldIn(&held));
    Outcome o = engine().Seal(s, {1, 2, 3});
    EXPECT_EQ(o.result, DTL_R_LOST);
    EXPECT_EQ(o.room, Bytes(o.room.size(), Request::kUntouched));
    ASSERT_EQ(held.size(), 1u);

    rig.fault->to_host = nullptr;
    rig.fault->ToHost(held[0]);
    EXPECT_EQ(engine().Seal(s, {4}).seq, 1u);
    EXPECT_EQ(engine().Counter("link_late") + engine().Counter("link_strays"), 1u);
    ExpectCreditIntact();
}

TEST_P(LinkFaults, LateAnswerGivesItsCreditBackByItself)
{
    std::vector<Bytes> held;
    rig.fault->to_host = [&](const Bytes &frame) { // the device falls silent
        held.push_back(frame);
        return std::vector<Bytes>();
    };
    Outcome o = engine().Seal(s, {1, 2, 3});
    EXPECT_EQ(o.result, DTL_R_LOST);
    rig.fault->to_host = nullptr;
    for (const Bytes &frame : held)
        rig.fault->ToHost(frame);
    EXPECT_EQ(engine().Seal(s, {4}).result, DTL_R_OK);
    EXPECT_EQ(engine().Counter("link_late"), 1u);
    ExpectCreditIntact();
}

TEST_P(LinkFaults, DoubledAnswerCompletesOnce)
{
    rig.fault->to_host = [](const Bytes &frame) { return std::vector<Bytes>{frame, frame}; };
    Requests r = SealMany(5); // Engine fails on a second completion
    EXPECT_EQ(Results(r), std::vector<int>(5, DTL_R_OK));
    rig.fault->to_host = nullptr;
    EXPECT_EQ(engine().Counter("link_strays"), 5u);
    ExpectCreditIntact();
}

TEST_P(LinkFaults, DoubledSealRequestNeverRepeatsANonce)
{
    NonceMonitor monitor;
    rig.fault->to_device = OnOpcode(DTL_LINK_SEAL, [](const Bytes &frame) {
        return std::vector<Bytes>{frame, frame};
    });
    rig.fault->to_host = OnOpcode(DTL_LINK_SEAL | kAnswer, [&](const Bytes &frame) {
        Bytes body = DecodeFrame(frame);
        monitor.Sealed("s", Bytes(body.begin() + DTL_FRAME_HEADER_LEN, body.end()));
        return std::vector<Bytes>{frame};
    });
    Requests r = SealMany(4);
    EXPECT_EQ(Results(r), std::vector<int>(4, DTL_R_OK));
    engine().Query(s);
    EXPECT_EQ(monitor.records(), 8u);
}

TEST_P(LinkFaults, NothingRepeatsANonceWhateverIsLostOrDoubled)
{
    const uint32_t seed = 7;
    std::mt19937 random(seed);
    NonceMonitor monitor;
    auto chaos = [&](const Bytes &frame) {
        switch (random() % 10) {
        case 0:
            return std::vector<Bytes>{};
        case 1:
            return std::vector<Bytes>{frame, frame};
        default:
            return std::vector<Bytes>{frame};
        }
    };
    rig.fault->to_device = OnOpcode(DTL_LINK_SEAL, chaos);
    rig.fault->to_host = [&](const Bytes &frame) {
        Bytes body = DecodeFrame(frame);
        if (body.size() > DTL_FRAME_HEADER_LEN && body[0] == (DTL_LINK_SEAL | kAnswer))
            monitor.Sealed("s", Bytes(body.begin() + DTL_FRAME_HEADER_LEN, body.end()));
        return chaos(frame);
    };
    Requests r = SealMany(200);
    unsigned ok = 0;
    for (auto &q : r) {
        ok += q->op.result == DTL_R_OK;
        // busy: doubled requests take room that the host does not know of
        EXPECT_TRUE(q->op.result == DTL_R_OK || q->op.result == DTL_R_LOST ||
                    q->op.result == DTL_R_BUSY);
    }
    EXPECT_GT(ok, 100u);
    EXPECT_GT(monitor.records(), 150u);
    rig.fault->to_device = rig.fault->to_host = nullptr;
    ExpectCreditIntact();
}

TEST_P(LinkFaults, AnswerThatDoesNotFitItsRequestIsLost)
{
    auto spoil = [](size_t byte, uint8_t value) {
        return OnOpcode(DTL_LINK_SEAL | kAnswer, [=](const Bytes &frame) {
            Bytes body = DecodeFrame(frame);
            body[byte] = value;
            return std::vector<Bytes>{EncodeFrame(body)};
        });
    };
    for (uint8_t result : {13, 14, 16, 255}) {
        rig.fault->to_host = spoil(1, result);
        EXPECT_EQ(engine().Seal(s, {1}).result, DTL_R_LOST) << int{result};
    }
    rig.fault->to_host = spoil(7, 1); // a length that is not the body's
    EXPECT_EQ(engine().Seal(s, {1}).result, DTL_R_LOST);
    rig.fault->to_host = OnOpcode(DTL_LINK_SEAL | kAnswer, [](const Bytes &frame) {
        Bytes body = DecodeFrame(frame);
        body.push_back(0); // a record longer than was asked for
        body[7]++;
        return std::vector<Bytes>{EncodeFrame(body)};
    });
    Outcome o = engine().Seal(s, {1});
    EXPECT_EQ(o.result, DTL_R_LOST);
    EXPECT_EQ(o.room, Bytes(o.room.size(), Request::kUntouched));
    rig.fault->to_host = nullptr;
    EXPECT_EQ(engine().Seal(s, {1}).result, DTL_R_OK);
}

TEST_P(LinkFaults, BusyIsReportedWhenTheHostLostCountOfItsCredit)
{
    unsigned reads = 0;
    LinkRig liar(GetParam());
    liar.fault->to_host = OnOpcode(DTL_LINK_READ | kAnswer, [&](const Bytes &frame) {
        Bytes body = DecodeFrame(frame);
        if (++reads % 5 == 0) // CREDIT
            std::fill(body.begin() + 12, body.begin() + 16, 0x7f);
        return std::vector<Bytes>{EncodeFrame(body)};
    });
    ASSERT_TRUE(liar.Open()) << liar.error;
    Engine &e = *liar.engine;
    dtl_session session = e.Install(Pair(32).a); // the device works more slowly than it hears
    Requests requests;
    std::vector<Request *> raw;
    for (int i = 0; i < 60; i++) {
        requests.push_back(Request::Seal(session, Pattern(1400, 1)));
        raw.push_back(requests.back().get());
    }
    e.Enqueue(raw);
    e.Drain();
    unsigned busy = 0;
    for (Request *r : raw) {
        busy += r->op.result == DTL_R_BUSY;
        EXPECT_TRUE(r->op.result == DTL_R_BUSY || r->op.result == DTL_R_OK) << int{r->op.result};
    }
    EXPECT_GT(busy, 0u);
    EXPECT_EQ(e.Seal(session, {1}).result, DTL_R_OK) << "loses a record and no more";
}

// --- session requests: repeated until answered ---------------------------------------------------

TEST_P(LinkFaults, SessionRequestsAreRepeatedWhenTheyGetLost)
{
    for (uint8_t opcode : {DTL_LINK_INSTALL, DTL_LINK_QUERY, DTL_LINK_REMOVE})
        for (bool answer : {false, true}) {
            rig.fault->to_device = answer ? nullptr : OnOpcode(opcode, Only(1, Drop()));
            rig.fault->to_host = answer ? OnOpcode(opcode | kAnswer, Only(1, Drop())) : nullptr;
            rig.fault->sent.clear();
            Pair p(16, 8, 5);
            p.a.tx.next_seq = 40;
            dtl_session t = engine().Install(p.a);
            EXPECT_EQ(engine().Seal(t, {1}).seq, 40u);
            EXPECT_EQ(engine().Query(t).tx_next, 41u);
            engine().Remove(t);
            EXPECT_EQ(rig.SentOf(opcode), 2u) << "opcode " << int{opcode};
        }
    EXPECT_EQ(engine().Counter("sessions"), 1u);
}

TEST_P(LinkFaults, RepeatedInstallDoesNotSetNumbersBack)
{
    std::vector<Bytes> held;
    rig.fault->to_device = OnOpcode(DTL_LINK_INSTALL, [&](const Bytes &frame) {
        held.push_back(frame);
        return std::vector<Bytes>{frame};
    });
    dtl_session t = engine().Install(Pair(16, 8, 5).a);
    engine().Seal(t, {1});
    engine().Seal(t, {2});
    rig.fault->ToDevice(held.at(0)); // while it lives
    EXPECT_EQ(engine().Query(t).tx_next, 2u);
    EXPECT_EQ(engine().Seal(t, {3}).seq, 2u);

    engine().Remove(t);
    rig.fault->ToDevice(held.at(0)); // after its end: its keys must not come back
    EXPECT_EQ(engine().Query(s).tx_next, 0u);
    EXPECT_EQ(engine().Seal(t, {4}).result, DTL_R_UNKNOWN_SESSION);
    if (rig.device) {
        EXPECT_EQ(shim_device_live(rig.device), 1u);
    }
}

TEST_P(LinkFaults, OneSessionRequestIsOutstandingAtATime)
{
    Requests requests;
    std::vector<Request *> raw;
    for (uint32_t i = 0; i < 20; i++) {
        requests.push_back(Request::Install(Pair(16, 8, i).a));
        requests.push_back(Request::Query(s));
    }
    for (auto &r : requests)
        raw.push_back(r.get());
    engine().Enqueue(raw);
    engine().Drain();
    for (auto &r : requests)
        EXPECT_EQ(r->op.result, DTL_R_OK);
    if (rig.device) {
        EXPECT_EQ(rig.device->over_control, 0u);
    }
}

// --- spoilt bytes --------------------------------------------------------------------------------

TEST_P(LinkFaults, EveryByteOfARequestFlippedInTurnCostsThatRecord)
{
    size_t len = 0;
    for (size_t byte = 0; byte == 0 || byte + 1 < len; byte++) {
        rig.fault->to_device = OnOpcode(DTL_LINK_SEAL, Only(1, [&](const Bytes &frame) {
                                            len = frame.size();
                                            Bytes bad = frame;
                                            bad[byte] ^= byte % 3 ? 0x10 : bad[byte]; // or a zero
                                            return std::vector<Bytes>{bad};
                                        }));
        Requests r = SealMany(2, 12);
        EXPECT_EQ(Results(r), (std::vector<int>{DTL_R_LOST, DTL_R_OK})) << "byte " << byte;
    }
    EXPECT_GE(engine().Counter("device_frame_errors"), len - 1);
    EXPECT_EQ(engine().Counter("link_losses"), 0u);
    rig.fault->to_device = nullptr;
    ExpectCreditIntact();
}

TEST_P(LinkFaults, EveryByteOfAnAnswerFlippedInTurnCostsThatRecord)
{
    size_t len = 0;
    for (size_t byte = 0; byte == 0 || byte + 1 < len; byte++) {
        rig.fault->to_host = OnOpcode(DTL_LINK_SEAL | kAnswer, Only(1, [&](const Bytes &frame) {
                                          len = frame.size();
                                          Bytes bad = frame;
                                          bad[byte] ^= byte % 3 ? 0x10 : bad[byte];
                                          return std::vector<Bytes>{bad};
                                      }));
        Requests r = SealMany(2, 12);
        EXPECT_EQ(Results(r), (std::vector<int>{DTL_R_LOST, DTL_R_OK})) << "byte " << byte;
    }
    EXPECT_GE(engine().Counter("link_frame_errors"), len - 1);
    rig.fault->to_host = nullptr;
    ExpectCreditIntact();
}

TEST_P(LinkFaults, GarbageAndTruncatedFramesDisturbNoOther)
{
    for (uint32_t i = 0; i < 30; i++) {
        Bytes garbage = Pattern(1 + i * 37, i);
        garbage.push_back(0);
        rig.fault->ToDevice(garbage);
        rig.fault->ToHost(garbage);
        Outcome o = engine().Seal(s, Pattern(i, i));
        EXPECT_EQ(o.result, DTL_R_OK);
        EXPECT_EQ(o.seq, i);
    }
    EXPECT_GT(engine().Counter("device_frame_errors"), 0u);
    EXPECT_GT(engine().Counter("link_frame_errors"), 0u);
}

// --- the device goes -----------------------------------------------------------------------------

class LinkLoss : public LinkFaults
{
  protected:
    void ExpectLostOnce()
    {
        ASSERT_EQ(engine().engine_events.size(), 1u);
        EXPECT_EQ(engine().engine_events[0].kind, DTL_EV_SESSIONS_LOST);
        EXPECT_EQ(engine().Counter("link_losses"), 1u);
        EXPECT_EQ(engine().Counter("sessions"), 0u);
    }

    // Calls the engine when it asks for that, until sessions can be installed again.
    dtl_session InstallAgain()
    {
        for (uint64_t give_up = engine().now + 20000; engine().now < give_up;) {
            Outcome o = engine().Run(Request::Install(pair.a));
            if (o.result == DTL_R_OK)
                return o.session;
            EXPECT_EQ(o.result, DTL_R_DEVICE_LOST);
            uint64_t deadline = dtl_engine_deadline(engine().raw());
            if (!engine().FdReadable() && deadline != UINT64_MAX)
                engine().now = std::max(engine().now, deadline);
            engine().Dequeue();
        }
        ADD_FAILURE() << "the device was not found again";
        return 0;
    }

    // New sessions work, old names stay unknown.
    void ExpectRecovery()
    {
        dtl_session fresh = InstallAgain();
        EXPECT_NE(fresh, s);
        EXPECT_EQ(engine().Seal(fresh, {1}).result, DTL_R_OK);
        EXPECT_EQ(engine().Seal(s, {1}).result, DTL_R_UNKNOWN_SESSION);
    }
};

INSTANTIATE_TEST_SUITE_P(Devices, LinkLoss, testing::Values("wire", "model"),
                         [](const testing::TestParamInfo<const char *> &i) {
                             return std::string(i.param);
                         });

TEST_P(LinkLoss, ResetIsSeenInTheNextAnswerAndSessionsAreLost)
{
    EXPECT_EQ(engine().Seal(s, {1}).result, DTL_R_OK);
    rig.Reset();
    EXPECT_EQ(engine().Seal(s, {2}).result, DTL_R_DEVICE_LOST);
    ExpectLostOnce();
    ExpectRecovery();
}

TEST_P(LinkLoss, ResetWithWorkInFlightEndsAllOfIt)
{
    Requests requests;
    std::vector<Request *> raw;
    for (int i = 0; i < 30; i++)
        requests.push_back(Request::Seal(s, Pattern(1000, 1)));
    requests.push_back(Request::Install(Pair(16, 8, 9).a));
    requests.push_back(Request::Remove(s));
    for (auto &r : requests)
        raw.push_back(r.get());
    engine().Enqueue(raw);
    while (engine().in_flight > 25)
        engine().Dequeue(1);
    rig.Reset();
    engine().Drain();
    unsigned device_lost = 0;
    for (Request *r : raw) {
        device_lost += r->op.result == DTL_R_DEVICE_LOST;
        EXPECT_TRUE(r->op.result == DTL_R_OK || r->op.result == DTL_R_LOST ||
                    r->op.result == DTL_R_DEVICE_LOST)
            << int{r->op.result};
    }
    EXPECT_GT(device_lost, 0u);
    ExpectLostOnce();
    ExpectRecovery();
}

TEST_P(LinkLoss, SilentDeviceLosesItsSessionsAndIsFoundAgain)
{
    rig.fault->to_device = Drop();
    auto seal = Request::Seal(s, {1});
    auto query = Request::Query(s);
    engine().Enqueue({seal.get(), query.get()});
    engine().Drain();
    EXPECT_EQ(seal->op.result, DTL_R_LOST);
    EXPECT_EQ(query->op.result, DTL_R_DEVICE_LOST);
    EXPECT_LE(engine().now, 1000u + 250 + 500 + 1000 + 2000);
    EXPECT_EQ(rig.SentOf(DTL_LINK_QUERY), 4u);
    ExpectLostOnce();

    uint64_t before = engine().now;
    for (int i = 0; i < 3; i++) {
        EXPECT_EQ(engine().Seal(s, {1}).result, DTL_R_DEVICE_LOST);
        EXPECT_EQ(engine().Run(Request::Install(pair.a)).result, DTL_R_DEVICE_LOST);
    }
    EXPECT_EQ(engine().now, before) << "nothing waits for a device that is not there";

    rig.fault->to_device = nullptr;
    ExpectRecovery();
}

TEST_P(LinkLoss, RecordsAloneAlsoFindOutThatTheDeviceIsSilent)
{
    rig.fault->to_device = Drop();
    EXPECT_EQ(engine().Seal(s, {1}).result, DTL_R_LOST);
    while (engine().engine_events.empty()) {
        uint64_t deadline = dtl_engine_deadline(engine().raw());
        ASSERT_NE(deadline, UINT64_MAX) << "it does not look";
        engine().now = std::max(engine().now, deadline);
        engine().Dequeue();
        ASSERT_LT(engine().now, 20000u);
    }
    ExpectLostOnce();
}

TEST_P(LinkLoss, DeviceTakenByAnotherHostIsNotTakenBack)
{
    rig.fault->to_host = OnOpcode(DTL_LINK_SEAL | kAnswer, [](const Bytes &frame) {
        Bytes body = DecodeFrame(frame);
        body[8] ^= 0x55;
        return std::vector<Bytes>{EncodeFrame(body)};
    });
    EXPECT_EQ(engine().Seal(s, {1}).result, DTL_R_DEVICE_LOST);
    ASSERT_EQ(engine().engine_events.size(), 1u);
    unsigned attached = rig.SentOf(DTL_LINK_ATTACH);
    EXPECT_EQ(engine().Run(Request::Install(pair.a)).result, DTL_R_DEVICE_LOST);
    EXPECT_EQ(dtl_engine_deadline(engine().raw()), UINT64_MAX);
    EXPECT_EQ(rig.SentOf(DTL_LINK_ATTACH), attached);
}

TEST_P(LinkLoss, JumpOfTheCallersClockLosesNothing)
{
    Requests requests;
    std::vector<Request *> raw;
    for (int i = 0; i < 30; i++) {
        requests.push_back(Request::Seal(s, Pattern(1000, 1)));
        raw.push_back(requests.back().get());
    }
    engine().Enqueue(raw);
    while (engine().in_flight) {
        engine().now += 100000;
        engine().Dequeue();
    }
    EXPECT_EQ(Results(requests), std::vector<int>(30, DTL_R_OK));
}

TEST(LinkLossOfTransport, BrokenTransportLosesEverythingForGood)
{
    LinkRig rig("wire");
    ASSERT_TRUE(rig.Open());
    dtl_session s = rig.engine->Install(Pair().a);
    rig.device->broken = true;
    EXPECT_EQ(rig.engine->Seal(s, {1}).result, DTL_R_DEVICE_LOST);
    EXPECT_EQ(rig.engine->engine_events.size(), 1u);
    EXPECT_EQ(dtl_engine_deadline(rig.engine->raw()), UINT64_MAX);
    EXPECT_FALSE(rig.engine->FdReadable());
}

TEST(LinkLossOfTransport, DeviceThatComesBackAsAnotherIsNotUsed)
{
    LinkRig rig("wire");
    ASSERT_TRUE(rig.Open());
    dtl_session s = rig.engine->Install(Pair().a);
    rig.Reset();
    rig.device->regs.CAPS0++;
    EXPECT_EQ(rig.engine->Seal(s, {1}).result, DTL_R_DEVICE_LOST);
    for (int i = 0; i < 20; i++)
        rig.engine->Dequeue();
    EXPECT_EQ(rig.engine->Run(Request::Install(Pair().a)).result, DTL_R_DEVICE_LOST);
    EXPECT_EQ(dtl_engine_deadline(rig.engine->raw()), UINT64_MAX);
}
