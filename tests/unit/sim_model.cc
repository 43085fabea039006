// SPDX-License-Identifier: Apache-2.0
//
// The Verilated device behind sim/model.h: a clock that runs as told, and nothing shared.

#include <cstdio>
#include <string>
#include <vector>

#include <gtest/gtest.h>

extern "C" {
#include "driver/error.h"
#include "sim/model.h"
}

namespace
{
using Bytes = std::vector<uint8_t>;

// READ of register ID, tag 0x0A0B, as docs/PROTOCOL.md has it on the wire.
const Bytes question{0x02, 0x02, 0x03, 0x0A, 0x0B, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01,
                     0x01, 0x01, 0x01, 0x01, 0x01, 0x05, 0x0E, 0x0B, 0xE5, 0x5E, 0x00};

class SimModel : public ::testing::TestWithParam<unsigned> // lanes
{
  protected:
    char err[128] = "";
    std::vector<struct dtl_model *> models;

    struct dtl_model *open(uint32_t seed)
    {
        struct dtl_model_options o = {GetParam(), false, nullptr, seed, false};
        struct dtl_model *m = nullptr;
        EXPECT_EQ(dtl_model_init(&m, &o, err, sizeof err), 0) << err;
        models.push_back(m);
        return m;
    }

    // What the device says to `in` within enough cycles.
    static Bytes answer(struct dtl_model *m, const Bytes &in)
    {
        Bytes out(4096);
        size_t taken, got;
        dtl_model_run(m, 5000, 200, in.data(), in.size(), &taken, out.data(), out.size(), &got);
        EXPECT_EQ(taken, in.size());
        out.resize(got);
        return out;
    }

    void TearDown() override
    {
        for (auto *m : models)
            dtl_model_free(m);
    }
};
} // namespace

TEST_P(SimModel, AnswersARequest)
{
    Bytes out = answer(open(1), question);
    ASSERT_EQ(out.size(), 22u);
    EXPECT_EQ(out.back(), 0x00);
    const std::string text(out.begin(), out.end());
    EXPECT_NE(text.find("DTLN"), std::string::npos);
}

TEST_P(SimModel, SaysTheSameWhateverItsMemoriesBeganWith)
{
    Bytes first = answer(open(1), question);
    for (uint32_t seed = 2; seed < 8; seed++)
        EXPECT_EQ(answer(open(seed), question), first);
}

TEST_P(SimModel, RunsOnlyAsLongAsItIsTold)
{
    struct dtl_model *m = open(1);
    uint64_t before = dtl_model_cycles(m);
    uint8_t out[64];
    size_t taken, got;
    EXPECT_EQ(dtl_model_run(m, 5, 100, question.data(), question.size(), &taken, out, 64, &got),
              5u);
    EXPECT_LE(taken, 5u);
    EXPECT_EQ(got, 0u);
    EXPECT_EQ(dtl_model_cycles(m), before + 5);
    EXPECT_EQ(dtl_model_run(m, 1000, 10, nullptr, 0, &taken, out, 64, &got), 10u) << "idle";
    EXPECT_EQ(dtl_model_run(m, 0, 10, nullptr, 0, &taken, out, 64, &got), 0u);
}

TEST_P(SimModel, KeepsWhatItCannotHandOver)
{
    struct dtl_model *m = open(1);
    const Bytes whole = answer(open(1), question);
    Bytes pieces;
    size_t taken, got, offered = question.size();
    do {
        uint8_t out[3];
        dtl_model_run(m, 500, 100, question.data(), offered, &taken, out, sizeof out, &got);
        offered = 0;
        pieces.insert(pieces.end(), out, out + got);
    } while (got > 0);
    EXPECT_EQ(pieces, whole);
}

TEST_P(SimModel, ResetDropsWhatWasUnderWay)
{
    struct dtl_model *m = open(1);
    answer(m, Bytes(question.begin(), question.begin() + 9));
    dtl_model_reset(m);
    EXPECT_EQ(answer(m, question).size(), 22u);
}

TEST_P(SimModel, ModelsShareNothing)
{
    struct dtl_model *a = open(1), *b = open(2);
    answer(a, Bytes(question.begin(), question.begin() + 9));
    EXPECT_EQ(answer(b, question).size(), 22u);
    uint64_t cycles = dtl_model_cycles(a);
    answer(b, question);
    EXPECT_EQ(dtl_model_cycles(a), cycles);
    EXPECT_EQ(answer(a, Bytes(question.begin() + 9, question.end())).size(), 22u);
}

INSTANTIATE_TEST_SUITE_P(Lanes, SimModel, ::testing::Values(1u, 2u, 4u));

TEST(SimModelOptions, RefusesWhatItWasNotBuiltFor)
{
    char err[128] = "";
    struct dtl_model *m = nullptr;
    for (unsigned lanes : {1u, 2u, 8u}) {
        struct dtl_model_options o = {lanes, true, nullptr, 1, false};
        EXPECT_EQ(dtl_model_init(&m, &o, err, sizeof err), DTL_ERR_ARG);
        EXPECT_STREQ(err, "the model has aes=dpi with 4 lanes, not with another number");
    }
    for (unsigned lanes : {0u, 3u, 5u, 8u}) {
        struct dtl_model_options o = {lanes, false, nullptr, 1, false};
        EXPECT_EQ(dtl_model_init(&m, &o, err, sizeof err), DTL_ERR_ARG);
        EXPECT_STREQ(err, "the model has 1, 2 or 4 lanes, not another number");
    }
#ifndef DTL_SIM_TRACE
    struct dtl_model_options trace = {1, false, "run.fst", 1, false};
    EXPECT_EQ(dtl_model_init(&m, &trace, err, sizeof err), DTL_ERR_ARG);
    EXPECT_NE(std::string(err).find("TRACE=1"), std::string::npos);
#endif
    EXPECT_EQ(m, nullptr);
    dtl_model_free(nullptr);
}
