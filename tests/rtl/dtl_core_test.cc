// SPDX-License-Identifier: Apache-2.0
//
// The whole device through its byte streams, as a host sees it: docs/PROTOCOL.md from frames to
// AES. What the record engine must answer comes from the plain model of rec_model.h and OpenSSL.

#include <fstream>
#include <map>
#include <regex>
#include <string>

#include "tests/rtl/core_fixture.h"

static const unsigned Busy = 12;

// --- records ---

TEST_F(Core, SealsAndOpensLikeOpenSsl)
{
    for (int i = 0; i < 4; i++) {
        Session s{1, uint16_t(i)};
        rec::Params p = random_params();
        p.key_256 = i & 1;
        p.tag_16 = i & 2;
        install(s, p);
        for (size_t len : {0, 1, 15, 16, 17, 64, 255, 1024, 1400, 1920}) {
            expect_like_model(request(wire::Seal, s, random_bytes(len)));
            expect_like_model(
                request(wire::Open, s, peer_record(s, 1000 + len, random_bytes(len))));
        }
        expect_state_of_model(s);
    }
}

TEST_F(Core, TooLongRecordsAreAnsweredAndDoNotDisturb)
{
    NEEDS_CREDIT(129u);
    Session s{1, 3};
    install(s, random_params());
    for (size_t len : {1921, 2047, 2048}) {
        expect_like_model(request(wire::Seal, s, random_bytes(len)));
        expect_like_model(request(wire::Seal, s, random_bytes(20)));
    }
    expect_like_model(request(wire::Open, s, random_bytes(2048)));
    expect_like_model(request(wire::Open, s, random_bytes(5)));
    expect_like_model(request(wire::Open, s, {}));
    expect_state_of_model(s);
}

TEST_F(Core, LimitsRaiseTheirFlagsOnce)
{
    Session s{1, 7};
    rec::Params p = random_params();
    p.next = 10;
    p.soft = 11;
    p.hard = 13;
    p.bad_mac_limit = 2;
    install(s, p);
    for (int i = 0; i < 6; i++)
        expect_like_model(request(wire::Seal, s, random_bytes(30)));
    expect_like_model(request(wire::Open, s, peer_record(s, 1, random_bytes(30))));
    for (uint64_t seq = 2; seq < 6; seq++) {
        Bytes forged = peer_record(s, seq, random_bytes(30));
        forged.back() ^= 1;
        expect_like_model(request(wire::Open, s, forged));
    }
    expect_state_of_model(s);
}

TEST_F(Core, MixedTrafficOverManySessionsUnderGapsAndStalls)
{
    for (unsigned pause : {0, 40}) {
        host.gap = host.stall = pause;
        const uint16_t generation = uint16_t(1 + pause), first = pause ? 8 : 0; // slot
        std::deque<rec::Answer> want[2];
        unsigned beats[2] = {};
        std::map<uint16_t, uint64_t> peer_seq;
        for (uint16_t slot = 0; slot < 6; slot++)
            install({generation, uint16_t(first + slot)}, random_params());
        for (unsigned i = 0; i < 600; i++) {
            Session s{generation, uint16_t(first + host.rng() % 7)}; // one is not there
            bool seal = host.rng() & 1;
            Bytes text = random_bytes(host.rng() % (i % 10 ? 80 : 1500));
            if (!seal && model.live.count(s.slot))
                text = peer_record(s, host.rng() % 5 ? ++peer_seq[s.slot] : host.rng() % 40, text);
            if (!seal && text.size() > 21 && host.rng() % 8 == 0)
                text[13 + host.rng() % (text.size() - 13)] ^= 0x40;
            Request q = request(seal ? wire::Seal : wire::Open, s, text, uint16_t(i));
            beats[!seal] += q.beats();
            if (beats[0] > credit || beats[1] > credit) {
                host.settle();
                beats[0] = beats[1] = 0;
                beats[!seal] = q.beats();
            }
            want[!seal].push_back(answer_of_model(q));
            host.send(q);
        }
        auto responses = host.collect();
        ASSERT_EQ(responses.size(), 600u);
        for (const Response &r : responses) {
            auto &queue = want[r.opcode == wire::Open];
            ASSERT_FALSE(queue.empty());
            expect_like(queue.front(), r);
            queue.pop_front();
        }
        for (uint16_t slot = 0; slot < 7; slot++)
            expect_state_of_model({generation, uint16_t(first + slot)});
    }
    EXPECT_EQ(host.bad_frames, 0u);
}

// --- sessions and the boot token ---

TEST_F(Core, ARepeatedInstallSetsNoNumberBack)
{
    Session s{5, 9};
    rec::Params p = random_params();
    install(s, p);
    expect_like_model(request(wire::Seal, s, random_bytes(10)));
    expect_like_model(request(wire::Seal, s, random_bytes(10)));
    install(s, p);
    expect_like_model(request(wire::Seal, s, random_bytes(10)));
    expect_state_of_model(s);
}

TEST_F(Core, ALateInstallAfterARemoveIsRefused)
{
    Session s{5, 9};
    rec::Params p = random_params();
    install(s, p);
    EXPECT_EQ(host.ask(request(wire::Install, {6, 9}, p.wire())).result, unsigned(rec::NoSlot));
    for (int repeat = 0; repeat < 2; repeat++)
        EXPECT_EQ(host.ask(request(wire::Remove, s)).result, 0u);
    model.remove(s);
    EXPECT_EQ(host.ask(request(wire::Install, s, p.wire())).result, unsigned(rec::Refused));
    EXPECT_EQ(host.ask(request(wire::Install, {4, 9}, p.wire())).result, unsigned(rec::Refused));
    expect_like_model(request(wire::Seal, s, random_bytes(10)));
    install({6, 9}, p);
    expect_like_model(request(wire::Seal, s, random_bytes(10)));
    expect_like_model(request(wire::Seal, {6, 9}, random_bytes(10)));
}

TEST_F(Core, AnotherTokenEndsEverySession)
{
    rec::Params p = random_params();
    for (uint16_t slot = 0; slot < 10; slot++)
        install({2, slot}, p);
    EXPECT_EQ(host.read(REG(STATUS)), 10u << 16 | token);
    EXPECT_EQ(attach(token).result, 0u);
    EXPECT_EQ(host.read(REG(STATUS)), 10u << 16 | token) << "the same token changes nothing";

    EXPECT_EQ(attach(0x1111).boot, 0x1111u);
    EXPECT_EQ(host.read(REG(STATUS)), 0x1111u);
    EXPECT_EQ(host.ask(request(wire::Query, {2, 3})).result, unsigned(rec::UnknownSession));
    EXPECT_EQ(host.ask(request(wire::Seal, {2, 3}, random_bytes(9))).result,
              unsigned(rec::UnknownSession));
    EXPECT_EQ(host.ask(request(wire::Install, {2, 3}, p.wire())).result, unsigned(rec::Refused))
        << "the old token";
    Request again = request(wire::Install, {1, 3}, p.wire());
    again.value = 0x1111;
    EXPECT_EQ(host.ask(again).result, 0u) << "generations are forgotten with the sessions";

    EXPECT_EQ(attach(0).boot, 0u);
    EXPECT_EQ(host.read(REG(STATUS)), 0u);
    again.value = 0;
    EXPECT_EQ(host.ask(again).result, unsigned(rec::Refused));
}

TEST_F(Core, AResetForgetsTokenAndSessions)
{
    install({1, 1}, random_params());
    host.reset();
    EXPECT_EQ(host.read(REG(STATUS)), 0u);
    Response r = host.ask(request(wire::Seal, {1, 1}, random_bytes(9)));
    EXPECT_EQ(r.result, unsigned(rec::UnknownSession));
    EXPECT_EQ(r.boot, 0u);
}

TEST_F(Core, AnotherTokenInFullFlightAnswersEverythingOnce)
{
    NEEDS_CREDIT(300u);
    Session s{1, 1};
    install(s, random_params());
    host.reading = false;
    for (uint16_t tag = 0; tag < 5; tag++)
        host.send(request(wire::Seal, s, random_bytes(900), tag));
    host.send(Request{.opcode = wire::Attach, .tag = 100, .value = 0x2222});
    for (uint16_t tag = 5; tag < 10; tag++)
        host.send(request(wire::Seal, s, random_bytes(9), tag));
    host.run(30 * 1000);
    host.reading = true;
    auto responses = host.collect();
    ASSERT_EQ(responses.size(), 11u);
    unsigned seals = 0;
    for (const Response &r : responses) {
        if (r.opcode == wire::Attach) {
            EXPECT_EQ(r.boot, 0x2222u);
            continue;
        }
        EXPECT_EQ(r.tag, seals++);
        if (r.result == rec::Ok)
            EXPECT_EQ(model.seal({r.tag, s, 23, Bytes(r.tag < 5 ? 900 : 9)}).seq, r.seq);
        else
            EXPECT_EQ(r.result, unsigned(rec::UnknownSession));
    }
    EXPECT_EQ(host.read(REG(STATUS)), 0x2222u);
}

TEST_F(Core, AnotherTokenAtAnyMomentAnswersEverythingOnce)
{
    NEEDS_CREDIT(200u);
    const Session s{1, 1};
    const uint16_t before = 8, after = 4; // requests of each direction
    unsigned begun = 0;
    for (uint16_t moment = 0; moment < 60; moment++) {
        rec::Params p = random_params();
        model.wipe();
        model.install(s, p);
        ASSERT_EQ(attach(token + moment).boot, token + moment);
        Request install = request(wire::Install, s, p.wire());
        install.value = token + moment;
        ASSERT_EQ(host.ask(install).result, 0u);

        std::deque<rec::Answer> want[2];
        auto send = [&](uint16_t tag) {
            Request seal = request(wire::Seal, s, random_bytes(host.rng() % 200), tag);
            Request open =
                request(wire::Open, s, peer_record(s, tag, random_bytes(host.rng() % 200)), tag);
            for (const Request &q : {seal, open}) {
                want[q.opcode == wire::Open].push_back(answer_of_model(q));
                host.send(q);
            }
        };
        for (uint16_t tag = 0; tag < before; tag++)
            send(tag);
        host.run(moment * 50u);
        host.send(Request{.opcode = wire::Attach, .value = token + moment + 1u});
        for (uint16_t tag = before; tag < before + after; tag++)
            send(tag);

        bool attached = false;
        for (const Response &r : host.collect()) {
            EXPECT_EQ(r.boot, token + moment + attached + (r.opcode == wire::Attach));
            if (r.opcode == wire::Attach) {
                attached = true;
                continue;
            }
            auto &queue = want[r.opcode == wire::Open];
            ASSERT_FALSE(queue.empty());
            EXPECT_EQ(r.tag, queue.front().tag);
            if (r.result == rec::Ok)
                EXPECT_EQ(r.payload, queue.front().data);
            else
                EXPECT_EQ(r.result, unsigned(rec::UnknownSession));
            EXPECT_FALSE(r.result == rec::Ok && (attached || r.tag >= before));
            begun += r.result == rec::Ok;
            queue.pop_front();
        }
        ASSERT_TRUE(attached && want[0].empty() && want[1].empty()) << "moment " << moment;
    }
    EXPECT_GT(begun, 100u);
}

/* A host that died left records behind; the next one's first session bears the same name. */
TEST_F(Core, NoRecordOfAnEarlierHostMeetsASessionOfTheNext)
{
    Session s{1, 0};
    install(s, random_params());
    host.reading = false;
    const uint16_t left_behind = 100;
    for (uint16_t tag = 0; tag < left_behind; tag++)
        host.send(request(wire::Seal, s, random_bytes(60), tag));
    host.run(20 * 1000);
    host.send(Request{.opcode = wire::Attach, .tag = 1000, .value = 0x2222});
    host.run(20 * 1000);
    host.reading = true;
    bool attached = false;
    for (const Response &r : host.collect()) {
        attached = attached || r.opcode == wire::Attach;
        EXPECT_EQ(r.boot, attached ? 0x2222u : token) << "tag " << r.tag;
        EXPECT_FALSE(attached && r.opcode != wire::Attach) << "an old answer after the new token";
    }
    ASSERT_TRUE(attached);

    rec::Params p = random_params();
    p.next = 7;
    Request again = request(wire::Install, s, p.wire());
    again.value = 0x2222;
    ASSERT_EQ(host.ask(again).result, 0u);
    EXPECT_EQ(host.ask(request(wire::Seal, s, random_bytes(9))).seq, 7u)
        << "its numbers are its own";
}

/* Long and short records in turn: room is kept for each one's own length, not its neighbour's. */
TEST_F(Core, ABlockedOutputHoldsRecordsOfMixedLengths)
{
    NEEDS_CREDIT(384u);
    for (const uint8_t opcode : {wire::Seal, wire::Open}) {
        Session s{1, uint16_t(opcode - wire::Seal)};
        install(s, random_params());
        host.reading = false;
#ifdef SMALL // has no other place for records than its credit
        const size_t lengths[] = {1920, 0, 1920, 100, 1920, 100};
#else
        const size_t lengths[] = {1920, 1920, 1920, 1920, 0, 1920, 100, 100};
#endif
        uint16_t tag = 0;
        for (size_t length : lengths) {
            Bytes text = random_bytes(length);
            host.send(
                request(opcode, s, opcode == wire::Seal ? text : peer_record(s, tag, text), tag));
            host.run(6 * 1000); // the input buffer is not what is filled here
            tag++;
        }
        host.reading = true;
        uint16_t answered = 0;
        for (const Response &r : host.collect()) {
            EXPECT_EQ(r.tag, answered++);
            EXPECT_EQ(r.result, unsigned(rec::Ok));
        }
        EXPECT_EQ(answered, tag);
        EXPECT_EQ(host.ask(request(wire::Query, s)).result, 0u) << "the device still answers";
    }
}

// --- credits ---

TEST_F(Core, OverrunningTheCreditsCostsBusyAnswersAndNothingElse)
{
    Session s{1, 0};
    install(s, random_params());
    host.reading = false;
    const unsigned n = 80;
    std::vector<Request> sent;
    for (unsigned i = 0; i < n; i++) {
        sent.push_back(request(wire::Seal, s, random_bytes(400), uint16_t(i)));
        host.send(sent.back());
    }
    host.run(100 * 1000);
    host.reading = true;
    auto responses = host.collect();
    ASSERT_EQ(responses.size(), n);
    unsigned busy = 0;
    for (const Response &r : responses)
        if (r.result == Busy)
            busy++;
        else
            expect_like(answer_of_model(sent.at(r.tag)), r); // in order, and numbers without a gap
    EXPECT_GT(busy, 0u);
    EXPECT_EQ(host.read(REG(RESULT_12)), busy);
    EXPECT_EQ(host.read(REG(SEALED)), n - busy);
    expect_state_of_model(s);

    sent.clear(); // and then the whole credit is there again
    for (unsigned i = 0; i < credit / 26; i++) {
        sent.push_back(request(wire::Seal, s, random_bytes(400), uint16_t(i)));
        host.send(sent.back());
    }
    for (const Response &r : host.collect())
        expect_like(answer_of_model(sent.at(r.tag)), r);
    EXPECT_EQ(host.read(REG(RESULT_12)), busy);
}

// --- hostile input ---

TEST_F(Core, NonsenseInGoodFramesIsAnsweredOnceAndDisturbsNoSession)
{
    Session s{1, 14};
    install(s, random_params());
    const unsigned asked = 4000;
    for (unsigned i = 0; i < asked; i++) {
        const uint8_t ops[] = {wire::Read, wire::Write, wire::Install, wire::Remove, wire::Query,
                               wire::Seal, wire::Open,  wire::Attach,  0x00,         0xFF};
        Request q{.opcode = host.rng() % 8 ? ops[host.rng() % 10] : uint8_t(host.rng()),
                  .type = uint8_t(host.rng()),
                  .tag = uint16_t(i),
                  .generation = uint16_t(host.rng()),
                  .slot = uint16_t(host.rng() % 3 ? host.rng() % 256 : host.rng()),
                  .address = uint16_t(host.rng()),
                  .value = uint32_t(host.rng()),
                  .payload = random_bytes(host.rng() % 3   ? 0
                                          : host.rng() % 4 ? 128
                                                           : host.rng() % 600)};
        if (host.rng() % 4 == 0)
            q.length = uint16_t(host.rng() % 2 ? host.rng() : host.rng() % 700);
        if (q.slot == s.slot)
            q.slot++;
        if (q.opcode == wire::Attach)
            q.value = token;
        if (q.opcode == wire::Install && host.rng() % 2)
            q.value = token;
        host.send(q);
        if (i % 8 == 7)
            host.settle(1500);
    }
    std::vector<unsigned> answers(asked);
    for (const Response &r : host.collect())
        answers.at(r.tag)++;
    for (unsigned i = 0; i < asked; i++)
        ASSERT_EQ(answers[i], 1u) << "request " << i;
    EXPECT_EQ(host.bad_frames, 0u);
    expect_like_model(request(wire::Seal, s, random_bytes(60)));
    expect_state_of_model(s);
}

// --- registers ---

TEST_F(Core, RegistersAreThoseOfTheProtocolAndOfTheHeader)
{
    const std::map<std::string, size_t> header = {
        {"ID", REG(ID)},
        {"VERSION", REG(VERSION)},
        {"BUILD", REG(BUILD)},
        {"CAPS0", REG(CAPS0)},
        {"CAPS1", REG(CAPS1)},
        {"CREDIT", REG(CREDIT)},
        {"STATUS", REG(STATUS)},
        {"CONTROL", REG(CONTROL)},
        {"RESULT_r", REG(RESULT_1) - 4},
        {"SEALED", REG(SEALED)},
        {"OPENED", REG(OPENED)},
        {"FRAMES_IN", REG(FRAMES_IN)},
        {"FRAMES_OUT", REG(FRAMES_OUT)},
        {"FRAME_ERRORS", REG(FRAME_ERRORS)},
    };
    EXPECT_EQ(REG(RESULT_12), REG(RESULT_1) + 4 * 11);
    std::ifstream page("docs/PROTOCOL.md");
    ASSERT_TRUE(page) << "run from the top of the tree";
    std::map<std::string, size_t> documented;
    const std::regex row(R"(\| (0x[0-9A-F]{2})(?: \+ 4 r)? \| (\w+) \|.*)");
    std::smatch cells;
    bool here = false;
    for (std::string line; std::getline(page, line);) {
        if (line.rfind("## ", 0) == 0)
            here = line == "## 8. Registers";
        if (here && std::regex_match(line, cells, row))
            documented[cells[2]] = std::stoul(cells[1], nullptr, 16);
    }
    EXPECT_EQ(documented, header);
}

TEST_F(Core, RegistersSayWhatTheDeviceIs)
{
    unsigned major, minor, patch;
    ASSERT_EQ(std::sscanf(DTL_VERSION, "%u.%u.%u", &major, &minor, &patch), 3);
    EXPECT_EQ(host.read(REG(ID)), 0x44544C4Eu);
    EXPECT_EQ(host.read(REG(VERSION)), major << 24 | minor << 16 | patch << 8 | 1);
    EXPECT_EQ(host.read(REG(BUILD)), 0u);
    EXPECT_EQ(host.read(REG(CAPS0)), unsigned(LANES) << 16 | SLOTS);
    EXPECT_EQ(host.read(REG(CAPS1)), 64u << 16 | rec::PayloadMax);
    EXPECT_EQ(host.read(REG(CREDIT)), credit << 16 | credit);
}
