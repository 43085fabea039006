// SPDX-License-Identifier: Apache-2.0
//
// Watches sealed records for the one thing that must never happen: two of them under the same key
// and nonce.
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
    //
    // For taps that see each sealing once, such as an engine's completions: a number that comes
    // again is a failure, even with the same bytes, because equal payloads would hide it.
    void Sealed(const std::string &key, const std::vector<uint8_t> &record)
    {
        Watch(key, record, false);
    }

    // For taps on a network, which makes copies of records.
    void Seen(const std::string &key, const std::vector<uint8_t> &record)
    {
        Watch(key, record, true);
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

    void Watch(const std::string &key, const Slice &record, bool copies_are_fine)
    {
        ASSERT_GE(record.size(), kText) << "too short to be a sealed record";
        // with the epoch
        Check(key, Part(record, 3, 11), record, copies_are_fine, "sequence number");
        Check(key + "/nonce", Part(record, kExplicit, kText), record, copies_are_fine, "nonce");
        records_++;
    }

    void Check(const std::string &key, const Slice &number, const Slice &record,
               bool copies_are_fine, const char *what)
    {
        auto [seen, fresh] = seen_.try_emplace({key, number}, record);
        if (!fresh && !(copies_are_fine && seen->second == record))
            ADD_FAILURE() << "two records under one key and " << what << ":\n  "
                          << testing::PrintToString(seen->second) << "\n  "
                          << testing::PrintToString(record);
    }

    std::map<std::pair<std::string, Slice>, Slice> seen_;
    size_t records_ = 0;
};
