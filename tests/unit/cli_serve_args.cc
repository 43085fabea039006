// SPDX-License-Identifier: Apache-2.0
//
// What gateway and server are told: what fits together, and the sentence for each thing that does
// not.

#include <gtest/gtest.h>

#include <string>

extern "C" {
#include "host/cli/commands.h"
#include "host/cli/serve_args.h"
#include "host/cli/values.h"
}

namespace
{

char kAddress[] = "[::]:5684", kFile[] = "some.file", kOther[] = "other.file";

class CliServeArgs : public ::testing::Test
{
  protected:
    CliServeArgs()
    {
        args_.listen = kAddress;
        args_.credentials.psk_file = kFile;
    }

    int Check()
    {
        return dtl_serve_args_check(&args_, &config_, err_, sizeof err_);
    }
    std::string Error()
    {
        EXPECT_EQ(Check(), DTL_ERR_ARG);
        return err_;
    }

    dtl_serve_args args_{};
    dtl_server_config config_{};
    char err_[512] = "";
};

TEST_F(CliServeArgs, FillsAConfiguration)
{
    ASSERT_EQ(Check(), 0) << err_;
    EXPECT_STREQ(config_.engine_uri, "soft");
    EXPECT_EQ(config_.clients_max, 0u);
    EXPECT_EQ(config_.keys, DTL_KEYS_DEFAULT);
    EXPECT_EQ(config_.resumption, DTL_RESUMPTION_DEFAULT);
    EXPECT_EQ(dtl_addr_port(&config_.listen), 5684);
}

TEST_F(CliServeArgs, SaysWhatIsMissing)
{
    args_.listen = nullptr;
    EXPECT_NE(Error().find("--listen is missing"), std::string::npos);
    args_.listen = kAddress;
    args_.credentials.psk_file = nullptr;
    EXPECT_EQ(Error().rfind("say what clients are known by: --psk-file FILE", 0), 0u) << err_;
}

TEST_F(CliServeArgs, TakesKeysCertificatesOrBoth)
{
    args_.credentials.cert = args_.credentials.key = args_.credentials.ca = kOther;
    EXPECT_EQ(Check(), 0) << err_;
    args_.credentials.psk_file = nullptr;
    EXPECT_EQ(Check(), 0) << err_;
    EXPECT_FALSE(config_.anonymous_clients);
}

TEST_F(CliServeArgs, LetsStrangersInOnlyIfThatIsSaid)
{
    args_.anonymous_clients = kOther;
    EXPECT_EQ(Error().rfind("--anonymous-clients takes a certificate of ours", 0), 0u) << err_;
    args_.credentials.cert = args_.credentials.key = kOther;
    EXPECT_EQ(Check(), 0) << err_;
    EXPECT_TRUE(config_.anonymous_clients);
    args_.credentials.ca = kOther;
    EXPECT_EQ(Error(), "give one of --ca FILE and --anonymous-clients");
    args_.credentials.ca = args_.anonymous_clients = nullptr;
    EXPECT_EQ(Error().rfind("--cert alone would let everybody in: say with --ca FILE", 0), 0u);
    args_.credentials.psk_file = nullptr;
    EXPECT_EQ(Error().rfind("--cert alone would let everybody in: say with --ca FILE", 0), 0u);
}

TEST_F(CliServeArgs, SaysWhatDoesNotFitTogether)
{
    args_.credentials.psk = kOther;
    EXPECT_EQ(Error(), "give the keys with one of --psk-file FILE and --psk ID:HEX");
    args_.credentials.psk = nullptr;
    args_.credentials.cert = kOther;
    EXPECT_EQ(Error(), "--cert FILE and --key FILE go together");
    args_.credentials.cert = nullptr;
    args_.credentials.key = kOther;
    EXPECT_EQ(Error(), "--cert FILE and --key FILE go together");
    args_.credentials.key = nullptr;
    args_.credentials.ca = kOther;
    EXPECT_EQ(Error().rfind("--ca asks clients for certificates", 0), 0u) << err_;
}

TEST_F(CliServeArgs, NamesTheOptionOfABadValue)
{
    char word[] = "nowhere";
    args_.listen = word;
    EXPECT_EQ(Error().rfind("--listen: 'nowhere' is not of the form", 0), 0u) << err_;
    args_.listen = kAddress;
    args_.keys = word;
    EXPECT_EQ(Error(), "--keys: 'nowhere' is neither isolated nor retained");
    args_.keys = nullptr;
    args_.resumption = word;
    EXPECT_EQ(Error(), "--resumption: 'nowhere' is neither on nor off");
}

TEST_F(CliServeArgs, TakesOnlyNumbersOfClients)
{
    char text[32];
    args_.clients_max = text;
    for (const char *bad : {"0", "-1", "1k", "x", " 1", "10000000", "99999999999999999999"}) {
        strcpy(text, bad);
        EXPECT_NE(Error().find("is not a number from 1 to 9999999"), std::string::npos) << bad;
    }
    strcpy(text, "9999999");
    EXPECT_EQ(Check(), 0);
    EXPECT_EQ(config_.clients_max, 9999999u);
}

TEST(CliValues, TakesAnyNumberOf32Bits)
{
    char err[256] = "";
    uint32_t n;
    EXPECT_EQ(dtl_value_number(&n, "--seed", "4294967295", 0, UINT32_MAX, err, sizeof err), 0);
    EXPECT_EQ(n, UINT32_MAX);
    for (const char *bad : {"4294967296", "9999999999", "18446744073709551617"})
        EXPECT_EQ(dtl_value_number(&n, "--seed", bad, 0, UINT32_MAX, err, sizeof err), DTL_ERR_ARG);
    EXPECT_STREQ(err, "--seed: '18446744073709551617' is not a number from 0 to 4294967295");
}

TEST(CliValues, KnowsKeysAndResumption)
{
    char err[256] = "";
    dtl_keys keys;
    dtl_resumption resumption;
    EXPECT_EQ(dtl_value_keys(&keys, "isolated", err, sizeof err), 0);
    EXPECT_EQ(keys, DTL_KEYS_ISOLATED);
    EXPECT_EQ(dtl_value_keys(&keys, "retained", err, sizeof err), 0);
    EXPECT_EQ(keys, DTL_KEYS_RETAINED);
    EXPECT_EQ(dtl_value_resumption(&resumption, "on", err, sizeof err), 0);
    EXPECT_EQ(resumption, DTL_RESUMPTION_ON);
    EXPECT_EQ(dtl_value_resumption(&resumption, "off", err, sizeof err), 0);
    EXPECT_EQ(resumption, DTL_RESUMPTION_OFF);
}

class CliCredentialArgs : public ::testing::Test
{
  protected:
    std::string Error(dtl_role role)
    {
        char err[512] = "";
        EXPECT_EQ(dtl_credential_args_check(&args_, role, err, sizeof err), DTL_ERR_ARG);
        return err;
    }

    // The exit status; what is said is in said_.
    int Load(const std::string &psk)
    {
        strcpy(psk_, psk.c_str());
        args_.psk = psk_;
        const dtl_usage usage = {"test", "", "", nullptr, 0};
        testing::internal::CaptureStderr();
        int status = dtl_credential_args_load(&args_, &usage, &loaded_);
        said_ = testing::internal::GetCapturedStderr();
        return status;
    }

    char psk_[128];
    dtl_credential_args args_{};
    dtl_loaded loaded_{};
    std::string said_;
};

TEST_F(CliCredentialArgs, AClientNeedsAKeyOrCertificateAuthorities)
{
    EXPECT_EQ(Error(DTL_ROLE_CLIENT).rfind("say how the server is known: --psk-file FILE", 0), 0u);
    args_.cert = args_.key = kFile;
    EXPECT_EQ(Error(DTL_ROLE_CLIENT).rfind("--cert is used with servers that have", 0), 0u);
    args_.ca = kFile;
    char err[512] = "";
    EXPECT_EQ(dtl_credential_args_check(&args_, DTL_ROLE_CLIENT, err, sizeof err), 0) << err;
}

TEST_F(CliCredentialArgs, ReadsTheKeyOfTheCommandLineAndWipesIt)
{
    EXPECT_EQ(Load("one:000102030405060708090a0b0c0d0e0f"), DTL_EXIT_OK);
    EXPECT_EQ(loaded_.psks.n, 1u);
    EXPECT_EQ(said_,
              "dtlane test: warning: other users of this machine can see --psk; use --psk-file\n");
    dtl_loaded_free(&loaded_);
    for (size_t i = 0; i < sizeof "one:000102030405060708090a0b0c0d0e0f"; i++)
        EXPECT_EQ(psk_[i], 0);
}

TEST_F(CliCredentialArgs, SaysWhatIsWrongWithTheKeyOfTheCommandLine)
{
    const struct {
        const char *psk, *error;
    } cases[] = {
        {"one", "--psk: there is no colon, write identity:hexkey\n"},
        {"one:xyz", "--psk: the key is not hexadecimal\n"},
        {" ", "--psk: write it as ID:HEX\n"},
    };
    for (const auto &c : cases) {
        EXPECT_EQ(Load(c.psk), DTL_EXIT_USAGE);
        EXPECT_NE(said_.find(c.error), std::string::npos) << said_;
        EXPECT_EQ(psk_[0], 0); // wiped all the same
    }
}

TEST_F(CliCredentialArgs, WarnsOfAShortKeyOfTheCommandLine)
{
    EXPECT_EQ(Load("one:0102"), DTL_EXIT_OK);
    EXPECT_NE(said_.find("warning: --psk: the key is shorter than 16 bytes"), std::string::npos);
    dtl_loaded_free(&loaded_);
}

} // namespace
