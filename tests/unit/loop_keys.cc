// SPDX-License-Identifier: Apache-2.0
//
// What may stay in the host's memory, and what follows for resumption.

#include <gtest/gtest.h>

#include <string>

extern "C" {
#include "host/loop/keys.h"
}

namespace
{

struct dtl_engine_limits Limits(bool isolated)
{
    struct dtl_engine_limits limits {
    };
    limits.caps = isolated ? DTL_CAP_KEYS_ISOLATED : 0;
    return limits;
}

const struct dtl_engine_limits kDevice = Limits(true), kSoft = Limits(false);

// "on", "off", or the sentence of the refusal.
std::string Choose(dtl_resumption wanted, dtl_keys keys, const struct dtl_engine_limits &limits)
{
    bool on;
    char err[512] = "";
    if (dtl_resumption_choose(&on, wanted, keys, &limits, err, sizeof err))
        return err;
    return on ? "on" : "off";
}

TEST(LoopKeys, TheEngineDecidesUnlessToldOtherwise)
{
    EXPECT_TRUE(dtl_keys_retained(DTL_KEYS_DEFAULT, &kSoft));
    EXPECT_FALSE(dtl_keys_retained(DTL_KEYS_DEFAULT, &kDevice));
    EXPECT_FALSE(dtl_keys_retained(DTL_KEYS_ISOLATED, &kSoft));
    EXPECT_TRUE(dtl_keys_retained(DTL_KEYS_RETAINED, &kDevice));
}

TEST(LoopKeys, OnlyADeviceIsolatesThem)
{
    char err[512] = "";
    for (dtl_keys keys : {DTL_KEYS_DEFAULT, DTL_KEYS_ISOLATED, DTL_KEYS_RETAINED})
        EXPECT_EQ(dtl_keys_check(keys, &kDevice, "model", err, sizeof err), 0);
    for (dtl_keys keys : {DTL_KEYS_DEFAULT, DTL_KEYS_RETAINED})
        EXPECT_EQ(dtl_keys_check(keys, &kSoft, "soft", err, sizeof err), 0);
    EXPECT_EQ(dtl_keys_check(DTL_KEYS_ISOLATED, &kSoft, "soft", err, sizeof err), DTL_ERR_ARG);
    EXPECT_EQ(std::string(err).rfind("engine 'soft' holds keys in this host's memory", 0), 0u);
}

TEST(LoopKeys, ResumptionFollowsThem)
{
    EXPECT_EQ(Choose(DTL_RESUMPTION_DEFAULT, DTL_KEYS_DEFAULT, kSoft), "on");
    EXPECT_EQ(Choose(DTL_RESUMPTION_DEFAULT, DTL_KEYS_DEFAULT, kDevice), "off");
    EXPECT_EQ(Choose(DTL_RESUMPTION_DEFAULT, DTL_KEYS_ISOLATED, kDevice), "off");
    EXPECT_EQ(Choose(DTL_RESUMPTION_DEFAULT, DTL_KEYS_RETAINED, kDevice), "on");
    EXPECT_EQ(Choose(DTL_RESUMPTION_ON, DTL_KEYS_RETAINED, kDevice), "on");
    for (dtl_keys keys : {DTL_KEYS_DEFAULT, DTL_KEYS_ISOLATED, DTL_KEYS_RETAINED})
        EXPECT_EQ(Choose(DTL_RESUMPTION_OFF, keys, kSoft), "off");
}

TEST(LoopKeys, IsolatedKeysAndResumptionDoNotGoTogether)
{
    const std::string why = "resumption keeps master secrets in the host's memory, and --keys "
                            "isolated";
    EXPECT_EQ(Choose(DTL_RESUMPTION_ON, DTL_KEYS_ISOLATED, kDevice).rfind(why + " allows", 0), 0u);
    EXPECT_EQ(
        Choose(DTL_RESUMPTION_ON, DTL_KEYS_DEFAULT, kDevice).rfind(why + ", this engine's", 0), 0u);
}

} // namespace
