// SPDX-License-Identifier: Apache-2.0
//
// What a fuzz target is: a function of bytes whose checks are GoogleTest's. libFuzzer calls it with
// inputs of its own making (fuzzer.cc), the tests with those of the corpus (replay.cc).
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

using Bytes = std::vector<uint8_t>;

// A program in bytes, read from its front. At its end it goes on as zeros.
class Input
{
  public:
    Input(const uint8_t *data, size_t len) : at_(data), left_(len)
    {
    }

    bool empty() const
    {
        return left_ == 0;
    }
    uint8_t Byte()
    {
        if (!left_)
            return 0;
        left_--;
        return *at_++;
    }
    uint16_t Word()
    {
        uint16_t high = Byte();
        return static_cast<uint16_t>(high << 8 | Byte());
    }
    Bytes Take(size_t n)
    {
        n = std::min(n, left_);
        Bytes taken(at_, at_ + n);
        at_ += n;
        left_ -= n;
        return taken;
    }
    Bytes Rest()
    {
        return Take(left_);
    }

  private:
    const uint8_t *at_;
    size_t left_;
};

// Exactly these bytes on the heap, so that reading one too many is seen. NULL if there are none.
inline std::unique_ptr<uint8_t[]> Exactly(const Bytes &bytes)
{
    std::unique_ptr<uint8_t[]> copy;
    if (!bytes.empty())
        copy.reset(new uint8_t[bytes.size()]);
    std::copy(bytes.begin(), bytes.end(), copy.get());
    return copy;
}

namespace fuzz
{

struct Target {
    const char *name;
    void (*run)(Input in);
};

std::vector<Target> &Targets();

struct Registration {
    explicit Registration(const Target &t)
    {
        Targets().push_back(t);
    }
};

// Runs one input from the same state as every other.
void Run(const Target &t, const uint8_t *data, size_t len);

} // namespace fuzz

#define FUZZ_TARGET(name)                                                                          \
    static void Fuzz_##name(Input in);                                                             \
    static const fuzz::Registration registration_##name{{#name, Fuzz_##name}};                     \
    static void Fuzz_##name(Input in)
