// SPDX-License-Identifier: Apache-2.0
//
// The record engine against its reference model (tests/rtl/rec_model.h) and OpenSSL's AES-CCM.

#include <algorithm>
#include <numeric>

#include "tests/rtl/rec_fixture.h"

using namespace rec;

// --- random records ------------------------------------------------------------------------------

struct RandomCase {
    uint32_t seed;
    Pace pace;
};

class RandomRecords : public ::testing::TestWithParam<RandomCase>
{
};

static void spoil(Engine &e, Bytes &record)
{
    switch (e.below(4)) {
    case 0: // anywhere: header, nonce, cipher text or tag
        record[e.below(unsigned(record.size()))] ^= uint8_t(1u << e.below(8));
        break;
    case 1:
        record.resize(e.below(unsigned(record.size())));
        break;
    case 2:
        record.push_back(uint8_t(e.rng()));
        break;
    default: // the last byte of the tag
        record.back() ^= 0x80;
    }
}

TEST_P(RandomRecords, OfEveryLengthAgreeWithTheModel)
{
    Engine e(GetParam().seed);
    e.dut.seal.pace = e.dut.open.pace = GetParam().pace;

    std::vector<Session> sessions;
    std::vector<uint64_t> peer_next;
    const uint16_t installed = std::min(20, SLOTS - 4), apart = (SLOTS - 4) / installed;
    for (uint16_t i = 0; i < installed; i++) {
        sessions.push_back({uint16_t(1 + e.below(65535)), uint16_t(i * apart + 3)});
        Params p = e.random_params();
        p.window = uint8_t(e.below(65));
        ASSERT_EQ(e.install(sessions.back(), p), Ok);
        peer_next.push_back(e.below(100));
    }
    sessions.push_back({9, 2}); // was never installed

    std::vector<size_t> lengths(1501);
    std::iota(lengths.begin(), lengths.end(), 0);
    std::shuffle(lengths.begin(), lengths.end(), e.rng);
    std::vector<Bytes> sent;
    for (size_t length : lengths) {
        e.seal(sessions[e.below(unsigned(sessions.size()))], e.random_bytes(length),
               uint8_t(20 + e.below(4)));

        unsigned i = e.below(installed);
        Bytes record = e.peer(sessions[i], peer_next[i], e.random_bytes(length));
        peer_next[i] += e.below(3) == 0 ? e.below(70) : 1;
        sent.push_back(record);
        e.open(sessions[e.below(50) ? i : installed], record);
        if (e.below(8) == 0)
            e.open(sessions[i], record); // a duplicate that may be in flight with the first
        if (e.below(8) == 0)
            e.open(sessions[e.below(installed)], sent[e.below(unsigned(sent.size()))]);
        if (e.below(8) == 0) {
            spoil(e, record);
            e.open(sessions[i], record);
        }
        if (e.want_open.size() > 200)
            e.finish();
    }
    e.finish();
    for (Session s : sessions)
        e.expect_query(s);
    for (int r : {Ok, BadRecord, UnknownSession, WrongEpoch, ReplayDup, ReplayOld, Auth})
        EXPECT_GT(e.results[r], 0u) << "no record came to result " << r;
}

INSTANTIATE_TEST_SUITE_P(Paces, RandomRecords,
                         ::testing::Values(RandomCase{1, {}}, RandomCase{2, {50, 50, 50, 50}},
                                           RandomCase{3, {0, 0, 95, 90}},
                                           RandomCase{4, {90, 60, 0, 0}}));

// --- one session, one rule at a time -------------------------------------------------------------

TEST_F(RecordEngine, SealsUpToTheLongestPayloadAndNoLonger)
{
    install();
    EXPECT_EQ(seal(PayloadMax), Ok);
    EXPECT_EQ(seal(PayloadMax + 1), TooLong);
    EXPECT_EQ(seal(4000), TooLong);
    EXPECT_EQ(seal(0), Ok);
}

TEST_F(RecordEngine, OpensUpToTheLongestPayloadAndNoLonger)
{
    install();
    EXPECT_EQ(open(peer(1, PayloadMax)), Ok);
    EXPECT_EQ(open(peer(2, PayloadMax + 1)), TooLong);
    EXPECT_EQ(open(peer(3, 4000)), TooLong);
    EXPECT_EQ(open(peer(4, 0)), Ok);
}

TEST_F(RecordEngine, RefusesRecordsOfAWrongShape)
{
    install();
    for (size_t length = 0; length < 13 + 8 + 16; length++) {
        Bytes cut = peer(1, 0);
        cut.resize(length);
        if (length >= 13) // a header that tells the truth leaves no room for nonce and tag
            cut[11] = 0, cut[12] = uint8_t(length - 13);
        EXPECT_EQ(open(cut), BadRecord) << length;
    }
    Bytes version = peer(1), type = peer(1), longer = peer(1), shorter = peer(1);
    version[2] = 0xFF;
    type[0] = 24;
    longer[12]++;
    shorter[12]--;
    for (const Bytes &record : {version, type, longer, shorter})
        EXPECT_EQ(open(record), BadRecord);
    EXPECT_EQ(open(peer(1)), Ok);
}

TEST_F(RecordEngine, ChecksInTheOrderOfTheProtocol)
{
    Params p;
    p.hard = p.next = 7;
    install(p);
    const Session unknown{2, 5}, no_slot{1, SLOTS};
    Bytes epoch = peer(1), malformed = peer(1);
    epoch[4] ^= 2;
    malformed[4] ^= 2;
    malformed[1] = 0;
    EXPECT_EQ(open(malformed, unknown), BadRecord);
    EXPECT_EQ(open(epoch, unknown), UnknownSession);
    EXPECT_EQ(open(peer(1), no_slot), UnknownSession);
    EXPECT_EQ(open(epoch), WrongEpoch);
    EXPECT_EQ(seal(PayloadMax + 1, unknown), UnknownSession);
    EXPECT_EQ(seal(PayloadMax + 1, no_slot), UnknownSession);
    EXPECT_EQ(seal(PayloadMax + 1), TooLong);
    EXPECT_EQ(seal(1), Expired);
}

TEST_F(RecordEngine, AForgedRecordTouchesNothingButACounter)
{
    install();
    EXPECT_EQ(open(peer(9)), Ok);
    for (size_t at : {size_t(0), size_t(5), size_t(13), size_t(21), peer(10).size() - 1}) {
        Bytes forged = peer(10);
        forged[at] ^= 1;
        EXPECT_EQ(open(forged), Auth) << "byte " << at;
    }
    e.expect_query(S);
    EXPECT_EQ(open(peer(10)), Ok);
}

TEST_F(RecordEngine, AnEmptyRecordWithABadTagIsForged)
{
    install();
    for (bool tag_16 : {false, true}) {
        Session s{1, uint16_t(10 + tag_16)};
        Params p;
        p.tag_16 = tag_16;
        install(p, s);
        for (size_t i = 0; i < (tag_16 ? 16u : 8u); i++) {
            Bytes record = e.peer(s, 1, {});
            record[record.size() - 1 - i] ^= 0x10;
            EXPECT_EQ(open(record, s), Auth) << "tag byte " << i << " from the end";
        }
        EXPECT_EQ(open(e.peer(s, 1, {}), s), Ok);
    }
}

TEST_F(RecordEngine, TakesTheNonceFromTheRecordAndTheNumberFromItsHeader)
{
    install();
    Wire w;
    w.seq = 77;
    w.explicit_nonce = 0x0123456789ABCDEF;
    EXPECT_EQ(open(e.peer(S, w, e.random_bytes(33))), Ok);
    EXPECT_EQ(open(peer(77)), ReplayDup);
}

// --- replay --------------------------------------------------------------------------------------

TEST_F(RecordEngine, AcceptsEachNumberOnceAtTheEndsOfTheNumberSpace)
{
    install();
    EXPECT_EQ(open(peer(0)), Ok);
    EXPECT_EQ(open(peer(0)), ReplayDup);
    EXPECT_EQ(open(peer(SeqMax - 63)), Ok);
    EXPECT_EQ(open(peer(SeqMax)), Ok);
    EXPECT_EQ(open(peer(SeqMax)), ReplayDup);
    EXPECT_EQ(open(peer(SeqMax - 63)), ReplayDup);
    EXPECT_EQ(open(peer(SeqMax - 64)), ReplayOld);
    EXPECT_EQ(open(peer(0)), ReplayOld);
    e.expect_query(S);
}

// DPDK's anti-replay cases around a window of W numbers.
TEST_F(RecordEngine, FivePacketPattern)
{
    const uint64_t W = 64, base = 1000;
    install();
    EXPECT_EQ(open(peer(base + 2 * W)), Ok);
    EXPECT_EQ(open(peer(base + W + 1)), Ok); // the oldest that the window holds
    EXPECT_EQ(open(peer(base + W)), ReplayOld);
    EXPECT_EQ(open(peer(base + W + W / 2)), Ok);
    EXPECT_EQ(open(peer(base + W + W / 2)), ReplayDup);
}

TEST_F(RecordEngine, HonoursEachWindowSize)
{
    for (unsigned size = 0; size <= 64; size++) {
        Session s{uint16_t(1 + size), 7};
        Params p;
        p.window = uint8_t(size);
        p.top = 500;
        p.seen = 1;
        install(p, s);
        EXPECT_EQ(open(e.peer(s, 500, {}), s), size ? ReplayDup : Ok);
        if (size > 1) {
            EXPECT_EQ(open(e.peer(s, 500 - size + 1, {}), s), Ok);
        }
        EXPECT_EQ(open(e.peer(s, 500 - size, {}), s), size ? ReplayOld : Ok);
        e.expect_query(s);
        EXPECT_EQ(e.remove(s), Ok);
    }
}

TEST_F(RecordEngine, OfTwoCopiesInFlightTheSecondIsADuplicate)
{
    install();
    Bytes record = peer(3, 400);
    for (int i = 0; i < 6; i++)
        e.open(S, record);
    e.finish();
    EXPECT_EQ(e.results[Ok], 1u);
    EXPECT_EQ(e.results[ReplayDup], 5u);
}

// --- limits --------------------------------------------------------------------------------------

TEST_F(RecordEngine, SealsBelowTheHardLimitOnlyAndFlagsEachLimitOnce)
{
    Params p;
    p.next = 10;
    p.soft = 12;
    p.hard = 14;
    install(p);
    for (int i = 0; i < 7; i++)
        e.seal(S, e.random_bytes(5));
    EXPECT_EQ(e.finish().result, Expired);
    EXPECT_EQ(e.results[Ok], 4u);
    e.expect_query(S);
}

TEST_F(RecordEngine, NeverUsesTheLastNumber)
{
    Params p;
    p.next = SeqMax - 2;
    p.soft = SeqMax - 1;
    install(p);
    for (int i = 0; i < 4; i++)
        e.seal(S, e.random_bytes(5));
    EXPECT_EQ(e.finish().result, SeqOverflow);
    EXPECT_EQ(e.results[Ok], 2u);
}

TEST_F(RecordEngine, RefusesAfterTheLastToleratedForgery)
{
    Params p;
    p.bad_mac_limit = 3;
    install(p);
    EXPECT_EQ(open(peer(1)), Ok);
    for (int i = 0; i < 5; i++) { // all in flight at once
        Bytes forged = peer(uint64_t(2 + i));
        forged.back() ^= 1;
        e.open(S, forged);
    }
    e.finish();
    EXPECT_EQ(e.results[Auth], 3u);
    EXPECT_EQ(e.results[BadMacLimit], 2u);
    EXPECT_EQ(open(peer(9)), BadMacLimit);
    e.expect_query(S);
}

// --- what leaves, and when -----------------------------------------------------------------------

TEST_F(RecordEngine, ARecordThatFailsNeverReachesTheOutput)
{
    install();
    for (uint64_t i = 0; i < 30; i++) {
        Bytes forged = peer(i, size_t(50 * i));
        forged[20 + i] ^= 1;
        e.open(S, forged);
    }
    e.finish();
    EXPECT_EQ(e.results[Auth], 30u);
    EXPECT_EQ(e.dut.open.out_valid_cycles, 0u);
}

TEST_F(RecordEngine, NoPlaintextShowsBeforeTheAnswer)
{
    install();
    for (uint64_t i = 0; i < 10; i++) {
        e.open(S, peer(i, 1400));
        while (!e.dut.v->open_rsp_valid_o) {
            ASSERT_EQ(e.dut.v->m_axis_open_tvalid, 0);
            e.dut.step();
        }
        e.finish();
    }
}
