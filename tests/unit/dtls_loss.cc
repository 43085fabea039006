// SPDX-License-Identifier: Apache-2.0
//
// Every packet of a connection's beginning lost, doubled or late; every answer of the engine late,
// lost or refused; and all of it at random. Afterwards data must flow both ways. The engine of
// these tests fails them if a number is used twice or if anything but the engine numbers epoch 1
// after the hand-over.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

#include "tests/unit/dtls_world.h"

using namespace dtls;

namespace
{

const char *const kPath = "10.0.0.1:40000";

struct Scenario {
    const char *name;
    bool server_first;
    bool record_per_datagram;
};

const Scenario kScenarios[] = {
    {"client first", false, false},
    {"client first, one record a datagram", false, true},
    {"server first", true, false},
    {"server first, one record a datagram", true, true},
};

bool Got(const std::vector<std::string> &all, const std::string &text)
{
    return std::find(all.begin(), all.end(), text) != all.end();
}

// Both sides talk once a while, as applications do, until each has heard an answer.
class Talk
{
  public:
    Talk(World *w, const Scenario &s) : w_(w), s_(s)
    {
        w->record_per_datagram = s.record_per_datagram;
        client_ = &w->NewClient(kPath);
        client_->Start();
    }

    bool Flows(uint64_t limit_ms)
    {
        for (uint64_t end = w_->now + limit_ms; w_->now < end; round_++) {
            w_->Run(250);
            if (s_.server_first && !w_->established.empty())
                w_->Send(w_->established.back().assoc, "server " + std::to_string(round_));
            bool may_speak = !s_.server_first || !client_->received.empty();
            if (client_->open() && may_speak)
                client_->Send("client " + std::to_string(round_));
            w_->Run(250);
            if (Got(client_->received, "client " + std::to_string(round_)))
                return true;
        }
        return false;
    }

    Peer &client()
    {
        return *client_;
    }

  private:
    World *w_;
    Scenario s_;
    Peer *client_;
    int round_ = 0;
};

struct Fault {
    const char *name;
    std::vector<uint64_t> copies; // delay of each, ms
};

const Fault kFaults[] = {
    {"lost", {}},          {"doubled", {1, 1}},   {"doubled, one late", {1, 1500}},
    {"late", {30}},        {"very late", {2500}}, {"after a resend", {1200}},
    {"later yet", {7000}},
};

// How many packets a run without faults sends each way.
std::array<unsigned, 2> CountPackets(const Scenario &s)
{
    World w;
    Talk talk(&w, s);
    EXPECT_TRUE(talk.Flows(2000)) << s.name;
    std::array<unsigned, 2> n{};
    for (const Packet &p : w.wire)
        n[p.to_us]++;
    return n;
}

TEST(DtlsLoss, EveryPacketInEveryWay)
{
    unsigned runs = 0;
    for (const Scenario &s : kScenarios) {
        auto n = CountPackets(s);
        for (bool to_us : {false, true})
            for (unsigned i = 0; i < n[to_us]; i++)
                for (const Fault &f : kFaults) {
                    SCOPED_TRACE(std::string(s.name) + ": packet " + std::to_string(i) +
                                 (to_us ? " of the client " : " of the server ") + f.name);
                    World w;
                    w.network = [&](const Packet &p) {
                        bool hit = p.to_us == to_us && p.n == i;
                        return hit ? f.copies : std::vector<uint64_t>{1};
                    };
                    Talk talk(&w, s);
                    ASSERT_TRUE(talk.Flows(60000));
                    ASSERT_TRUE(w.closed.empty());
                    runs++;
                }
    }
    EXPECT_GT(runs, 200u);
}

TEST(DtlsLoss, EveryTwoPacketsLost)
{
    for (const Scenario &s : kScenarios) {
        auto n = CountPackets(s);
        unsigned all = n[0] + n[1];
        for (unsigned i = 0; i < all; i++)
            for (unsigned j = i + 1; j < all + 2; j++) {
                SCOPED_TRACE(std::string(s.name) + ": packets " + std::to_string(i) + " and " +
                             std::to_string(j) + " of both sides lost");
                World w;
                unsigned count = 0;
                w.network = [&](const Packet &) {
                    unsigned k = count++;
                    return k == i || k == j ? std::vector<uint64_t>{} : std::vector<uint64_t>{1};
                };
                Talk talk(&w, s);
                ASSERT_TRUE(talk.Flows(60000));
                ASSERT_TRUE(w.closed.empty());
            }
    }
}

struct EngineFault {
    const char *name;
    Verdict verdict;
};

const EngineFault kRecordFaults[] = {
    {"late", {Verdict::kDo, DTL_R_OK, 40}},
    {"very late", {Verdict::kDo, DTL_R_OK, 3000}},
    {"lost before it was done", {Verdict::kLoseUndone, DTL_R_OK, 0}},
    {"lost after it was done", {Verdict::kLoseDone, DTL_R_OK, 0}},
    {"lost late", {Verdict::kLoseDone, DTL_R_OK, 2000}},
    {"busy", {Verdict::kRefuse, DTL_R_BUSY, 0}},
};

TEST(DtlsLoss, EveryAnswerOfTheEngine)
{
    for (const Scenario &s : kScenarios)
        for (dtl_op_kind kind : {DTL_OP_INSTALL, DTL_OP_OPEN, DTL_OP_SEAL})
            for (unsigned i = 0; i < 6; i++)
                for (const EngineFault &f : kRecordFaults) {
                    SCOPED_TRACE(std::string(s.name) + ": op kind " + std::to_string(kind) +
                                 " number " + std::to_string(i) + " " + f.name);
                    World w;
                    w.engine.policy = [&](const dtl_op &op, unsigned n) {
                        return op.kind == kind && n == i ? f.verdict : Verdict{};
                    };
                    Talk talk(&w, s);
                    ASSERT_TRUE(talk.Flows(60000));
                    ASSERT_TRUE(w.closed.empty());
                }
}

TEST(DtlsLoss, ThirtyPercentAtRandom)
{
    for (unsigned seed = 1; seed <= 1000; seed++) {
        const Scenario &s = kScenarios[seed % std::size(kScenarios)];
        SCOPED_TRACE(std::string(s.name) + ", seed " + std::to_string(seed));
        std::mt19937 random(seed);
        auto percent = [&random](unsigned p) { return random() % 100 < p; };
        World w;
        w.network = [&](const Packet &) {
            std::vector<uint64_t> copies;
            if (!percent(30))
                copies.push_back(1 + random() % (percent(10) ? 3000 : 50));
            if (percent(10))
                copies.push_back(1 + random() % 500);
            return copies;
        };
        w.engine.policy = [&](const dtl_op &, unsigned) {
            Verdict v;
            v.delay_ms = percent(20) ? random() % 200 : 0;
            if (percent(4))
                v.what = percent(50) ? Verdict::kLoseDone : Verdict::kLoseUndone;
            return v;
        };

        // A handshake may fail for good: then the client begins anew.
        bool flows = false;
        for (int tries = 0; tries < 4 && !flows; tries++) {
            Talk talk(&w, s);
            flows = talk.Flows(150000);
            EXPECT_TRUE(flows || !talk.client().open()) << "open, but nothing flows";
        }
        ASSERT_TRUE(flows);
        for (const Closed &c : w.closed)
            ASSERT_TRUE(c.reason == DTL_CLOSE_TIMEOUT || c.reason == DTL_CLOSE_REPLACED)
                << dtl_close_reason_str(c.reason);
    }
}

} // namespace
