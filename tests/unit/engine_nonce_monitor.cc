// SPDX-License-Identifier: Apache-2.0
//
// The monitor that other tests rely on does notice.
#include <gtest/gtest-spi.h>

#include "tests/unit/engine_oracle.h"
#include "tests/unit/nonce_monitor.h"

static Bytes Sealed(uint64_t seq, const Bytes &payload, const Bytes &nonce = {})
{
    RecordFields f;
    f.seq = seq;
    f.nonce = nonce;
    return OpenSslSeal(Pair().a.tx, 16, 8, f, payload);
}

TEST(NonceMonitorItself, CopiesOtherNumbersAndOtherKeysAreFine)
{
    NonceMonitor m;
    m.Seen("k", Sealed(1, {1}));
    m.Seen("k", Sealed(1, {1}));
    m.Sealed("k", Sealed(2, {1}));
    m.Sealed("other", Sealed(1, {2}));
    EXPECT_EQ(m.records(), 4u);
}

TEST(NonceMonitorItself, SealingTheSameTwiceIsAFailure)
{
    NonceMonitor m;
    const Bytes record = Sealed(1, {1});
    m.Sealed("k", record);
    testing::TestPartResultArray failures;
    {
        testing::ScopedFakeTestPartResultReporter catcher(&failures);
        m.Sealed("k", record);
    }
    EXPECT_EQ(failures.size(), 2) << "under one sequence number and under one nonce";
}

TEST(NonceMonitorItself, SecondRecordUnderOneNumberIsAFailure)
{
    NonceMonitor m;
    m.Sealed("k", Sealed(1, {1}));
    EXPECT_NONFATAL_FAILURE(m.Sealed("k", Sealed(1, {2}, Pattern(8, 1))), "one key and sequence");
}

TEST(NonceMonitorItself, SecondRecordUnderOneNonceIsAFailure)
{
    NonceMonitor m;
    m.Sealed("k", Sealed(1, {1}, Pattern(8, 1)));
    EXPECT_NONFATAL_FAILURE(m.Sealed("k", Sealed(2, {1}, Pattern(8, 1))), "one key and nonce");
}
