// SPDX-License-Identifier: Apache-2.0
#include <random>

#include "tests/unit/contract.h"

class ContractQueue : public Contract
{
};
CONTRACT_SUITE(ContractQueue);

TEST_P(ContractQueue, BurstTakesNoMoreThanItsLimit)
{
    InstallPair(Pair());
    unsigned n = engine.limits().burst_max + 1u;
    std::vector<std::unique_ptr<Request>> requests;
    std::vector<dtl_op *> ops;
    for (unsigned i = 0; i < n; i++) {
        requests.push_back(Request::Seal(a, {1}));
        requests.back()->op.tag = reinterpret_cast<uintptr_t>(requests.back().get());
        ops.push_back(&requests.back()->op);
    }
    engine.in_flight = dtl_engine_enqueue_burst(engine.raw(), ops.data(), n, engine.now);
    EXPECT_LE(engine.in_flight, engine.limits().burst_max);
    EXPECT_GT(engine.in_flight, 0u);
    engine.Drain();
    EXPECT_FALSE(requests.back()->done);
}

TEST_P(ContractQueue, FullEngineTakesNoMoreUntilSomethingIsDequeued)
{
    InstallPair(Pair());
    std::vector<std::unique_ptr<Request>> requests;
    do
        requests.push_back(Request::Seal(a, {1, 2, 3, 4}));
    while (engine.TryEnqueue(requests.back().get()));
    EXPECT_EQ(engine.in_flight, engine.limits().in_flight);
    EXPECT_FALSE(engine.TryEnqueue(requests.back().get()));

    while (engine.in_flight == engine.limits().in_flight)
        engine.Dequeue(1);
    EXPECT_TRUE(engine.TryEnqueue(requests.back().get()));
    engine.Drain();
    for (size_t i = 0; i < requests.size(); i++) {
        EXPECT_EQ(requests[i]->op.result, DTL_R_OK);
        EXPECT_EQ(requests[i]->op.seq, i);
    }
}

TEST_P(ContractQueue, OrderIsKeptPerSessionAndDirection)
{
    const uint32_t seed = 42;
    std::mt19937 random(seed);
    const int kSessions = 5, kRecords = 200;
    dtl_session sessions[kSessions];
    for (uint32_t i = 0; i < kSessions; i++)
        sessions[i] = engine.Install(Pair(i % 2 ? 16 : 32, i % 3 ? 8 : 16, 100 + i).a);

    std::vector<std::unique_ptr<Request>> requests;
    std::vector<Request *> raw;
    for (int i = 0; i < kRecords; i++) {
        dtl_session s = sessions[random() % kSessions];
        Bytes bytes = Pattern(random() % 300, static_cast<uint32_t>(i));
        requests.push_back(random() % 2 ? Request::Seal(s, bytes) : Request::Open(s, bytes));
        raw.push_back(requests.back().get());
    }
    engine.Enqueue(raw);
    engine.Drain();

    std::map<std::pair<dtl_session, int>, unsigned> last_place;
    std::map<dtl_session, uint64_t> next_seq;
    for (Request *r : raw) {
        unsigned &last = last_place[{r->op.session, r->op.kind}];
        EXPECT_GT(r->place, last);
        last = r->place;
        if (r->op.kind == DTL_OP_SEAL) {
            EXPECT_EQ(r->op.seq, next_seq[r->op.session]++);
        }
    }
}

TEST_P(ContractQueue, DescriptorIsReadableWhileThereIsSomethingToGet)
{
    InstallPair(Pair());
    EXPECT_FALSE(engine.FdReadable()) << "nothing was asked for";
    auto one = Request::Seal(a, {1}), two = Request::Seal(a, {2});
    engine.Enqueue({one.get(), two.get()});
    while (engine.in_flight) {
        ASSERT_TRUE(engine.FdReadable());
        engine.Dequeue(1);
    }
    EXPECT_FALSE(engine.FdReadable()) << "everything was handed out";
}

TEST_P(ContractQueue, EventAndCompletionMayComeInTwoCalls)
{
    InstallPair(Pair());
    auto first = Request::Open(b, ForB(0));
    engine.Enqueue({first.get()});
    unsigned items = 0;
    while (!first->done) {
        ASSERT_TRUE(engine.FdReadable());
        items += engine.Dequeue(1);
    }
    EXPECT_EQ(items, 2u);
    EXPECT_TRUE(HasEvent(first->events, DTL_EV_FIRST_AUTH));
    EXPECT_EQ(engine.Dequeue(8), 0u);
}

TEST_P(ContractQueue, ClosesWithWorkInside)
{
    std::vector<std::unique_ptr<Request>> requests;
    Engine closing(GetParam());
    dtl_session s = closing.Install(Pair().a);
    for (int i = 0; i < 10; i++)
        requests.push_back(Request::Seal(s, Pattern(200, 1)));
    requests.push_back(Request::Install(Pair().a));
    requests.push_back(Request::Remove(s));
    for (auto &r : requests)
        EXPECT_TRUE(closing.TryEnqueue(r.get()));
}

TEST_P(ContractQueue, UnknownOptionIsNamed)
{
    dtl_engine *e = nullptr;
    char err[256] = "";
    std::string kind = GetParam();
    std::string uri = kind.substr(0, kind.find(':')) + ":colour=blue";
    const int expected = kind == "unix" ? DTL_ERR_IO : DTL_ERR_ARG; // a path that does not exist
    EXPECT_EQ(dtl_engine_open(&e, uri.c_str(), 0, err, sizeof err), expected);
    EXPECT_EQ(e, nullptr);
    EXPECT_NE(std::string(err).find("colour"), std::string::npos) << err;
}
