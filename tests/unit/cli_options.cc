// SPDX-License-Identifier: Apache-2.0
//
// Command lines: what is taken, and the sentence for each thing that is not.

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

extern "C" {
#include "host/cli/gateway_args.h"
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
                                      {"--engine-extra", "X", "two\nlines", &extra_}};
        const dtl_usage usage = {"test", "Does nothing.", "--engine URI", options, 2};
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
    char *engine_ = nullptr, *extra_ = nullptr;
    std::string shown_, said_;
};

TEST_F(CliOptions, TakesBothForms)
{
    EXPECT_EQ(Parse({"--engine", "soft", "--engine-extra=a=b"}), DTL_OPTIONS_RUN);
    EXPECT_STREQ(engine_, "soft");
    EXPECT_STREQ(extra_, "a=b");
    EXPECT_EQ(said_, "");
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
                      "  --help                  show this\n");
    EXPECT_EQ(said_, "");
}

class CliGatewayArgs : public ::testing::Test
{
  protected:
    CliGatewayArgs()
    {
        args_.listen = listen_;
        args_.backend = backend_;
        args_.psk = psk_;
    }

    std::string Error()
    {
        dtl_server_config config;
        dtl_addr service;
        char err[512] = "";
        EXPECT_EQ(dtl_gateway_args_check(&args_, &config, &service, err, sizeof err), DTL_ERR_ARG);
        return err;
    }

    char listen_[32] = "[::]:5684", backend_[32] = "127.0.0.1:5683", psk_[16] = "one:0102";
    char text_[64];
    dtl_gateway_args args_{};
};

TEST_F(CliGatewayArgs, FillsAConfiguration)
{
    dtl_server_config config;
    dtl_addr service;
    char err[512] = "";
    ASSERT_EQ(dtl_gateway_args_check(&args_, &config, &service, err, sizeof err), 0) << err;
    EXPECT_STREQ(config.engine_uri, "soft");
    EXPECT_EQ(config.clients_max, 0u);
    EXPECT_EQ(dtl_addr_port(&config.listen), 5684);
    EXPECT_EQ(dtl_addr_port(&service), 5683);
}

TEST_F(CliGatewayArgs, SaysWhatIsMissing)
{
    args_.listen = nullptr;
    EXPECT_NE(Error().find("--listen is missing"), std::string::npos);
    args_.listen = listen_;
    args_.backend = nullptr;
    EXPECT_NE(Error().find("--backend is missing"), std::string::npos);
    args_.backend = backend_;
    args_.psk = nullptr;
    EXPECT_NE(Error().find("one of --psk-file FILE and --psk ID:HEX"), std::string::npos);
    args_.psk = psk_;
    args_.psk_file = text_;
    EXPECT_NE(Error().find("one of --psk-file FILE and --psk ID:HEX"), std::string::npos);
}

TEST_F(CliGatewayArgs, NamesTheOptionOfABadAddress)
{
    strcpy(listen_, "nowhere");
    EXPECT_EQ(Error().rfind("--listen: 'nowhere' is not of the form", 0), 0u) << Error();
    strcpy(listen_, "[::]:5684");
    strcpy(backend_, "127.0.0.1:0");
    EXPECT_EQ(Error(), "--backend: port 0 is no service's port");
}

TEST_F(CliGatewayArgs, TakesOnlyNumbersOfClients)
{
    args_.clients_max = text_;
    for (const char *bad : {"0", "-1", "1k", "x", " 1", "10000000", "99999999999999999999"}) {
        strcpy(text_, bad);
        EXPECT_NE(Error().find("is not a number from 1 to 9999999"), std::string::npos) << bad;
    }
    dtl_server_config config;
    dtl_addr service;
    char err[512];
    strcpy(text_, "9999999");
    EXPECT_EQ(dtl_gateway_args_check(&args_, &config, &service, err, sizeof err), 0);
    EXPECT_EQ(config.clients_max, 9999999u);
}

TEST_F(CliGatewayArgs, ReadsTheKeyOfTheCommandLineAndWipesIt)
{
    dtl_psks psks{};
    char err[512] = "";
    EXPECT_EQ(dtl_gateway_args_psk(&psks, args_.psk, err, sizeof err), 0) << err;
    EXPECT_EQ(psks.n, 1u);
    dtl_psks_free(&psks);
    dtl_gateway_args_wipe(&args_);
    for (char c : psk_)
        EXPECT_EQ(c, 0);
    dtl_gateway_args_wipe(&args_); // twice is no harm
}

TEST_F(CliGatewayArgs, SaysWhatIsWrongWithTheKeyOfTheCommandLine)
{
    const struct {
        const char *psk, *error;
    } cases[] = {
        {"one", "--psk: there is no colon, write identity:hexkey"},
        {"one:xyz", "--psk: the key is not hexadecimal"},
        {" ", "--psk: write it as ID:HEX"},
    };
    for (const auto &c : cases) {
        dtl_psks psks{};
        char err[512] = "";
        EXPECT_EQ(dtl_gateway_args_psk(&psks, c.psk, err, sizeof err), DTL_ERR_FORMAT);
        EXPECT_EQ(std::string(err), c.error);
        dtl_psks_free(&psks);
    }
}

} // namespace
