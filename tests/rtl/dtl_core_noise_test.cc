// SPDX-License-Identifier: Apache-2.0
//
// Noise on the link, with the requests of a real host between: the noise is never answered, the
// requests always are, and the session's numbers go on as if there were none.
//
// DTL_NOISE_BYTES says how much of each kind, DTL_NOISE_SEED what (`make fuzz-link`).

#include <algorithm>
#include <cstdlib>

#include "tests/rtl/core_fixture.h"

static unsigned from_environment(const char *name, unsigned otherwise)
{
    const char *value = std::getenv(name);
    return value ? unsigned(std::strtoul(value, nullptr, 10)) : otherwise;
}

class Noise : public Core
{
  protected:
    const Session s{1, 14};
    std::deque<rec::Answer> want[2];
    uint64_t peer_seq = 0;
    unsigned asked = 0;

    void SetUp() override
    {
        const unsigned seed = from_environment("DTL_NOISE_SEED", 1);
        std::printf("seed %u\n", seed);
        host.rng.seed(seed);
        Core::SetUp();
        install(s, random_params());
        asked = 2; // attach and install
    }

    unsigned below(unsigned n)
    {
        return unsigned(host.rng() % n);
    }

    // --- kinds of noise: about a frame each ---

    Bytes uniform()
    {
        return random_bytes(1 + below(2000));
    }

    Bytes delimiters()
    {
        Bytes b = random_bytes(1 + below(500));
        const unsigned share = 1 + below(8);
        for (auto &byte : b)
            byte = below(share) ? byte : 0;
        return b;
    }

    Bytes endless()
    {
        Bytes b = random_bytes(1 + below(9000)); // the longest frame has about 2100
        for (auto &byte : b)
            byte = byte ? byte : 1;
        return b;
    }

    // What would harm if it were taken.
    wire::Request harm()
    {
        const uint8_t ops[] = {wire::Attach, wire::Write, wire::Install, wire::Remove,
                               wire::Query,  wire::Seal,  wire::Open,    uint8_t(host.rng())};
        wire::Request q = request(ops[below(8)], s, {}, uint16_t(host.rng()));
        q.type = uint8_t(host.rng());
        q.address = uint16_t(host.rng());
        q.value = below(2) ? token : uint32_t(host.rng());
        q.payload = random_bytes(q.opcode == wire::Install ? 128 : below(3) ? 0 : below(1500));
        if (below(4) == 0)
            q.length = uint16_t(below(3000));
        return q;
    }

    Bytes wrong_crc()
    {
        Bytes body = harm().body();
        uint32_t crc = wire::crc(body) ^ (below(2) ? 1u << below(32) : 1 + below(0xFFFFFFFF));
        for (int shift = 0; shift < 32; shift += 8)
            body.push_back(uint8_t(crc >> shift));
        Bytes b = wire::cobs_encode(body);
        b.push_back(0);
        return b;
    }

    void damage(Bytes &b)
    {
        auto at = b.begin() + below(unsigned(b.size()));
        switch (below(5)) {
        case 0:
            b.erase(at);
            break;
        case 1:
            b.insert(at, uint8_t(host.rng()));
            break;
        case 2:
            b.resize(size_t(at - b.begin()));
            break;
        default:
            *at ^= uint8_t(1u << below(8));
        }
    }

    Bytes damaged()
    {
        Bytes whole = harm().bytes(), b = whole;
        for (unsigned n = 1 + below(3); n > 0 && !b.empty(); n--)
            damage(b);
        whole.pop_back(); // its delimiter; the rest may have survived, with a zero before or behind
                          // it
        bool survived = std::search(b.begin(), b.end(), whole.begin(), whole.end()) != b.end();
        return survived ? damaged() : b;
    }

    // --- a host between it ---

    void ask(const wire::Request &q)
    {
        want[q.opcode == wire::Open].push_back(answer_of_model(q));
        host.send(q);
        asked++;
    }

    void ask_both()
    {
        ask(request(wire::Seal, s, random_bytes(below(100)), uint16_t(host.rng())));
        Bytes record = peer_record(s, peer_seq++, random_bytes(below(100)));
        ask(request(wire::Open, s, record, uint16_t(host.rng())));
    }

    uint32_t read(uint16_t address)
    {
        asked++;
        return host.read(address);
    }

    void expect_answers()
    {
        for (const wire::Response &r : host.collect()) {
            auto &queue = want[r.opcode == wire::Open];
            ASSERT_FALSE(queue.empty()) << "noise was answered";
            expect_like(queue.front(), r);
            queue.pop_front();
        }
        ASSERT_TRUE(want[0].empty() && want[1].empty()) << "a request was not answered";
        ASSERT_EQ(host.bad_frames, 0u);
    }

    void expect_device_well()
    {
        EXPECT_GT(read(REG(FRAME_ERRORS)), 0u);
        EXPECT_EQ(read(REG(FRAMES_IN)), asked) << "noise was taken for a frame";
        EXPECT_EQ(host.read(REG(STATUS)), 1u << 16 | token);
        expect_state_of_model(s);
        EXPECT_EQ(attach(token).boot, token);
        expect_like_model(request(wire::Seal, s, random_bytes(60)));
        EXPECT_EQ(attach(token + 1).boot, token + 1);
        EXPECT_EQ(host.read(REG(STATUS)), token + 1);
    }

    template <class Kind> void disturb_with(Kind kind)
    {
        const unsigned all = from_environment("DTL_NOISE_BYTES", 100 * 1000);
        for (unsigned sent = 0, turn = 1; sent < all; turn++) {
            Bytes noise = kind();
            sent += unsigned(noise.size());
            host.send(noise);
            host.send(Bytes{0}); // ends what the noise has begun
            if (turn % 4 == 0)
                ask_both();
            if (turn % 64 == 0) {
                host.gap = below(2) * below(50);
                host.stall = below(2) * below(50);
                ASSERT_NO_FATAL_FAILURE(expect_answers());
            }
        }
        ASSERT_NO_FATAL_FAILURE(expect_answers());
        expect_device_well();
    }
};

TEST_F(Noise, OfRandomBytes)
{
    disturb_with([this] { return uniform(); });
}

TEST_F(Noise, OfManyDelimiters)
{
    disturb_with([this] { return delimiters(); });
}

TEST_F(Noise, WithoutAnyDelimiter)
{
    disturb_with([this] { return endless(); });
}

TEST_F(Noise, OfFramesWithAWrongCrc)
{
    disturb_with([this] { return wrong_crc(); });
}

TEST_F(Noise, OfDamagedFrames)
{
    disturb_with([this] { return damaged(); });
}
