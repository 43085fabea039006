// SPDX-License-Identifier: Apache-2.0
//
// The link alone, over link_tb's stand-in for the record engine: framing, routing, order, credits,
// control requests. Section numbers are those of docs/PROTOCOL.md.

#include <memory>

#include <gtest/gtest.h>

#include "Vlink_tb.h"
#include "tests/rtl/link_host.h"

using wire::Bytes;
using wire::Request;
using wire::Response;

namespace
{
constexpr uint16_t token = 0xBEEF;
constexpr unsigned credit = 512;
constexpr uint16_t frames_in = 0x88, frames_out = 0x8C, frame_errors = 0x90;
enum { Ok = 0, Busy = 12, Refused = 15 };
} // namespace

class Link : public ::testing::Test
{
  protected:
    LinkHost<Vlink_tb> host{21};

    void SetUp() override
    {
        host.dut->hold_records_i = 0;
        host.dut->hold_ctl_i = 0;
        host.reset();
    }

    Bytes random_bytes(size_t n)
    {
        Bytes b(n);
        for (auto &byte : b)
            byte = uint8_t(host.rng());
        return b;
    }

    Request record(uint8_t opcode, uint16_t tag, size_t len)
    {
        return {.opcode = opcode,
                .type = uint8_t(host.rng()),
                .tag = tag,
                .generation = uint16_t(host.rng()),
                .slot = uint16_t(host.rng() & 0x0FFF), // result 0, any flags
                .payload = random_bytes(len)};
    }

    static void expect_echo(const Request &q, const Response &r)
    {
        EXPECT_EQ(r.opcode, q.opcode);
        EXPECT_EQ(r.tag, q.tag);
        EXPECT_EQ(r.result, q.slot >> 12);
        EXPECT_EQ(r.flags, q.slot >> 8 & 15);
        EXPECT_EQ(r.type, q.type);
        EXPECT_EQ(r.seq, uint64_t(q.generation) << 32 | uint64_t(q.slot) << 16 | q.payload.size());
        EXPECT_EQ(r.payload, r.result == Ok ? q.payload : Bytes{});
    }

    void expect_alive()
    {
        host.collect();
        Request q = record(wire::Seal, 0xA11E, 33);
        expect_echo(q, host.ask(q));
    }
};

// --- frames, section 1 ---

TEST_F(Link, CrcIsThatOfZlib)
{
    EXPECT_EQ(wire::crc({'1', '2', '3', '4', '5', '6', '7', '8', '9'}), 0xCBF43926u);
    // Whatever the device sends is checked against it, and so is what it takes.
    EXPECT_EQ(host.read(0x00), 0x44544C4Eu);
    EXPECT_EQ(host.bad_frames, 0u);
}

TEST_F(Link, RecordsOfEveryLengthPassWhole)
{
    for (size_t len = 0; len <= wire::payload_max; len += len < 300 ? 1 : 97)
        for (uint8_t op : {wire::Seal, wire::Open}) {
            Request q = record(op, uint16_t(len), len);
            expect_echo(q, host.ask(q));
        }
    Request q = record(wire::Seal, 1, wire::payload_max);
    expect_echo(q, host.ask(q));
}

TEST_F(Link, IdleFillAndDelimiterStormsAreNothing)
{
    host.send(Bytes(5000, 0x00));
    for (int i = 0; i < 20; i++) {
        Request q = record(wire::Seal, uint16_t(i), size_t(i));
        host.send(Bytes(host.rng() % 50, 0x00));
        host.send(q);
        host.send(Bytes(host.rng() % 50, 0x00));
        expect_echo(q, host.next());
    }
    EXPECT_EQ(host.read(frame_errors), 0u);
}

TEST_F(Link, ResynchronisesAfterDamageAtEveryByteOfAFrame)
{
    uint32_t damaged = 0;
    for (uint8_t op : {wire::Seal, wire::Install}) {
        Request victim = record(op, 0xDEAD, op == wire::Seal ? 40 : 128);
        victim.value = token;
        const Bytes good = victim.bytes();
        for (size_t at = 0; at + 1 < good.size(); at++)
            for (int kind = 0; kind < 5; kind++) {
                Bytes bad = good;
                auto where = bad.begin() + long(at);
                switch (kind) {
                case 0: // cut short
                    bad.erase(where, bad.end() - 1);
                    break;
                case 1: // a byte lost
                    bad.erase(where);
                    break;
                case 2: // a byte doubled
                    bad.insert(where, *where);
                    break;
                case 3: // bits flipped
                    *where ^= uint8_t(1 + host.rng() % 255);
                    break;
                case 4: // a delimiter within
                    *where = 0;
                    break;
                }
                damaged += bad != good && bad.size() > 1;
                host.send(bad);
                Request q = record(wire::Open, uint16_t(at), at % 50);
                Response r = host.ask(q);
                ASSERT_EQ(r.tag, q.tag) << "damage " << kind << " at " << at;
                expect_echo(q, r);
            }
    }
    EXPECT_TRUE(host.collect().empty()) << "a damaged frame was answered";
    EXPECT_EQ(host.dut->taken_o[0], 0u) << "a damaged SEAL was begun";
    EXPECT_EQ(host.dut->ctl_taken_o, 0u);
    EXPECT_GE(host.read(frame_errors), damaged);
}

TEST_F(Link, ShortAndLongFramesAreDropped)
{
    for (size_t n = 0; n < 16; n++)
        host.send(wire::frame(random_bytes(n)));
    Request longest = record(wire::Seal, 5, wire::payload_max);
    Bytes body = longest.body();
    body.push_back(1); // one more than the longest request
    host.send(wire::frame(body));
    body.resize(9000, 7);
    host.send(wire::frame(body));
    EXPECT_TRUE(host.collect().empty());
    EXPECT_EQ(host.read(frame_errors), 18u);
    expect_echo(longest, host.ask(longest));
}

TEST_F(Link, AnEndlessFrameIsOneError)
{
    for (int i = 0; i < 100; i++)
        host.send(Bytes(997, uint8_t(1 + i)));
    host.send(Bytes{0x00});
    expect_alive();
    EXPECT_EQ(host.read(frame_errors), 1u);
}

TEST_F(Link, LengthThatDisagreesIsRefused)
{
    for (uint8_t op : {wire::Seal, wire::Open, wire::Install, wire::Read, wire::Query})
        for (size_t real : {0, 1, 15, 16, 17, 100, 128, 2048})
            for (uint32_t said : {0u, 1u, 16u, 99u, 101u, 128u, 2048u, 2049u, 4096u, 65535u}) {
                Request q = record(op, uint16_t(said), real);
                q.length = uint16_t(said);
                if (said == real)
                    continue;
                Response r = host.ask(q);
                EXPECT_EQ(r.opcode, q.opcode);
                EXPECT_EQ(r.tag, q.tag);
                EXPECT_EQ(r.result, Refused);
            }
    EXPECT_EQ(host.dut->taken_o[0] + host.dut->taken_o[1] + host.dut->ctl_taken_o, 0u);
    EXPECT_EQ(host.read(frame_errors), 0u);
    expect_alive();
}

TEST_F(Link, UnknownOpcodesAreRefused)
{
    for (unsigned op = 0; op < 256; op++) {
        switch (op) {
        case wire::Attach:
        case wire::Read:
        case wire::Write:
        case wire::Install:
        case wire::Remove:
        case wire::Query:
        case wire::Seal:
        case wire::Open:
            continue;
        }
        Request q = record(uint8_t(op), uint16_t(op * 257), op);
        Response r = host.ask(q);
        EXPECT_EQ(r.opcode, op & 0x7F);
        EXPECT_EQ(r.result, Refused);
        EXPECT_EQ(r.tag, q.tag);
    }
}

TEST_F(Link, ControlRequestsWithAPayloadTheyDoNotHaveAreRefused)
{
    for (uint8_t op : {wire::Attach, wire::Read, wire::Write, wire::Remove, wire::Query})
        EXPECT_EQ(host.ask(record(op, 1, 16)).result, Refused);
    for (size_t len : {0, 112, 127, 129, 144})
        EXPECT_EQ(host.ask(record(wire::Install, 1, len)).result, Refused);
    EXPECT_EQ(host.dut->ctl_taken_o, 0u);
}

// --- order and fairness, section 3 ---

TEST_F(Link, EachKindAnswersInOrderUnderGapsAndStalls)
{
    for (unsigned pause : {0, 20, 70}) {
        host.gap = host.stall = pause;
        std::deque<Request> want[3];
        size_t beats[2] = {};
        for (int i = 0; i < 300; i++) {
            unsigned kind = host.rng() % 3;
            Request q = kind < 2
                            ? record(kind ? wire::Open : wire::Seal, uint16_t(i), host.rng() % 90)
                            : Request{.opcode = wire::Read, .tag = uint16_t(i)};
            if (kind < 2 && host.rng() % 4 == 0)
                q.slot |= uint16_t((1 + host.rng() % 10) << 12); // some fail
            want[kind].push_back(q);
            host.send(q);
            if (kind < 2)
                beats[kind] += q.beats();
            if (beats[0] > credit - 10 || beats[1] > credit - 10) {
                host.settle(); // everything answered: the credit is ours again
                beats[0] = beats[1] = 0;
            }
        }
        auto responses = host.collect();
        ASSERT_EQ(responses.size(), 300u);
        for (const Response &r : responses) {
            unsigned kind = r.opcode == wire::Seal ? 0 : r.opcode == wire::Open ? 1 : 2;
            ASSERT_FALSE(want[kind].empty());
            ASSERT_EQ(r.tag, want[kind].front().tag);
            if (kind < 2)
                expect_echo(want[kind].front(), r);
            want[kind].pop_front();
        }
    }
    EXPECT_EQ(host.bad_frames, 0u);
}

TEST_F(Link, NoKindOfAnswerWaitsForMoreThanOneOfEachOther)
{
    host.dut->hold_records_i = 3;
    for (uint16_t i = 0; i < 8; i++)
        for (uint8_t op : {wire::Seal, wire::Open})
            host.send(record(op, i, 300));
    host.run(9000);
    host.dut->hold_records_i = 0;
    host.reading = false; // fill the way out
    host.run(2000);
    host.send(Request{.opcode = wire::Read});
    host.run(200);
    host.reading = true;
    auto responses = host.collect();
    ASSERT_EQ(responses.size(), 17u);
    size_t at = 0;
    while (responses[at].opcode != wire::Read)
        at++;
    EXPECT_LE(at, 6u); // those on the way when it came, and one of each
}

// --- credits, section 6 ---

TEST_F(Link, WithinTheCreditNothingIsBusyAndBeyondItOnlyTheExcess)
{
    for (uint8_t op : {wire::Seal, wire::Open}) {
        host.dut->hold_records_i = 3;
        std::deque<Request> want;
        unsigned beats = 0, busy = 0;
        while (busy == 0) {
            Request q = record(op, uint16_t(want.size()), 16 * (host.rng() % 12));
            host.send(q);
            auto answers = host.collect();
            beats += q.beats();
            if (answers.empty()) {
                want.push_back(q);
                continue;
            }
            Response r = answers.front();
            EXPECT_GT(beats, credit) << "busy within the credit";
            EXPECT_EQ(r.result, Busy);
            EXPECT_EQ(r.opcode, op);
            EXPECT_EQ(r.tag, q.tag);
            busy++;
        }
        EXPECT_LE(beats, credit + 20u)
            << "the buffer is no larger than it says, but for what is read ahead";
        // The other direction and control are not touched.
        Request other = record(op == wire::Seal ? wire::Open : wire::Seal, 0x0777, 64);
        host.dut->hold_records_i = op == wire::Seal ? 1 : 2;
        expect_echo(other, host.ask(other));
        EXPECT_EQ(host.read(0x00), 0x44544C4Eu);
        host.dut->hold_records_i = 0;
        auto responses = host.collect();
        ASSERT_EQ(responses.size(), want.size());
        for (size_t i = 0; i < want.size(); i++)
            expect_echo(want[i], responses[i]);
        EXPECT_EQ(host.read(0x40 + 4 * Busy), op == wire::Seal ? 1u : 2u);
    }
}

TEST_F(Link, AHostThatDoesNotReadLosesNoAnswer)
{
    const unsigned n = 400;
    for (unsigned kinds : {1, 2, 4}) { // refused; and busy; and served
        host.reading = false;
        host.dut->hold_records_i = 3;
        for (unsigned i = 0; i < n; i++) {
            uint16_t tag = uint16_t(i);
            const Request requests[] = {record(0x77, tag, 3), record(wire::Seal, tag, 1000),
                                        Request{.opcode = wire::Read, .tag = tag},
                                        record(wire::Open, tag, 10)};
            host.send(requests[i % kinds]);
        }
        host.run(200 * 1000);
        EXPECT_GT(host.unsent(), 0u) << "the device takes what it cannot answer";
        host.dut->hold_records_i = 0;
        host.reading = true;
        auto responses = host.collect();
        ASSERT_EQ(responses.size(), n);
        std::vector<unsigned> answers(n);
        for (const Response &r : responses)
            answers.at(r.tag)++;
        for (unsigned i = 0; i < n; i++)
            EXPECT_EQ(answers[i], 1u) << "request " << i;
    }
}

// --- control, sections 4 and 5 ---

TEST_F(Link, TheBootTokenIsTakenAfterAWipeAndCarriedByEveryAnswer)
{
    EXPECT_EQ(host.ask({.opcode = wire::Read}).boot, 0u);
    Response r = host.ask({.opcode = wire::Attach, .tag = 7, .value = token});
    EXPECT_EQ(r.result, Ok);
    EXPECT_EQ(r.tag, 7u);
    EXPECT_EQ(r.boot, token);
    EXPECT_EQ(host.dut->ctl_taken_o, 1u);
    EXPECT_EQ(host.ask({.opcode = wire::Attach, .value = token}).result, Ok);
    EXPECT_EQ(host.dut->ctl_taken_o, 1u) << "a repeated ATTACH wiped";
    EXPECT_EQ(host.ask(record(wire::Seal, 1, 5)).boot, token);
    EXPECT_EQ(host.ask(record(wire::Open, 1, 5)).boot, token);
    EXPECT_EQ(host.ask(record(0x55, 1, 5)).boot, token);
    EXPECT_EQ(host.read(0x18), 3u << 16 | token);
    EXPECT_EQ(host.ask({.opcode = wire::Attach, .value = 0}).boot, 0u);
    EXPECT_EQ(host.dut->ctl_taken_o, 2u);
    EXPECT_EQ(host.ask({.opcode = wire::Attach, .value = 0x10000 | token}).result, Refused);
    EXPECT_EQ(host.dut->ctl_taken_o, 2u);
}

TEST_F(Link, TheTokenChangesOnlyOnceTheWipeIsDone)
{
    host.dut->hold_ctl_i = 1;
    host.send(Request{.opcode = wire::Attach, .value = token});
    EXPECT_TRUE(host.collect().empty());
    EXPECT_EQ(host.ask(record(wire::Seal, 1, 5)).boot, 0u);
    host.dut->hold_ctl_i = 0;
    EXPECT_EQ(host.next().boot, token);
}

TEST_F(Link, InstallNeedsTheToken)
{
    Request install{.opcode = wire::Install, .payload = random_bytes(128)};
    EXPECT_EQ(host.ask(install).result, Refused) << "without a token";
    host.ask({.opcode = wire::Attach, .value = token});
    for (uint32_t wrong : {0u, token + 1u, token | 0x10000u, uint32_t(token) << 16}) {
        install.value = wrong;
        EXPECT_EQ(host.ask(install).result, Refused);
    }
    EXPECT_EQ(host.dut->ctl_taken_o, 1u);
    install.value = token;
    EXPECT_EQ(host.ask(install).result, Ok);
    EXPECT_EQ(host.dut->ctl_taken_o, 2u);
}

TEST_F(Link, InstallArrivesWholeAndQueryReturns48Bytes)
{
    host.ask({.opcode = wire::Attach, .value = token});
    Bytes sum(16, 0);
    for (unsigned pause : {0, 50}) {
        host.gap = host.stall = pause;
        Request install{.opcode = wire::Install, .value = token, .payload = random_bytes(128)};
        for (size_t i = 0; i < 128; i++)
            sum[i % 16] ^= install.payload[i];
        EXPECT_EQ(host.ask(install).result, Ok);
        Request query{.opcode = wire::Query, .tag = 9, .generation = 0x1234, .slot = 0x0056};
        Response r = host.ask(query);
        EXPECT_EQ(r.result, Ok);
        ASSERT_EQ(r.payload.size(), 48u);
        EXPECT_EQ(Bytes(r.payload.begin(), r.payload.begin() + 16), sum);
        EXPECT_EQ(Bytes(r.payload.begin() + 16, r.payload.begin() + 20),
                  (Bytes{0x56, 0, 0x34, 0x12}));
    }
}

TEST_F(Link, ControlRequestsKeepTheirOrderAndResults)
{
    host.ask({.opcode = wire::Attach, .value = token});
    std::vector<Request> requests;
    for (uint16_t i = 0; i < 40; i++) {
        const uint8_t ops[] = {wire::Query, wire::Remove, wire::Install, wire::Read};
        Request q{.opcode = ops[i % 4], .tag = i, .slot = uint16_t(i % 3 << 12), .value = token};
        if (q.opcode == wire::Install)
            q.payload = random_bytes(128);
        requests.push_back(q);
        host.send(q);
    }
    auto responses = host.collect();
    ASSERT_EQ(responses.size(), requests.size());
    for (size_t i = 0; i < requests.size(); i++) {
        const Response &r = responses[i];
        EXPECT_EQ(r.tag, i);
        EXPECT_EQ(r.result, requests[i].opcode == wire::Read ? 0 : requests[i].slot >> 12);
        EXPECT_EQ(r.payload.size(), r.opcode == wire::Query && r.result == Ok ? 48u : 0u);
    }
}

// --- registers, section 8 ---

TEST_F(Link, CountersCountAndClear)
{
    for (unsigned result = 0; result < 12; result++)
        for (unsigned n = 0; n <= result; n++) {
            Request q = record(n % 2 ? wire::Open : wire::Seal, 0, 20);
            q.slot = uint16_t(result << 12);
            host.ask(q);
        }
    host.send(Bytes{0x05, 0x01, 0x00});
    host.ask({.opcode = wire::Query, .slot = 3 << 12}); // results of records only are counted
    EXPECT_EQ(host.read(0x80), 1u) << "SEALED";
    EXPECT_EQ(host.read(0x84), 0u) << "OPENED";
    for (uint16_t result = 1; result < 12; result++)
        EXPECT_EQ(host.read(uint16_t(0x40 + 4 * result)), result + 1u);
    EXPECT_EQ(host.read(frame_errors), 1u);
    EXPECT_EQ(host.read(frames_in), 79u + 15) << "78 records, a query, 14 reads and this one";
    EXPECT_EQ(host.read(frames_out), 79u + 15) << "this answer is not out yet";
    host.ask({.opcode = wire::Write, .address = 0x1C, .value = 1});
    for (uint16_t address : {0x44, 0x6C, 0x80, 0x90})
        EXPECT_EQ(host.read(address), 0u);
}

TEST_F(Link, OtherAddressesReadZeroAndTakeWritesInSilence)
{
    for (uint32_t address :
         {0x20u, 0x40u, 0x74u, 0x7Cu, 0x94u, 0xFCu, 0x100u, 0x101u, 0x8000u, 0xFFFFu, 0x02u})
        EXPECT_EQ(host.read(uint16_t(address)), 0u) << address;
    for (uint32_t address = 0; address < 0x200; address++) {
        if (address == 0x1C)
            continue;
        Response r =
            host.ask({.opcode = wire::Write, .address = uint16_t(address), .value = 0xFFFFFFFF});
        EXPECT_EQ(r.result, Ok);
        EXPECT_EQ(r.seq, 0u);
    }
    EXPECT_EQ(host.read(0x00), 0x44544C4Eu);
    EXPECT_EQ(host.read(0x08), 0x12345678u);
    EXPECT_EQ(host.read(0x80), 0u);
}
