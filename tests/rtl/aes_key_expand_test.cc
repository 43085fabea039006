// SPDX-License-Identifier: Apache-2.0
//
// The key expander, with either S-box: the key schedules of FIPS 197 appendix A, and random keys
// against an expansion word by word as in figure 11.

#include <cstring>
#include <map>
#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <verilated.h>

#include "Vaes_key_expand_tb.h"
#include "tests/rtl/aes_math.h"

using Bytes = std::vector<uint8_t>;

static Bytes from_hex(const std::string &hex)
{
    Bytes b;
    for (size_t i = 0; i < hex.size(); i += 2)
        b.push_back(uint8_t(std::stoul(hex.substr(i, 2), nullptr, 16)));
    return b;
}

class KeyExpander : public ::testing::TestWithParam<unsigned>
{
  protected:
    struct Write {
        uint8_t addr;
        Bytes key;
    };

    static constexpr uint8_t KeyLast = 14, KeyChain = 15;

    VerilatedContext context;
    std::unique_ptr<Vaes_key_expand_tb> dut;
    std::mt19937 rng{3};

    void SetUp() override
    {
        context.randReset(2);
        context.randSeed(3);
        dut.reset(new Vaes_key_expand_tb(&context));
        dut->rst_ni = 0;
        dut->valid_i = 0;
        clock();
        dut->rst_ni = 1;
    }

    void clock()
    {
        dut->clk_i = 0;
        dut->eval();
        dut->clk_i = 1;
        dut->eval();
    }

    bool bit(unsigned signal) const
    {
        return signal >> GetParam() & 1;
    }

    // Offers a key for one cycle, with garbage on the port before and after, and behind a short
    // key. Returns what is written until the expander has been idle for a while.
    std::vector<Write> run(const Bytes &key)
    {
        Bytes port(32);
        for (auto &byte : port)
            byte = uint8_t(rng());
        std::memcpy(port.data(), key.data(), key.size());
        std::memcpy(&dut->key_i[0], port.data(), 32);
        dut->key_256_i = key.size() == 32;
        dut->valid_i = 1;
        EXPECT_TRUE(bit(dut->ready_o));
        clock();
        dut->valid_i = 0;
        std::vector<Write> writes;
        for (int idle = 0; idle < 8; idle = bit(dut->ready_o) ? idle + 1 : 0) {
            for (int i = 0; i < 8; i++)
                dut->key_i[i] = uint32_t(rng());
            dut->key_256_i = rng() & 1;
            if (bit(dut->we_o))
                writes.push_back(seen());
            EXPECT_EQ(bit(dut->last_o), bit(dut->we_o) && writes.back().addr == KeyLast);
            clock();
        }
        return writes;
    }

    Write seen() const
    {
        Write w{uint8_t(dut->addr_o >> 4 * GetParam() & 15), Bytes(16)};
        std::memcpy(w.key.data(), &dut->key_o[4 * GetParam()], 16);
        return w;
    }

    // The writes that ccm_pkg asks for, from the round keys one after another.
    static std::vector<Write> wanted(const Bytes &round_keys)
    {
        const size_t rounds = round_keys.size() / 16 - 1;
        std::vector<Write> writes;
        for (size_t r = 0; r <= rounds; r++)
            writes.push_back({r == rounds ? KeyLast : uint8_t(r),
                              Bytes(&round_keys[16 * r], &round_keys[16 * r] + 16)});
        Bytes chain = writes.back().key;
        for (size_t i = 0; i < 16; i++)
            chain[i] ^= round_keys[i];
        writes.push_back({KeyChain, chain});
        return writes;
    }

    void expect_writes(const std::vector<Write> &got, const std::vector<Write> &want)
    {
        ASSERT_EQ(got.size(), want.size());
        for (size_t i = 0; i < want.size(); i++) {
            EXPECT_EQ(got[i].addr, want[i].addr) << "write " << i;
            EXPECT_EQ(got[i].key, want[i].key) << "write " << i;
        }
    }
};

TEST_P(KeyExpander, ExpandsAppendixA1)
{
    const Bytes schedule = from_hex("2b7e151628aed2a6abf7158809cf4f3c"
                                    "a0fafe1788542cb123a339392a6c7605"
                                    "f2c295f27a96b9435935807a7359f67f"
                                    "3d80477d4716fe3e1e237e446d7a883b"
                                    "ef44a541a8525b7fb671253bdb0bad00"
                                    "d4d1c6f87c839d87caf2b8bc11f915bc"
                                    "6d88a37a110b3efddbf98641ca0093fd"
                                    "4e54f70e5f5fc9f384a64fb24ea6dc4f"
                                    "ead27321b58dbad2312bf5607f8d292f"
                                    "ac7766f319fadc2128d12941575c006e"
                                    "d014f9a8c9ee2589e13f0cc8b6630ca6");
    const Bytes key(schedule.begin(), schedule.begin() + 16);
    ASSERT_EQ(aes::expand(key), schedule);
    expect_writes(run(key), wanted(schedule));
}

TEST_P(KeyExpander, ExpandsAppendixA3)
{
    const Bytes schedule = from_hex("603deb1015ca71be2b73aef0857d7781"
                                    "1f352c073b6108d72d9810a30914dff4"
                                    "9ba354118e6925afa51a8b5f2067fcde"
                                    "a8b09c1a93d194cdbe49846eb75d5b9a"
                                    "d59aecb85bf3c917fee94248de8ebe96"
                                    "b5a9328a2678a647983122292f6c79b3"
                                    "812c81addadf48ba24360af2fab8b464"
                                    "98c5bfc9bebd198e268c3ba709e04214"
                                    "68007bacb2df331696e939e46c518d80"
                                    "c814e20476a9fb8a5025c02d59c58239"
                                    "de1369676ccc5a71fa2563959674ee15"
                                    "5886ca5d2e2f31d77e0af1fa27cf73c3"
                                    "749c47ab18501ddae2757e4f7401905a"
                                    "cafaaae3e4d59b349adf6acebd10190d"
                                    "fe4890d1e6188d0b046df344706c631e");
    const Bytes key(schedule.begin(), schedule.begin() + 32);
    ASSERT_EQ(aes::expand(key), schedule);
    expect_writes(run(key), wanted(schedule));
}

TEST_P(KeyExpander, ExpandsRandomKeys)
{
    for (int i = 0; i < 500; i++) {
        Bytes key(rng() & 1 ? 32 : 16);
        for (auto &byte : key)
            byte = uint8_t(rng());
        expect_writes(run(key), wanted(aes::expand(key)));
        if (HasFailure())
            return;
    }
}

INSTANTIATE_TEST_SUITE_P(Sbox, KeyExpander, ::testing::Values(0u, 1u),
                         [](const auto &info) { return info.param ? "Gates" : "Table"; });
