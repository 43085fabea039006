// SPDX-License-Identifier: Apache-2.0
//
// Watches sealed records for the one thing that must never happen: two of them under the same key
// and nonce. Copies of the same bytes are fine, a network makes those.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

class NonceMonitor
{
  public:
    // `record` is whole, header first, of an epoch whose transmit key is `key`. Any name that is
    // the same exactly when the key is will do.
    void Sealed(const std::string &key, const std::vector<uint8_t> &record)
    {
        ASSERT_GE(record.size(), kText) << "too short to be a sealed record";
        Check(key, Part(record, 3, 11), record, "sequence number"); // with the epoch
        Check(key + "/nonce", Part(record, kExplicit, kText), record, "nonce");
        records_++;
    }

    size_t records() const
    {
        return records_;
    }

  private:
    static constexpr size_t kExplicit = 13, kText = 21;
    using Slice = std::vector<uint8_t>;

    static Slice Part(const Slice &record, size_t from, size_t to)
    {
        return Slice(record.begin() + static_cast<long>(from),
                     record.begin() + static_cast<long>(to));
    }

    void Check(const std::string &key, const Slice &number, const Slice &record, const char *what)
    {
        auto [seen, fresh] = seen_.try_emplace({key, number}, record);
        if (!fresh && seen->second != record)
            ADD_FAILURE() << "two different records under one key and " << what << ":\n  "
                          << testing::PrintToString(seen->second) << "\n  "
                          << testing::PrintToString(record);
    }

    std::map<std::pair<std::string, Slice>, Slice> seen_;
    size_t records_ = 0;
};
