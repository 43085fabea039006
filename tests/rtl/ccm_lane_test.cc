// SPDX-License-Identifier: Apache-2.0
//
// The CCM lane with its key expander: the NIST vectors, random records against OpenSSL and mbedTLS,
// cycles against the schedule, and the wipe.

#include <gtest/gtest.h>

#include DEVICE_ROOT_H
#include "tests/rtl/ccm_lane_model.h"
#include "tests/shim/cavp.h"

using namespace lane;

static Bytes random_bytes(std::mt19937 &rng, size_t n)
{
    Bytes b(n);
    for (auto &byte : b)
        byte = uint8_t(rng());
    return b;
}

// --- NIST CAVP
// ------------------------------------------------------------------------------------

static Record record_of(const cavp::Vector &v, bool decrypt)
{
    Record r;
    r.key = v.key;
    r.nonce = v.nonce;
    r.aad = v.adata;
    r.cipher = v.cipher;
    r.plain = v.pass ? v.payload : Bytes(v.cipher.size());
    r.tag = v.tag;
    r.decrypt = decrypt;
    return r;
}

static size_t count_lines(const std::string &file)
{
    std::ifstream in(cavp::path_of(file));
    size_t n = 0;
    for (std::string line; std::getline(in, line);)
        n += line.compare(0, 8, "Count = ") == 0;
    return n;
}

class NistVectors : public ::testing::TestWithParam<const char *>
{
};

TEST_P(NistVectors, SealAndOpen)
{
    const std::string file = GetParam();
    const std::vector<cavp::Vector> vectors = cavp::read(file);
    Dut dut(1);
    std::vector<Record> records;
    std::vector<const cavp::Vector *> of;
    size_t opened = 0, sealed = 0, forged = 0;
    for (const cavp::Vector &v : vectors)
        for (bool decrypt : {false, true})
            if (decrypt || v.pass) { // a forgery is not what sealing makes
                records.push_back(record_of(v, decrypt));
                of.push_back(&v);
                dut.push(job_of(records.back()));
                (decrypt ? opened : sealed)++;
            }
    dut.run();
    for (size_t i = 0; i < records.size(); i++) {
        const Bytes tag = tag_of(records[i], dut.results[i]);
        if (of[i]->pass) {
            EXPECT_EQ(tag, records[i].tag) << of[i]->name;
            EXPECT_TRUE(rest_matches(records[i], dut.results[i])) << of[i]->name;
        } else {
            EXPECT_NE(tag, records[i].tag) << of[i]->name;
            forged++;
        }
    }
    std::printf("%s: %zu vectors: %zu sealed, %zu opened, %zu of them forged\n", file.c_str(),
                vectors.size(), sealed, opened, forged);
    EXPECT_GT(vectors.size(), 0u);
    EXPECT_EQ(opened, count_lines(file)) << "the parser skipped vectors";
    EXPECT_EQ(sealed + forged, opened);
    EXPECT_EQ(forged > 0, file.compare(0, 4, "DVPT") == 0);
}

INSTANTIATE_TEST_SUITE_P(Cavp, NistVectors,
                         ::testing::Values("DVPT128.rsp", "DVPT256.rsp", "VADT128.rsp",
                                           "VADT256.rsp", "VNT128.rsp", "VNT256.rsp", "VPT128.rsp",
                                           "VPT256.rsp", "VTT128.rsp", "VTT256.rsp"),
                         [](const auto &info) {
                             return std::string(info.param, strcspn(info.param, "."));
                         });

// --- random records
// -------------------------------------------------------------------------------

// Both libraries must agree on it.
static Record random_record(std::mt19937 &rng, size_t len, size_t aad_max = 62)
{
    Record r;
    r.key = random_bytes(rng, rng() & 1 ? 32 : 16);
    r.nonce = random_bytes(rng, 7 + rng() % 7);
    r.aad = random_bytes(rng, rng() % 4 ? rng() % (aad_max + 1) : 0);
    r.plain = random_bytes(rng, len);
    r.tag.resize(4 + 2 * (rng() % 7));
    r.decrypt = rng() & 1;
    r.has_trailer = rng() & 1;
    r.trailer = random_bytes(rng, 16);
    Record other = r;
    seal_openssl(r);
    seal_mbedtls(other);
    if (r.cipher != other.cipher || r.tag != other.tag)
        throw std::runtime_error("OpenSSL and mbedTLS differ");
    return r;
}

static std::string describe(const Record &r)
{
    return std::string(r.decrypt ? "open" : "seal") + " of " + std::to_string(r.plain.size()) +
           " bytes, AAD " + std::to_string(r.aad.size()) + ", key " + std::to_string(r.key.size()) +
           ", nonce " + std::to_string(r.nonce.size()) + ", tag " + std::to_string(r.tag.size());
}

static void expect_all(Dut &dut, const std::vector<Record> &records)
{
    for (const Record &r : records)
        dut.push(job_of(r));
    dut.run();
    for (size_t i = 0; i < records.size(); i++) {
        ASSERT_EQ(tag_of(records[i], dut.results[i]), records[i].tag) << describe(records[i]);
        ASSERT_TRUE(rest_matches(records[i], dut.results[i])) << describe(records[i]);
    }
    dut.clear();
}

class RandomRecords : public ::testing::TestWithParam<uint32_t>
{
  protected:
    Dut dut{GetParam()};

    std::vector<Record> every_length()
    {
        std::printf("seed %u\n", GetParam());
        std::vector<Record> records;
        for (size_t len = 0; len <= 1500; len++)
            records.push_back(random_record(dut.rng, len));
        std::shuffle(records.begin(), records.end(), dut.rng);
        return records;
    }
};

TEST_P(RandomRecords, Dense)
{
    expect_all(dut, every_length());
}

TEST_P(RandomRecords, WithGaps)
{
    const std::vector<Record> records = every_length();
    for (size_t at = 0; at < records.size(); at += 100) {
        for (unsigned *pause : {&dut.pace.request, &dut.pace.beat, &dut.pace.key, &dut.pace.drain})
            *pause = dut.rng() % 3 ? dut.rng() % 60 : 90 + dut.rng() % 10;
        expect_all(dut, {records.begin() + long(at),
                         records.begin() + long(std::min(at + 100, records.size()))});
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomRecords, ::testing::Values(1u, 2u, 3u));

TEST(Lane, TakesTheLongestRecord)
{
    Dut dut(4);
    std::vector<Record> records;
    for (int i = 0; i < 8; i++) {
        records.push_back(random_record(dut.rng, 1920 - size_t(i) / 4));
        records.back().aad = random_bytes(dut.rng, 62);
        records.back().has_trailer = true;
        seal_openssl(records.back());
    }
    expect_all(dut, records);
}

TEST(Lane, SealsAndOpensNothing)
{
    Dut dut(5);
    std::vector<Record> records;
    for (int i = 0; i < 400; i++)
        records.push_back(random_record(dut.rng, 0));
    expect_all(dut, records);
    for (Record &r : records) { // and with nothing to authenticate either: B0 alone
        r.aad.clear();
        seal_openssl(r);
    }
    expect_all(dut, records);
}

TEST(Lane, HoldsNoMoreRecordsThanItHasBuffers)
{
#ifdef COMPACT
    const long buffers = 2;
#else
    const long buffers = 8;
#endif
    Dut dut(10);
    std::vector<Record> records;
    for (int i = 0; i < 20; i++)
        records.push_back(random_record(dut.rng, 40));
    dut.pace.drain = 100; // never
    for (const Record &r : records)
        dut.push(job_of(r));
    dut.run_cycles(20000);
    EXPECT_EQ(std::count_if(dut.results.begin(), dut.results.end(),
                            [](const Result &r) { return r.done != 0; }),
              buffers);
    dut.pace.drain = 0;
    dut.run();
    for (size_t i = 0; i < records.size(); i++) {
        EXPECT_EQ(tag_of(records[i], dut.results[i]), records[i].tag);
        EXPECT_TRUE(rest_matches(records[i], dut.results[i]));
    }
}

TEST(Lane, HandsTheTrailerBackUnread)
{
    Dut dut(6);
    Record r = random_record(dut.rng, 100);
    r.has_trailer = true;
    std::vector<Record> records;
    for (int i = 0; i < 20; i++) { // the tag does not depend on it, nor do they hold up each other
        r.trailer = random_bytes(dut.rng, 16);
        r.decrypt = i & 1;
        records.push_back(r);
    }
    expect_all(dut, records);
}

// --- cycles
// ---------------------------------------------------------------------------------------

#ifdef COMPACT
// Two blocks a turn, Nr passes of eight cycles, and a pass to begin.
static double schedule(size_t len, size_t aad_blocks, bool key_256)
{
    return double(1 + aad_blocks + (len + 15) / 16) * 8 * (key_256 ? 14 : 10) + 8;
}
#else
// Two blocks a turn, Nr passes of four cycles, two records at a time.
static double schedule(size_t len, size_t aad_blocks, bool key_256)
{
    return double(std::max<size_t>(2, 1 + aad_blocks) + (len + 15) / 16) * 4 * (key_256 ? 14 : 10) /
           2;
}
#endif

static Record plain_record(std::mt19937 &rng, size_t len, size_t aad, bool key_256)
{
    Record r;
    r.key = random_bytes(rng, key_256 ? 32 : 16);
    r.nonce = random_bytes(rng, 12);
    r.aad = random_bytes(rng, aad);
    r.plain = random_bytes(rng, len);
    r.tag.resize(16);
    seal_openssl(r);
    return r;
}

enum class Keys { Aes128, Aes256, Alternating };

class Saturated : public ::testing::TestWithParam<Keys>
{
};

TEST_P(Saturated, KeepsTheSchedule)
{
    for (size_t aad : {0, 13, 62})
        for (size_t len : {0, 1, 16, 64, 256, 1400}) {
            Dut dut(7);
            const size_t records = 80, warm = 10;
            double limit = 0;
            for (size_t i = 0; i < records; i++) {
                const bool key_256 =
                    GetParam() == Keys::Aes256 || (GetParam() == Keys::Alternating && i % 2);
                Record r = plain_record(dut.rng, len, aad, key_256);
                r.decrypt = i % 4 < 2;
                r.has_trailer = r.decrypt;
                r.trailer = r.tag;
                const Job job = job_of(r);
                if (i >= warm && i < records - warm)
                    limit += schedule(len, job.aad_blocks, key_256);
                dut.push(job);
            }
            dut.run_until(warm);
            const uint64_t start = dut.cycles;
            dut.run_until(records - warm);
            const double share = limit / double(dut.cycles - start);
            EXPECT_GE(share, 0.97) << len << " bytes, AAD " << aad;
        }
}

INSTANTIATE_TEST_SUITE_P(KeySizes, Saturated,
                         ::testing::Values(Keys::Aes128, Keys::Aes256, Keys::Alternating));

#ifndef COMPACT // which has one record at a time
enum class Beside { Nothing, Aes128, Aes256 };

// The most cycles from the request of an AES-128 record to done_o, over all phases of a turn of
// AES-256, with a long record on its way in the other context or alone.
static uint64_t slowest(size_t len, Beside beside)
{
    uint64_t worst = 0;
    for (uint64_t phase = 0; phase < 4 * 14; phase++) {
        Dut dut(8);
        const size_t index = beside == Beside::Nothing ? 0 : 1;
        if (index) {
            dut.push(job_of(plain_record(dut.rng, 1900, 13, beside == Beside::Aes256)));
            dut.run_cycles(400); // it is loaded and under way
        }
        dut.run_cycles(phase);
        dut.push(job_of(plain_record(dut.rng, len, 13, false)));
        dut.run_until(1);
        EXPECT_TRUE(!index || dut.results[0].done == 0) << "the long record was too short";
        worst = std::max(worst, dut.results[index].done - dut.results[index].taken);
    }
    return worst;
}

TEST(Lane, NeverSlowsAes128BesideAes256)
{
    for (size_t len : {0, 16, 100, 512}) {
        const uint64_t cycles = slowest(len, Beside::Aes256);
        EXPECT_EQ(cycles, slowest(len, Beside::Aes128)) << len << " bytes";
        // Alone it begins in the context whose turn comes first, now in the one that is free, and
        // its blocks wait while one of the other's is written.
        EXPECT_LE(cycles, slowest(len, Beside::Nothing) + 4) << len << " bytes";
    }
}
#endif

// --- wipe
// -----------------------------------------------------------------------------------------

// Words that are not zero in each of the lane's RAMs, and how many there are.
#ifdef COMPACT
static const std::vector<size_t> AllWords{128, 256, 256, 256, 256, 16, 16, 16, 16, 16};

#define LANE(ram) v.rootp->ccm_lane_tb__DOT__gen_compact__DOT__u_lane__DOT__##ram##__DOT__mem_q
#define RESULT(i) LANE(gen_result__BRA__##i##__KET____DOT__u_result)
#define STATE(i)  LANE(u_path__DOT__gen_row__BRA__##i##__KET____DOT__u_state)

static std::vector<size_t> words_in_use(const DEVICE &v)
{
    std::vector<size_t> counts;
    auto count = [&](const auto &memory) {
        size_t n = 0;
        for (size_t i = 0; i < AllWords[counts.size()]; i++)
            n += memory[i] != 0;
        counts.push_back(n);
    };
    count(LANE(u_keys));
    count(RESULT(0)), count(RESULT(1)), count(RESULT(2)), count(RESULT(3));
    count(LANE(u_path__DOT__u_scratch));
    count(STATE(0)), count(STATE(1)), count(STATE(2)), count(STATE(3));
    return counts;
}
#else
static const std::vector<size_t> AllWords{128, 512};

#define RAM(name)                                                                                  \
    v.rootp                                                                                        \
        ->ccm_lane_tb__DOT__gen_full__DOT__u_lanes__DOT__gen_lane__BRA__0__KET____DOT__u_lane__DOT__##name##__DOT__mem_q

static std::vector<size_t> words_in_use(const DEVICE &v)
{
    std::vector<size_t> counts;
    auto count = [&](const auto &memory, size_t depth) {
        size_t n = 0;
        for (size_t i = 0; i < depth; i++)
            n += (memory[i][0] | memory[i][1] | memory[i][2] | memory[i][3]) != 0;
        counts.push_back(n);
    };
    count(RAM(u_keys), 8 * 16);
    count(RAM(u_text), 8 * 64);
    return counts;
}
#endif

TEST(Lane, WipeOverwritesEveryWord)
{
    Dut dut(9); // words never written are random
    std::vector<Record> records;
    for (size_t i = 0; i < 12; i++) // whole blocks: no word is zero by padding
        records.push_back(plain_record(dut.rng, 16 * (dut.rng() % 20), 30, i % 2));
    expect_all(dut, records);
    ASSERT_EQ(words_in_use(*dut.v), AllWords);
    ASSERT_TRUE(dut.v->idle_o);

    const Record waiting = random_record(dut.rng, 50);
    dut.v->wipe_i = 1;
    dut.step();
    dut.v->wipe_i = 0;
    dut.push(job_of(waiting)); // offered meanwhile: it has to wait
    uint64_t busy = 0;
    for (; !dut.v->idle_o; busy++) {
        ASSERT_FALSE(dut.v->req_ready_o);
        ASSERT_LT(busy, 1000u);
        dut.step();
    }
    EXPECT_GE(busy, *std::max_element(AllWords.begin(), AllWords.end()));
    EXPECT_EQ(words_in_use(*dut.v), std::vector<size_t>(AllWords.size(), 0));

    dut.run();
    EXPECT_EQ(tag_of(waiting, dut.results[0]), waiting.tag);
    EXPECT_TRUE(rest_matches(waiting, dut.results[0]));
    dut.clear();
    expect_all(dut, records);
}

// A buffer that is done without a record would be drained too early: with tags of the record
// before.
TEST(Lane, AResetLeavesNothingDone)
{
    Dut dut(11);
    const Record record = random_record(dut.rng, 20);
    dut.push(job_of(record));
    dut.run();
    const uint64_t takes = dut.results[0].done;
    for (uint64_t before = 1; before <= 12; before++) {
        dut.reset();
        dut.push(job_of(record));
        dut.run_cycles(takes - before);
        dut.reset();
        for (int i = 0; i < 20; i++) {
            dut.step();
            ASSERT_EQ(dut.v->done_o, 0) << before << " cycles before it is done";
        }
        expect_all(dut, {record, record});
    }
}
