// SPDX-License-Identifier: Apache-2.0
//
// Command lines: what is taken, and the sentence for each thing that is not.

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

extern "C" {
#include "host/cli/options.h"
}

namespace
{

class CliOptions : public ::testing::Test
{
  protected:
    dtl_options_result Parse(std::vector<std::string> words)
    {
        const dtl_option options[] = {{"--engine", "URI", "the engine", &engine_},
                                      {"--engine-extra", "X", "two\nlines", &extra_},
                                      {"--fast", nullptr, "no value", &fast_}};
        const dtl_usage usage = {"test", "Does nothing.", "--engine URI", options, 3};
        words_ = std::move(words);
        words_.insert(words_.begin(), "test");
        std::vector<char *> argv;
        for (std::string &w : words_)
            argv.push_back(w.data());
        testing::internal::CaptureStderr();
        testing::internal::CaptureStdout();
        dtl_options_result r =
            dtl_options_parse(&usage, static_cast<int>(argv.size()), argv.data());
        shown_ = testing::internal::GetCapturedStdout();
        said_ = testing::internal::GetCapturedStderr();
        return r;
    }

    std::vector<std::string> words_;
    char *engine_ = nullptr, *extra_ = nullptr, *fast_ = nullptr;
    std::string shown_, said_;
};

TEST_F(CliOptions, TakesBothForms)
{
    EXPECT_EQ(Parse({"--engine", "soft", "--engine-extra=a=b"}), DTL_OPTIONS_RUN);
    EXPECT_STREQ(engine_, "soft");
    EXPECT_STREQ(extra_, "a=b");
    EXPECT_EQ(said_, "");
}

TEST_F(CliOptions, TakesOneThatHasNoValue)
{
    EXPECT_EQ(Parse({"--fast", "--engine", "soft"}), DTL_OPTIONS_RUN);
    EXPECT_NE(fast_, nullptr);
    EXPECT_STREQ(engine_, "soft");
    EXPECT_EQ(Parse({"--fast"}), DTL_OPTIONS_BAD);
    EXPECT_EQ(said_, "dtlane test: --fast is given twice\n");
    fast_ = nullptr;
    EXPECT_EQ(Parse({"--fast=yes"}), DTL_OPTIONS_BAD);
    EXPECT_EQ(said_, "dtlane test: --fast takes no value\n");
}

TEST_F(CliOptions, SaysWhatItDoesNotKnow)
{
    for (const char *word : {"--engin", "--enginex", "-e", "soft", "--"}) {
        EXPECT_EQ(Parse({word}), DTL_OPTIONS_BAD) << word;
        EXPECT_EQ(said_, std::string("dtlane test: unknown option '") + word +
                             "'; see dtlane test --help\n");
    }
    // A value may be a secret.
    EXPECT_EQ(Parse({"--key=secret"}), DTL_OPTIONS_BAD);
    EXPECT_EQ(said_.find("secret"), std::string::npos);
}

TEST_F(CliOptions, SaysThatAnOptionIsGivenTwice)
{
    EXPECT_EQ(Parse({"--engine", "a", "--engine=b"}), DTL_OPTIONS_BAD);
    EXPECT_EQ(said_, "dtlane test: --engine is given twice\n");
}

TEST_F(CliOptions, SaysThatAValueIsMissing)
{
    for (std::vector<std::string> words :
         {std::vector<std::string>{"--engine"}, {"--engine="}, {"--engine", ""}}) {
        engine_ = nullptr;
        EXPECT_EQ(Parse(words), DTL_OPTIONS_BAD);
        EXPECT_EQ(said_, "dtlane test: --engine needs a value: --engine URI\n");
    }
}

TEST_F(CliOptions, ShowsHelpWhateverElseIsThere)
{
    EXPECT_EQ(Parse({"--nonsense", "--help"}), DTL_OPTIONS_DONE);
    EXPECT_EQ(shown_, "usage: dtlane test --engine URI\n\nDoes nothing.\n\n"
                      "  --engine URI            the engine\n"
                      "  --engine-extra X        two\n"
                      "                          lines\n"
                      "  --fast                  no value\n"
                      "  --help                  show this\n");
    EXPECT_EQ(said_, "");
}

} // namespace
