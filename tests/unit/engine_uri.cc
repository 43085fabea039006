// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "tests/unit/engine_harness.h"

static std::string OpenError(const std::string &uri)
{
    dtl_engine *e = nullptr;
    char err[256] = "";
    EXPECT_EQ(dtl_engine_open(&e, uri.c_str(), 0, err, sizeof err), DTL_ERR_ARG) << uri;
    EXPECT_EQ(e, nullptr);
    return err;
}

TEST(EngineUri, UnknownSchemeNamesThoseThatExist)
{
    for (const char *uri : {"sofa", "sof", "soft2", "", ":", "Soft"}) {
        std::string err = OpenError(uri);
        EXPECT_NE(err.find("soft, model"), std::string::npos) << err;
    }
    EXPECT_NE(OpenError("sofa:x").find("'sofa'"), std::string::npos);
}

TEST(EngineUri, OptionsAreChecked)
{
    EXPECT_NE(OpenError("soft:x=1").find("x=1"), std::string::npos);
    EXPECT_NE(OpenError("soft:" + std::string(256, 'a')).find("longer"), std::string::npos);
    for (const char *bad : {"model:lanes", "model:lanes=", "model:lanes=x", "model:lanes=-1",
                            "model:lanes=1x", "model:lanes=99999999999", "model:speed=1",
                            "model:seed=99999999999999999999", "model:lanes=1,,x=2"})
        EXPECT_FALSE(OpenError(bad).empty()) << bad;
}

TEST(EngineUri, EmptyOptionsAreNone)
{
    Engine soft("soft:"), model("model:"), seeded("model:lanes=1,seed=7");
}

TEST(EngineUri, TheModelHasTheLanesThatItIsAskedFor)
{
    for (unsigned lanes : {1u, 2u, 4u})
        EXPECT_EQ(Engine("model:lanes=" + std::to_string(lanes)).limits().lanes, lanes);
    for (const char *others : {"model:lanes=0", "model:lanes=3", "model:lanes=32"})
        EXPECT_NE(OpenError(others).find("1, 2 or 4 lanes"), std::string::npos);
}

TEST(EngineUri, TheProcessorsAesIsThereWithFourLanes)
{
    for (const char *four : {"model:aes=dpi", "model:lanes=4,aes=dpi"})
        EXPECT_EQ(Engine(four).limits().lanes, 4u);
    for (const char *others : {"model:aes=dpi,lanes=1", "model:lanes=2,aes=dpi"})
        EXPECT_NE(OpenError(others).find("aes=dpi with 4 lanes"), std::string::npos);
    for (const char *bad : {"model:lanes=4,aes=rtl", "model:aes=", "model:aes=dpi2"})
        EXPECT_NE(OpenError(bad).find("with aes=dpi the processor's"), std::string::npos);
}

TEST(EngineUri, TheSmallDeviceHas16SessionsAndOneLane)
{
    EXPECT_EQ(Engine("model:small").limits().sessions, 16u);
    EXPECT_EQ(Engine("model:small,lanes=1").limits().lanes, 1u);
    for (const char *others : {"model:small,lanes=2", "model:small,aes=dpi"})
        EXPECT_NE(OpenError(others).find("the small device has 1 lane"), std::string::npos);
}

TEST(EngineUri, ShortErrorBufferIsRespected)
{
    dtl_engine *e;
    char err[8] = "1234567";
    dtl_engine_open(&e, "sofa", 0, err, 4);
    EXPECT_EQ(std::string(err), "unk");
    EXPECT_EQ(err[4], '5');
}

TEST(EngineUri, ClosingNothingIsFine)
{
    dtl_engine_close(nullptr);
}

TEST(EngineResults, EachHasItsOwnSentence)
{
    std::set<std::string> seen;
    for (int r = DTL_R_OK; r <= DTL_R_REFUSED; r++) {
        std::string text = dtl_result_str(static_cast<dtl_result>(r));
        EXPECT_TRUE(seen.insert(text).second) << text;
        EXPECT_NE(text.back(), '.');
    }
    EXPECT_TRUE(seen.insert(dtl_result_str(static_cast<dtl_result>(99))).second);
    for (int err = DTL_ERR_NOT_FOUND; err <= 0; err++)
        EXPECT_TRUE(seen.insert(dtl_strerror(err)).second) << err;
}
