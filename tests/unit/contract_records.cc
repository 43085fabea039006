// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tests/unit/contract.h"

class ContractRecords : public Contract
{
};
CONTRACT_SUITE(ContractRecords);

static bool OnlyUntouchedOrZero(const Bytes &room)
{
    return std::all_of(room.begin(), room.end(),
                       [](uint8_t b) { return b == 0 || b == Request::kUntouched; });
}

static const struct {
    unsigned key_len, tag_len;
} kSuites[] = {{16, 8}, {16, 16}, {32, 8}, {32, 16}};

// --- sealing -----------------------------------------------------------------------------------

TEST_P(ContractRecords, SealedRecordIsWhatOpenSslAndMbedTlsMake)
{
    uint32_t seed = 1;
    for (auto suite : kSuites) {
        Pair p(suite.key_len, suite.tag_len, seed++);
        p.a.tx.epoch = 7;
        p.a.tx.next_seq = 0x123456789abc;
        dtl_session s = engine.Install(p.a);
        RecordFields f;
        f.epoch = 7;
        f.seq = p.a.tx.next_seq;
        for (size_t len : {1, 15, 16, 17, 64, 100, 1400}) {
            Bytes payload = Pattern(len, seed);
            Outcome o = engine.Seal(s, payload);
            ASSERT_EQ(o.result, DTL_R_OK) << dtl_result_str(o.result);
            EXPECT_EQ(o.seq, f.seq);
            EXPECT_EQ(o.out, OpenSslSeal(p.a.tx, suite.key_len, suite.tag_len, f, payload));
            EXPECT_EQ(o.out, MbedTlsSeal(p.a.tx, suite.key_len, suite.tag_len, f, payload));
            f.seq++;
        }
    }
}

TEST_P(ContractRecords, EveryContentTypeIsSealedUnderItsOwnName)
{
    InstallPair(Pair());
    for (uint8_t type = DTL_CT_CHANGE_CIPHER_SPEC; type <= DTL_CT_APPLICATION_DATA; type++) {
        Outcome sealed = engine.Seal(a, {1, 2}, type);
        ASSERT_EQ(sealed.result, DTL_R_OK);
        EXPECT_EQ(sealed.out[0], type);
        Outcome opened = engine.Open(b, sealed.out);
        EXPECT_EQ(opened.result, DTL_R_OK);
        EXPECT_EQ(opened.type, type);
    }
}

TEST_P(ContractRecords, SealRefusesOtherContentTypes)
{
    InstallPair(Pair());
    for (unsigned type : {0, 19, 24, 25, 255})
        EXPECT_EQ(engine.Seal(a, {1}, static_cast<uint8_t>(type)).result, DTL_R_REFUSED) << type;
    EXPECT_EQ(engine.Query(a).tx_next, 0u);
}

TEST_P(ContractRecords, NumbersAreUsedOnceAndInOrder)
{
    InstallPair(Pair());
    NonceMonitor monitor;
    for (uint64_t seq = 0; seq < 20; seq++) {
        Outcome o = engine.Seal(a, Pattern(seq, 1));
        ASSERT_EQ(o.result, DTL_R_OK);
        EXPECT_EQ(o.seq, seq);
        monitor.Sealed("a", o.out);
    }
    EXPECT_EQ(monitor.records(), 20u);
}

TEST_P(ContractRecords, LongestPayloadIsTakenAndOneMoreIsTooLong)
{
    InstallPair(Pair(16, 16));
    size_t max = engine.limits().payload_max;
    Outcome o = engine.Seal(a, Pattern(max, 1));
    ASSERT_EQ(o.result, DTL_R_OK);
    EXPECT_EQ(engine.Open(b, o.out).out, Pattern(max, 1));

    EXPECT_EQ(engine.Seal(a, Pattern(max + 1, 1)).result, DTL_R_TOO_LONG);
    RecordFields f;
    f.seq = 1;
    EXPECT_EQ(engine.Open(b, ForB(f, Pattern(max + 1, 1))).result, DTL_R_TOO_LONG);
    EXPECT_EQ(engine.Query(a).tx_next, 1u);
}

TEST_P(ContractRecords, OutputThatDoesNotFitIsTooLongAndNothingIsWritten)
{
    InstallPair(Pair(16, 8));
    auto seal = Request::Seal(a, Pattern(10, 1));
    seal->SetRoom(10 + DTL_RECORD_OVERHEAD(8) - 1);
    Outcome o = engine.Run(std::move(seal));
    EXPECT_EQ(o.result, DTL_R_TOO_LONG);
    EXPECT_EQ(o.room, Bytes(o.room.size(), Request::kUntouched));
    EXPECT_EQ(engine.Query(a).tx_next, 0u);

    seal = Request::Seal(a, Pattern(10, 1));
    seal->SetRoom(10 + DTL_RECORD_OVERHEAD(8));
    o = engine.Run(std::move(seal));
    ASSERT_EQ(o.result, DTL_R_OK);

    auto open = Request::Open(b, o.out);
    open->SetRoom(9);
    EXPECT_EQ(engine.Run(std::move(open)).result, DTL_R_TOO_LONG);
    open = Request::Open(b, o.out);
    open->SetRoom(10);
    EXPECT_EQ(engine.Run(std::move(open)).out, Pattern(10, 1));
}

TEST_P(ContractRecords, MalformedOpsAreTakenAndRefused)
{
    InstallPair(Pair());
    auto refused = [&](std::unique_ptr<Request> r) {
        EXPECT_EQ(engine.Run(std::move(r)).result, DTL_R_REFUSED);
    };
    auto r = Request::Seal(a, {1, 2, 3});
    r->op.kind = 99;
    refused(std::move(r));
    r = Request::Seal(a, {1, 2, 3});
    r->op.in = nullptr;
    refused(std::move(r));
    r = Request::Seal(a, {1, 2, 3});
    r->op.out = nullptr;
    refused(std::move(r));
    r = Request::Seal(a, {1, 2, 3});
    r->op.out = const_cast<uint8_t *>(r->op.in) + 2; // overlaps
    r->op.out_cap = 1;
    refused(std::move(r));
    r = Request::Open(b, ForB(0));
    r->op.in = nullptr;
    refused(std::move(r));
    r = Request::Query(a);
    r->op.state = nullptr;
    refused(std::move(r));
    r = Request::Install(pair.a);
    r->op.params = nullptr;
    refused(std::move(r));
}

// --- opening -----------------------------------------------------------------------------------

TEST_P(ContractRecords, OpensWhatOthersSealed)
{
    uint32_t seed = 10;
    for (auto suite : kSuites) {
        InstallPair(Pair(suite.key_len, suite.tag_len, seed++));
        RecordFields f;
        for (size_t len : {1, 16, 33, 1400}) {
            Outcome o = engine.Open(b, ForB(f, Pattern(len, seed)));
            ASSERT_EQ(o.result, DTL_R_OK) << dtl_result_str(o.result);
            EXPECT_EQ(o.out, Pattern(len, seed));
            EXPECT_EQ(o.seq, f.seq++);
            EXPECT_EQ(o.type, DTL_CT_APPLICATION_DATA);
        }
    }
}

TEST_P(ContractRecords, NonceIsTakenFromTheRecordAndNumberFromTheHeader)
{
    InstallPair(Pair());
    RecordFields f;
    f.seq = 5;
    f.nonce = Pattern(8, 77);
    Outcome o = engine.Open(b, ForB(f, {1, 2, 3}));
    EXPECT_EQ(o.result, DTL_R_OK);
    EXPECT_EQ(o.seq, 5u);
    EXPECT_EQ(engine.Query(b).rx_top, 5u);
}

TEST_P(ContractRecords, ZeroLengthPayloadIsARecordAndItsTagIsChecked)
{
    for (auto suite : kSuites) {
        InstallPair(Pair(suite.key_len, suite.tag_len));
        Outcome sealed = engine.Seal(a, {});
        ASSERT_EQ(sealed.result, DTL_R_OK);
        EXPECT_EQ(sealed.out, ForB(RecordFields(), {}));

        Bytes forged = sealed.out;
        forged.back() ^= 1;
        EXPECT_EQ(engine.Open(b, forged).result, DTL_R_AUTH);
        Outcome opened = engine.Open(b, sealed.out);
        EXPECT_EQ(opened.result, DTL_R_OK);
        EXPECT_TRUE(opened.out.empty());
    }
}

TEST_P(ContractRecords, ForgeriesAreRefusedAndNothingLeaves)
{
    for (auto suite : kSuites) {
        InstallPair(Pair(suite.key_len, suite.tag_len));
        RecordFields f;
        f.seq = 0x0000a0b0c0d0;
        Bytes record = ForB(f, Pattern(40, 3));
        // one bit of: type, epoch is not here (it has its own result), number, nonce, text, tag
        for (size_t byte : {size_t{0}, size_t{5}, size_t{10}, size_t{13}, size_t{20}, size_t{21},
                            size_t{60}, record.size() - suite.tag_len, record.size() - 1}) {
            Bytes forged = record;
            forged[byte] ^= 1;
            auto r = Request::Open(b, forged);
            Request *raw = r.get();
            engine.Enqueue({raw});
            engine.Wait(*raw);
            Outcome o = raw->outcome();
            EXPECT_EQ(o.result, DTL_R_AUTH) << "byte " << byte;
            EXPECT_EQ(o.out.size(), 0u);
            EXPECT_TRUE(OnlyUntouchedOrZero(o.room)) << "byte " << byte;
            EXPECT_EQ(raw->in, forged) << "the wire bytes were touched";
        }
        dtl_session_state state = engine.Query(b);
        EXPECT_EQ(state.rx_top, 0u);
        EXPECT_EQ(state.rx_window, 0u);
        EXPECT_EQ(state.auth_failed, 9u);
        EXPECT_EQ(engine.Open(b, record).result, DTL_R_OK);
    }
}

TEST_P(ContractRecords, LengthInTheHeaderIsAuthenticated)
{
    InstallPair(Pair(16, 8));
    Bytes shorter = ForB(RecordFields(), Pattern(40, 3));
    shorter.pop_back();
    shorter[12]--;
    EXPECT_EQ(engine.Open(b, shorter).result, DTL_R_AUTH);
}

TEST_P(ContractRecords, WhatIsNoRecordIsABadRecord)
{
    InstallPair(Pair(16, 8));
    Bytes good = ForB(RecordFields(), Pattern(20, 1));
    auto expect_bad = [&](const Bytes &record, const char *why) {
        EXPECT_EQ(engine.Open(b, record).result, DTL_R_BAD_RECORD) << why;
    };
    expect_bad({}, "empty");
    for (size_t len : {1, 12, 13, 20})
        expect_bad(Bytes(good.begin(), good.begin() + static_cast<long>(len)), "cut short");
    expect_bad(Bytes(good.begin(), good.end() - 1), "one byte short");
    Bytes longer = good;
    longer.push_back(0);
    expect_bad(longer, "one byte long");

    Bytes version = good;
    version[2] = 0xff; // DTLS 1.0
    expect_bad(version, "version");
    for (unsigned type : {0, 19, 24, 25}) {
        Bytes other = good;
        other[0] = static_cast<uint8_t>(type);
        expect_bad(other, "type");
    }
    Bytes no_room(good.begin(), good.begin() + DTL_HEADER_LEN + 8 + 7);
    no_room[11] = 0;
    no_room[12] = 15;
    expect_bad(no_room, "no room for nonce and tag");
    EXPECT_EQ(engine.Query(b).auth_failed, 0u);
    EXPECT_EQ(engine.Open(b, good).result, DTL_R_OK);
}

TEST_P(ContractRecords, NumberOfARefusedRecordIsReported)
{
    InstallPair(Pair());
    Bytes record = ForB(0x010203040506);
    record.back() ^= 1;
    EXPECT_EQ(engine.Open(b, record).seq, 0x010203040506u);
    record[4] ^= 1;
    Outcome o = engine.Open(b, record);
    EXPECT_EQ(o.result, DTL_R_WRONG_EPOCH);
    EXPECT_EQ(o.seq, 0x010203040506u);
    EXPECT_EQ(engine.Open(b, Bytes(5)).seq, 0u);
}

TEST_P(ContractRecords, OfTwoFaultsTheFirstInTheProtocolsOrderIsReported)
{
    InstallPair(Pair(16, 8));
    const size_t too_long = engine.limits().payload_max + 1u;
    RecordFields f;
    f.seq = 9;
    const Bytes whole = ForB(f, Pattern(20, 1)), longest = ForB(f, Pattern(too_long, 1));
    // each of them for an output that is too small
    auto judged = [&](dtl_session s, Bytes record, size_t byte, uint8_t flip) {
        record[byte] ^= flip;
        auto r = Request::Open(s, record);
        r->SetRoom(4);
        Outcome o = engine.Run(std::move(r));
        EXPECT_EQ(o.seq, 9u);
        return o.result;
    };
    for (const Bytes &record : {whole, longest}) {
        EXPECT_EQ(judged(b, record, 0, 0), DTL_R_TOO_LONG);
        EXPECT_EQ(judged(b, record, record.size() - 1, 1), DTL_R_TOO_LONG) << "before the tag";
        EXPECT_EQ(judged(b, record, 4, 2), DTL_R_WRONG_EPOCH);
        EXPECT_EQ(judged(0, record, 4, 2), DTL_R_UNKNOWN_SESSION);
        EXPECT_EQ(judged(b, record, 0, 0x80), DTL_R_BAD_RECORD) << "type";
        EXPECT_EQ(judged(b, record, 2, 0x80), DTL_R_BAD_RECORD) << "version";
        EXPECT_EQ(judged(b, record, 12, 1), DTL_R_BAD_RECORD) << "length";
        EXPECT_EQ(judged(0, record, 12, 1), DTL_R_BAD_RECORD) << "length, and no session";
    }
    EXPECT_EQ(engine.Seal(0, Pattern(too_long, 1)).result, DTL_R_UNKNOWN_SESSION);
    Pair exhausted;
    exhausted.a.tx.next_seq = DTL_SEQ_MAX;
    dtl_session s = engine.Install(exhausted.a);
    EXPECT_EQ(engine.Seal(s, Pattern(too_long, 1)).result, DTL_R_TOO_LONG);
}

TEST_P(ContractRecords, TypeIsToldOfOpenedRecordsOnly)
{
    InstallPair(Pair());
    Bytes good = ForB(0), forged = good;
    forged.back() ^= 1;
    for (const Bytes &record : {forged, good, good /* a replay */}) {
        auto r = Request::Open(b, record);
        r->op.type = 99;
        Outcome o = engine.Run(std::move(r));
        EXPECT_EQ(o.type, o.result == DTL_R_OK ? DTL_CT_APPLICATION_DATA : 99) << o.result;
    }
}

TEST_P(ContractRecords, OtherEpochsAreWrong)
{
    Pair p;
    p.b.rx.epoch = 0x0102;
    InstallPair(p);
    RecordFields f;
    for (uint16_t epoch : {0x0000, 0x0101, 0x0103, 0x0002, 0x0100}) {
        f.epoch = epoch;
        EXPECT_EQ(engine.Open(b, ForB(f, {1})).result, DTL_R_WRONG_EPOCH) << epoch;
    }
    f.epoch = 0x0102;
    EXPECT_EQ(engine.Open(b, ForB(f, {1})).result, DTL_R_OK);
}

TEST_P(ContractRecords, WhatOneSessionSealsItsPeerOpens)
{
    uint32_t seed = 20;
    for (auto suite : kSuites) {
        InstallPair(Pair(suite.key_len, suite.tag_len, seed++));
        for (size_t len = 0; len <= 130; len += 13) {
            Bytes there = Pattern(len, seed), back = Pattern(len, seed + 1);
            EXPECT_EQ(engine.Open(b, engine.Seal(a, there).out).out, there);
            EXPECT_EQ(engine.Open(a, engine.Seal(b, back).out).out, back);
        }
        EXPECT_EQ(engine.Open(a, engine.Seal(a, {1}).out).result, DTL_R_AUTH)
            << "the two directions share a key";
    }
}
