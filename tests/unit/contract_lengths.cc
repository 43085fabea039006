// SPDX-License-Identifier: Apache-2.0
//
// Random records of every length that a datagram has room for, against OpenSSL and mbedTLS.
#include <random>

#include "tests/unit/contract.h"

class ContractLengths : public Contract
{
  protected:
    static constexpr size_t kLongest = 1500;

    struct Suite {
        uint8_t key_len, tag_len;
        Pair pair;
        dtl_session a, b;
        uint64_t seal_seq, open_seq; // next ones
    };

    // What is in flight at once, with what must come of it.
    struct Expected {
        std::unique_ptr<Request> request;
        Bytes out;
        uint64_t seq;
    };

    // Sealed by the engine, and by the others for the engine to open.
    void Add(Suite &s, const Bytes &payload)
    {
        RecordFields f;
        f.type = static_cast<uint8_t>(DTL_CT_CHANGE_CIPHER_SPEC + random() % 4);
        f.seq = s.seal_seq++;
        Bytes record = OpenSslSeal(s.pair.a.tx, s.key_len, s.tag_len, f, payload);
        ASSERT_EQ(record, MbedTlsSeal(s.pair.a.tx, s.key_len, s.tag_len, f, payload));
        expected.push_back({Request::Seal(s.a, payload, f.type), record, f.seq});

        f.seq = s.open_seq;
        s.open_seq += 1 + random() % 3;
        f.nonce = Pattern(DTL_EXPLICIT_LEN, random());
        record = OpenSslSeal(s.pair.a.tx, s.key_len, s.tag_len, f, payload);
        ASSERT_EQ(record, MbedTlsSeal(s.pair.a.tx, s.key_len, s.tag_len, f, payload));
        expected.push_back({Request::Open(s.b, record), payload, f.seq});
        types.push_back(f.type);
    }

    void Check()
    {
        std::vector<Request *> raw;
        for (Expected &e : expected)
            raw.push_back(e.request.get());
        engine.Enqueue(raw);
        engine.Drain();
        for (size_t i = 0; i < expected.size(); i++) {
            Outcome o = expected[i].request->outcome();
            ASSERT_EQ(o.result, DTL_R_OK) << expected[i].request->in.size();
            EXPECT_EQ(o.out, expected[i].out) << expected[i].request->in.size();
            EXPECT_EQ(o.seq, expected[i].seq);
            EXPECT_EQ(o.type, types[i / 2]);
        }
        expected.clear();
        types.clear();
    }

    std::mt19937 random{20261121};
    std::vector<Expected> expected;
    std::vector<uint8_t> types;
};
CONTRACT_SUITE(ContractLengths);

TEST_P(ContractLengths, EveryLengthIsSealedAndOpenedAsOthersDo)
{
    std::vector<Suite> suites;
    for (uint8_t key_len : {16, 32})
        for (uint8_t tag_len : {8, 16}) {
            Suite s{key_len, tag_len, Pair(key_len, tag_len, random()), 0, 0, 0, 0};
            s.a = engine.Install(s.pair.a);
            s.b = engine.Install(s.pair.b);
            suites.push_back(s);
        }
    ASSERT_GE(engine.limits().payload_max, kLongest);
    for (size_t len = 0; len <= kLongest; len++) {
        for (Suite &s : suites) // both keys, the tags in turn
            if ((s.tag_len == 8) == (len % 2 == 0))
                Add(s, Pattern(len, random()));
        if (len % 16 == 15 || len == kLongest)
            Check();
        if (HasFatalFailure())
            return;
    }
}
