// SPDX-License-Identifier: Apache-2.0
//
// Verdicts on records that come one after the other, as fast as they may: against a model that
// judges them one at a time, with a table that answers as rec_table does.

#include <array>
#include <deque>

#include <gtest/gtest.h>

#include "Vrec_verdict.h"
#include "tests/rtl/rec_model.h"

using rec::Window;

namespace
{

constexpr uint32_t Full = 0xFFFFFFFF;

using Word = std::array<uint32_t, 4>;

struct Session {
    Window window{64, 0, 0};
    uint32_t opened = 0, limit = 100, replayed = 0, auth_failed = 0;

    Word window_word() const
    {
        return {uint32_t(window.top), uint32_t(window.top >> 32) | window.size << 16,
                uint32_t(window.bits()), uint32_t(window.bits() >> 32)};
    }
    Word count_word() const
    {
        return {opened, limit, replayed, auth_failed};
    }
};

struct Record {
    unsigned slot;
    uint64_t seq;
    bool forged = false;
    unsigned delay = 0; // cycles until its tag is known, once it is the first
};

struct Verdict {
    int result;
    bool first, last_forgery;
    uint64_t at; // cycle

    bool operator==(const Verdict &v) const
    {
        return result == v.result && first == v.first && last_forgery == v.last_forgery;
    }
};

void count(uint32_t &n)
{
    n += n != Full;
}

// docs/PROTOCOL.md section 6.
Verdict judge(Session &s, const Record &r)
{
    if (s.auth_failed >= s.limit)
        return {rec::BadMacLimit, false, false, 0};
    if (r.forged) {
        count(s.auth_failed);
        return {rec::Auth, false, s.auth_failed == s.limit, 0};
    }
    int result = s.window.accept(r.seq);
    bool first = result == rec::Ok && s.opened == 0;
    count(result == rec::Ok ? s.opened : s.replayed);
    return {result, first, false, 0};
}

} // namespace

class VerdictTest : public ::testing::Test
{
  protected:
    VerilatedContext context;
    Vrec_verdict dut{&context};
    std::mt19937_64 rng{1};
    std::map<unsigned, Session> sessions;          // as the model has them
    std::map<unsigned, std::array<Word, 2>> table; // the same, as the device does
    unsigned stalls = 0;                           // percent
    uint64_t cycle = 0;

    VerdictTest()
    {
        dut.rst_ni = dut.start_i = dut.judge_i = dut.table_rvalid_i = 0;
        edge();
        dut.rst_ni = 1;
    }

    void install(unsigned slot, const Session &s)
    {
        sessions.insert_or_assign(slot, s);
        table[slot] = {s.window_word(), s.count_word()};
    }

    // All of them, each as soon as it may be; then the table must be the model's.
    std::vector<Verdict> run(const std::vector<Record> &records)
    {
        std::vector<Verdict> verdicts;
        size_t started = 0;
        unsigned wait = 0, idle = 0;
        while (idle < 20) {
            if (verdicts.size() == records.size())
                idle++;
            if (cycle++ > 1000000)
                throw std::runtime_error("records are not judged");
            bool more = started < records.size(), judging = verdicts.size() < started;
            dut.start_i = more;
            dut.slot_i = more ? records[started].slot : unsigned(rng() % 128);
            dut.seq_i = more ? records[started].seq : rng() & rec::SeqMax;
            dut.judge_i = judging && wait >= records[verdicts.size()].delay;
            dut.forged_i = judging && records[verdicts.size()].forged;
            wait += judging;
            serve();
            if (more && !dut.busy_o)
                started++;
            if (dut.done_o) {
                verdicts.push_back(
                    {dut.result_o, bool(dut.first_o), bool(dut.last_forgery_o), cycle});
                wait = 0;
            }
            edge();
        }
        return verdicts;
    }

    void expect_as_model(const std::vector<Record> &records)
    {
        std::vector<Verdict> got = run(records);
        for (size_t i = 0; i < records.size(); i++) {
            Verdict want = judge(sessions.at(records[i].slot), records[i]);
            ASSERT_TRUE(got[i] == want) << "record " << i << " of slot " << records[i].slot << ": "
                                        << got[i].result << ", not " << want.result;
        }
        for (auto &[slot, s] : sessions) {
            EXPECT_EQ(table[slot][0], s.window_word()) << "window of slot " << slot;
            EXPECT_EQ(table[slot][1], s.count_word()) << "counts of slot " << slot;
        }
    }

  private:
    struct Access {
        unsigned addr = ~0u;
        Word data{};
    };
    std::deque<Access> reads{Access(), Access()}; // the last two cycles', if any
    Access wrote;                                 // in the last cycle

    void edge()
    {
        for (int level = 0; level < 2; level++) {
            dut.clk_i = uint8_t(level);
            dut.eval();
        }
    }

    Word noise()
    {
        return {uint32_t(rng()), uint32_t(rng()), uint32_t(rng()), uint32_t(rng())};
    }

    // A cycle of the table: what is written can be read in the second cycle after.
    void serve()
    {
        dut.table_rready_i = rng() % 100 >= stalls;
        dut.table_wready_i = rng() % 100 >= stalls;
        dut.table_rvalid_i = reads.front().addr != ~0u;
        Word data = dut.table_rvalid_i ? reads.front().data : noise();
        for (unsigned i = 0; i < 4; i++)
            dut.table_rdata_i[i] = data[i];
        reads.pop_front();
        dut.eval();

        Access read, write;
        if (dut.table_we_o && dut.table_wready_i) {
            write.addr = dut.table_waddr_o;
            for (unsigned i = 0; i < 4; i++)
                write.data[i] = dut.table_wdata_o[i];
        }
        if (dut.table_re_o && dut.table_rready_i) {
            read.addr = dut.table_raddr_o;
            bool clash = read.addr == write.addr || read.addr == wrote.addr;
            read.data = clash ? noise() : table[read.addr >> 1][read.addr & 1];
        }
        if (write.addr != ~0u)
            table[write.addr >> 1][write.addr & 1] = write.data;
        reads.push_back(read);
        wrote = write;
    }
};

TEST_F(VerdictTest, NextNumbersOfOneSessionEveryFifthCycle)
{
    install(3, {});
    std::vector<Verdict> verdicts =
        run(std::vector<Record>{{3, 1}, {3, 2}, {3, 3}, {3, 4}, {3, 5}, {3, 6}});
    for (size_t i = 1; i < verdicts.size(); i++)
        EXPECT_EQ(verdicts[i].at - verdicts[i - 1].at, 5u);
}

TEST_F(VerdictTest, NextNumbersOfOtherSessionsEverySixthCycle)
{
    for (unsigned turns : {2u, 3u, 8u}) {
        std::vector<Record> records;
        for (unsigned slot = 0; slot < turns; slot++)
            install(slot, {});
        for (unsigned i = 0; i < 40; i++)
            records.push_back({i % turns, i / turns + 1});
        std::vector<Verdict> verdicts = run(records);
        for (size_t i = 2; i < verdicts.size(); i++)
            EXPECT_EQ(verdicts[i].at - verdicts[i - 1].at, 6u)
                << turns << " sessions, record " << i;
    }
}

TEST_F(VerdictTest, ForgeriesOneAfterAnotherAreToleratedUpToTheLimit)
{
    Session s;
    s.limit = 3;
    install(7, s);
    expect_as_model({{7, 1},
                     {7, 2, true},
                     {7, 2, true},
                     {7, 2},
                     {7, 3, true},
                     {7, 3, true},
                     {7, 3},
                     {7, 4, true}});
    EXPECT_EQ(sessions.at(7).auth_failed, 3u);
    EXPECT_EQ(sessions.at(7).opened, 2u);
}

TEST_F(VerdictTest, CopiesOfARecordOneAfterAnother)
{
    install(1, {});
    expect_as_model({{1, 9}, {1, 9}, {1, 9}, {1, 8}, {1, 8}, {1, 9}, {1, 200}, {1, 9}, {1, 200}});
    EXPECT_EQ(sessions.at(1).opened, 3u);
}

TEST_F(VerdictTest, CountsStopAtTheirEnd)
{
    Session s;
    s.opened = s.replayed = s.auth_failed = Full - 2;
    s.limit = Full;
    install(5, s);
    expect_as_model({{5, 1},
                     {5, 2},
                     {5, 3},
                     {5, 4},
                     {5, 4},
                     {5, 4},
                     {5, 4},
                     {5, 4},
                     {5, 5, true},
                     {5, 5},
                     {5, 5, true},
                     {5, 5, true}});
    EXPECT_EQ(sessions.at(5).opened, Full);
    EXPECT_EQ(sessions.at(5).replayed, Full);
}

TEST_F(VerdictTest, ASlotsNextSessionIsRead)
{
    for (uint64_t top : {5u, 1u, 3u}) {
        Session s;
        s.window = Window(32, top, 1);
        install(2, s);
        expect_as_model({{2, 4}, {2, 6}});
    }
}

TEST_F(VerdictTest, AnyRecords)
{
    for (unsigned seed = 1; seed <= 60; seed++) {
        SCOPED_TRACE(seed);
        rng.seed(seed);
        unsigned slots = 1 + unsigned(rng() % 4), slow = unsigned(rng() % 3);
        stalls = unsigned(rng() % 3) * 30;
        std::map<unsigned, uint64_t> next;
        std::vector<Record> records;
        sessions.clear();
        for (unsigned slot = 0; slot < slots; slot++) {
            Session s;
            s.window = Window(unsigned(rng() % 65), rng() % 100, rng());
            s.limit = 1 + uint32_t(rng() % 60);
            next[slot] = s.window.top;
            install(slot, s);
        }
        for (int i = 0; i < 400; i++) {
            unsigned slot = unsigned(rng() % slots);
            uint64_t step = rng() % 8 ? 1 : rng() % 70, late = rng() % 4 ? 0 : rng() % 80;
            next[slot] += step;
            records.push_back({slot, next[slot] - std::min(next[slot], late), rng() % 16 == 0,
                               slow ? unsigned(rng() % (20 * slow)) : 0});
        }
        ASSERT_NO_FATAL_FAILURE(expect_as_model(records));
    }
}
