// SPDX-License-Identifier: Apache-2.0
//
// The engine contract (driver/engine.h), checked on every engine. A new engine joins by its URI.
#pragma once

#include <gtest/gtest.h>

#include "tests/unit/engine_harness.h"
#include "tests/unit/engine_oracle.h"
#include "tests/unit/nonce_monitor.h"

class Contract : public testing::TestWithParam<const char *>
{
  protected:
    Contract() : engine(GetParam())
    {
    }

    // Two sessions of the same engine that are each other's peer.
    void InstallPair(const Pair &p)
    {
        pair = p;
        a = engine.Install(p.a);
        b = engine.Install(p.b);
    }

    // A record for `b`, made outside the engine.
    Bytes ForB(const RecordFields &f, const Bytes &payload) const
    {
        return OpenSslSeal(pair.a.tx, pair.a.key_len, pair.a.tag_len, f, payload);
    }
    Bytes ForB(uint64_t seq) const
    {
        RecordFields f;
        f.seq = seq;
        return ForB(f, Pattern(5, static_cast<uint32_t>(seq)));
    }

    Engine engine;
    Pair pair;
    dtl_session a = 0, b = 0;
};

std::vector<const char *> ContractEngines();
std::string ContractName(const testing::TestParamInfo<const char *> &info);

#define CONTRACT_SUITE(name)                                                                       \
    INSTANTIATE_TEST_SUITE_P(Engines, name, testing::ValuesIn(ContractEngines()), ContractName)
