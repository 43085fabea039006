// SPDX-License-Identifier: Apache-2.0
//
// Records made and opened by other people's AES-CCM, straight from RFC 6347 section 4.1 and RFC
// 6655 section 3: what engines are compared with.
#pragma once

#include "tests/unit/engine_harness.h"

struct RecordFields {
    uint8_t type = DTL_CT_APPLICATION_DATA;
    uint16_t version = 0xfefd;
    uint16_t epoch = 1;
    uint64_t seq = 0;
    Bytes nonce; // explicit nonce; empty: epoch and sequence number
};

// Seals as the holder of `tx` does.
Bytes OpenSslSeal(const dtl_tx_params &tx, unsigned key_len, unsigned tag_len,
                  const RecordFields &f, const Bytes &payload);
Bytes MbedTlsSeal(const dtl_tx_params &tx, unsigned key_len, unsigned tag_len,
                  const RecordFields &f, const Bytes &payload);
