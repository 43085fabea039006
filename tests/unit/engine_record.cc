// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/unit/engine_harness.h"

extern "C" {
#include "driver/record.h"
}

static const Bytes kHeader{23,   0xfe, 0xfd, 0x01, 0x02, 0x0a, 0x0b,
                           0x0c, 0x0d, 0x0e, 0x0f, 0x12, 0x34};

TEST(EngineRecord, HeaderIsReadAndWritten)
{
    dtl_record_header h{};
    ASSERT_EQ(dtl_record_get_header(&h, kHeader.data(), kHeader.size()), 0);
    EXPECT_EQ(h.type, 23);
    EXPECT_EQ(h.version, DTL_VERSION_1_2);
    EXPECT_EQ(h.epoch, 0x0102);
    EXPECT_EQ(h.seq, 0x0a0b0c0d0e0fu);
    EXPECT_EQ(h.length, 0x1234);
    Bytes out(DTL_HEADER_LEN);
    dtl_record_put_header(out.data(), &h);
    EXPECT_EQ(out, kHeader);
}

TEST(EngineRecord, HeaderCutShortIsAnError)
{
    dtl_record_header h{};
    for (size_t len = 0; len < DTL_HEADER_LEN; len++)
        EXPECT_EQ(dtl_record_get_header(&h, kHeader.data(), len), DTL_ERR_FORMAT) << len;
}

TEST(EngineRecord, NonceAndAdditionalData)
{
    dtl_record_header h{};
    dtl_record_get_header(&h, kHeader.data(), kHeader.size());
    Bytes explicit_nonce(DTL_EXPLICIT_LEN), nonce(DTL_NONCE_LEN), aad(DTL_AAD_LEN);
    const Bytes salt{0xa1, 0xa2, 0xa3, 0xa4};
    dtl_record_put_number(explicit_nonce.data(), h.epoch, h.seq);
    dtl_record_nonce(nonce.data(), salt.data(), explicit_nonce.data());
    dtl_record_aad(aad.data(), &h, 0x0567);
    EXPECT_EQ(nonce,
              (Bytes{0xa1, 0xa2, 0xa3, 0xa4, 0x01, 0x02, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f}));
    EXPECT_EQ(aad,
              (Bytes{0x01, 0x02, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 23, 0xfe, 0xfd, 0x05, 0x67}));
}
