// SPDX-License-Identifier: Apache-2.0
//
// What a client is told: where to, as whom, and the sentence for each thing that does not fit.

#include <gtest/gtest.h>

#include <string>

extern "C" {
#include "host/cli/client_args.h"
}

namespace
{

char kConnect[] = "localhost:5684", kFile[] = "some.file";

class CliClientArgs : public ::testing::Test
{
  protected:
    CliClientArgs()
    {
        args_.connect = kConnect;
        args_.credentials.ca = kFile;
    }

    int Check()
    {
        return dtl_client_args_check(&args_, &target_, &config_, err_, sizeof err_);
    }
    std::string Error()
    {
        EXPECT_EQ(Check(), DTL_ERR_ARG);
        return err_;
    }

    dtl_client_args args_{};
    dtl_target target_{};
    dtl_client_config config_{};
    char err_[512] = "";
};

TEST_F(CliClientArgs, FillsAConfiguration)
{
    ASSERT_EQ(Check(), 0) << err_;
    EXPECT_STREQ(target_.host, "localhost");
    EXPECT_STREQ(target_.port, "5684");
    EXPECT_STREQ(config_.host, "localhost");
    EXPECT_STREQ(config_.engine_uri, "soft");
    EXPECT_EQ(config_.timeout_ms, 15000u);
    EXPECT_EQ(config_.linger_ms, 1000u);
    EXPECT_EQ(config_.resume, nullptr);
}

TEST_F(CliClientArgs, AnAddressHasItsBracketsForThePortOnly)
{
    char six[] = "[2001:db8::1]:5684";
    args_.connect = six;
    ASSERT_EQ(Check(), 0) << err_;
    EXPECT_STREQ(target_.host, "2001:db8::1");
    EXPECT_STREQ(config_.host, "2001:db8::1");
}

TEST_F(CliClientArgs, TheCertificatesNameCanBeAnother)
{
    char name[] = "example.org";
    args_.host = name;
    ASSERT_EQ(Check(), 0) << err_;
    EXPECT_STREQ(config_.host, "example.org");
    args_.credentials.ca = nullptr;
    args_.credentials.psk_file = kFile;
    EXPECT_EQ(Error(), "--host is a certificate's name: give --ca FILE too");
    args_.host = nullptr;
    ASSERT_EQ(Check(), 0) << err_;
    EXPECT_EQ(config_.host, nullptr); // there is none to verify
}

TEST_F(CliClientArgs, AnIdentityHasAKey)
{
    char name[] = "us";
    args_.identity = name;
    EXPECT_EQ(Error(), "--identity picks a pre-shared key: give --psk-file FILE too");
    args_.credentials.psk_file = kFile;
    EXPECT_EQ(Check(), 0) << err_;
    args_.credentials.psk_file = nullptr;
    args_.credentials.psk = kFile;
    EXPECT_EQ(Check(), 0) << err_;
}

TEST_F(CliClientArgs, SaysWhatIsWrongWithTheTarget)
{
    args_.connect = nullptr;
    EXPECT_EQ(Error().rfind("--connect is missing: say where the server is", 0), 0u);
    const struct {
        std::string text, error;
    } cases[] = {
        {"localhost", "'localhost' is not of the form HOST:PORT"},
        {":5684", "':5684' is not of the form"},
        {"2001:db8::1:5684", "'2001:db8::1:5684' is not of the form"},
        {"[]:1", "is not of the form"},
        {std::string(256, 'x') + ":1", "is not of the form"},
        {"localhost:", "port '' is not a number from 1 to 65535"},
        {"localhost:0", "port '0' is not a number from 1 to 65535"},
        {"localhost:65536", "port '65536' is not a number"},
        {"localhost:123456", "port '123456' is not a number"},
        {"localhost:coaps", "port 'coaps' is not a number"},
        {"localhost:-1", "port '-1' is not a number"},
    };
    for (const auto &c : cases) {
        std::string text = c.text;
        args_.connect = text.data();
        EXPECT_EQ(Error().rfind("--connect: ", 0), 0u) << err_;
        EXPECT_NE(std::string(err_).find(c.error), std::string::npos) << err_;
    }
    std::string longest = std::string(255, 'x') + ":65535";
    args_.connect = longest.data();
    EXPECT_EQ(Check(), 0) << err_;
}

TEST_F(CliClientArgs, TakesOnlyNumbersOfSeconds)
{
    char text[16];
    args_.linger = text;
    for (const char *bad : {"-1", "1.5", "s", "86401"}) {
        strcpy(text, bad);
        EXPECT_EQ(Error(), std::string("--linger: '") + bad + "' is not a number from 0 to 86400");
    }
    strcpy(text, "0");
    ASSERT_EQ(Check(), 0) << err_;
    EXPECT_EQ(config_.linger_ms, 0u);
}

TEST(ClientResolve, FindsAddressesInBothForms)
{
    dtl_target target;
    dtl_addr addresses[DTL_ADDRESSES_MAX];
    char err[512] = "", text[DTL_ADDR_STRLEN];
    for (const char *form : {"127.0.0.1:5684", "[::1]:5684"}) {
        ASSERT_EQ(dtl_target_parse(&target, form, err, sizeof err), 0) << err;
        ASSERT_EQ(dtl_target_resolve(&target, addresses, err, sizeof err), 1) << err;
        dtl_addr_format(&addresses[0], text);
        EXPECT_STREQ(text, form);
    }
    ASSERT_EQ(dtl_target_parse(&target, "no.such.host.invalid:1", err, sizeof err), 0);
    EXPECT_EQ(dtl_target_resolve(&target, addresses, err, sizeof err), DTL_ERR_NOT_FOUND);
    EXPECT_EQ(std::string(err).rfind("cannot find no.such.host.invalid: ", 0), 0u) << err;
}

class CliClientPick : public ::testing::Test
{
  protected:
    void Parse(const std::string &text)
    {
        dtl_psks_parse(
            &psks_, text.data(), text.size(), [](void *, unsigned, const char *, bool) {}, nullptr);
        args_.credentials.psk_file = kFile;
    }
    void TearDown() override
    {
        dtl_psks_free(&psks_);
    }

    // The identity, or the sentence.
    std::string Pick(const char *wanted)
    {
        std::string word = wanted ? wanted : "";
        args_.identity = wanted ? word.data() : nullptr;
        const uint8_t *identity;
        size_t len;
        char err[512];
        if (dtl_client_args_pick(&args_, &psks_, &identity, &len, err, sizeof err))
            return err;
        return std::string(reinterpret_cast<const char *>(identity), len);
    }

    dtl_client_args args_{};
    dtl_psks psks_{};
};

TEST_F(CliClientPick, TheOnlyIdentityIsOurs)
{
    Parse("one:00\n");
    EXPECT_EQ(Pick(nullptr), "one");
    EXPECT_EQ(Pick("one"), "one");
    EXPECT_EQ(Pick("on"), "--identity: there is no key for 'on'");
}

TEST_F(CliClientPick, OfSeveralWeMustSayWhich)
{
    Parse("one:00\ntwo:00\n");
    EXPECT_EQ(Pick(nullptr),
              "some.file has 2 identities; say with --identity ID which one is ours");
    EXPECT_EQ(Pick("two"), "two");
}

} // namespace
