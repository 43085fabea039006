// SPDX-License-Identifier: Apache-2.0
//
// Every result of enum dtl_result is reached on every engine, or the reason why it cannot be is
// named here. What each of them means is for the other contract tests and those of the link.
#include <map>
#include <set>

#include "tests/unit/contract.h"
#include "tests/unit/link_fault.h"

class ContractResults : public Contract
{
  protected:
    void Reach(dtl_result expected, const Outcome &o)
    {
        EXPECT_EQ(o.result, expected) << dtl_result_str(expected);
        reached.insert(o.result);
    }

    void ReachOpens()
    {
        Pair p;
        p.b.bad_mac_limit = 1;
        InstallPair(p);
        Reach(DTL_R_OK, engine.Open(b, ForB(100)));
        Reach(DTL_R_REPLAY_DUP, engine.Open(b, ForB(100)));
        Reach(DTL_R_REPLAY_OLD, engine.Open(b, ForB(100 - 64)));
        Reach(DTL_R_BAD_RECORD, engine.Open(b, Bytes(5)));
        Bytes record = ForB(101);
        record[4] ^= 1;
        Reach(DTL_R_WRONG_EPOCH, engine.Open(b, record));
        record[4] ^= 1;
        record.back() ^= 1;
        Reach(DTL_R_AUTH, engine.Open(b, record));
        Reach(DTL_R_BAD_MAC_LIMIT, engine.Open(b, record));
    }

    void ReachSeals()
    {
        Pair p;
        p.a.tx.hard_limit = 0;
        p.b.tx.next_seq = DTL_SEQ_MAX;
        InstallPair(p);
        Reach(DTL_R_TOO_LONG, engine.Seal(a, Bytes(engine.limits().payload_max + 1u)));
        Reach(DTL_R_UNKNOWN_SESSION, engine.Seal(0, {1}));
        Reach(DTL_R_REFUSED, engine.Seal(a, {1}, 99));
        Reach(DTL_R_EXPIRED, engine.Seal(a, {1}));
        Reach(DTL_R_SEQ_OVERFLOW, engine.Seal(b, {1}));
    }

    void ReachNoSlot()
    {
        Outcome o;
        do
            o = engine.Run(Request::Install(Pair().a));
        while (o.result == DTL_R_OK);
        Reach(DTL_R_NO_SLOT, o);
    }

    // What a device and the way to it can do wrong: the same engine with a tap on its link.
    void ReachFaults(const std::string &device)
    {
        LinkRig rig(device);
        ASSERT_TRUE(rig.Open()) << rig.error;
        dtl_session s = rig.engine->Install(Pair().a);
        rig.fault->to_device = OnOpcode(DTL_LINK_SEAL, Drop());
        Reach(DTL_R_LOST, rig.engine->Seal(s, {1}));
        rig.StopTampering();
        rig.Reset();
        Reach(DTL_R_DEVICE_LOST, rig.engine->Seal(s, {1}));
    }

    // A device that promises more credit than it has.
    void ReachBusy(const std::string &device)
    {
        LinkRig rig(device);
        unsigned reads = 0;
        rig.fault->to_host = OnOpcode(DTL_LINK_READ | DTL_LINK_RESPONSE, [&](const Bytes &frame) {
            Bytes body = DecodeFrame(frame);
            if (++reads == 5) // CREDIT
                std::fill(body.begin() + 12, body.begin() + 16, 0x7f);
            return std::vector<Bytes>{EncodeFrame(body)};
        });
        ASSERT_TRUE(rig.Open()) << rig.error;
        rig.StopTampering();
        dtl_session s = rig.engine->Install(Pair(32).a);
        std::vector<std::unique_ptr<Request>> requests;
        std::vector<Request *> raw;
        for (int i = 0; i < 60; i++) {
            requests.push_back(Request::Seal(s, Pattern(1400, 1)));
            raw.push_back(requests.back().get());
        }
        rig.engine->Enqueue(raw);
        rig.engine->Drain();
        for (Request *r : raw)
            reached.insert(static_cast<dtl_result>(r->op.result));
    }

    std::set<dtl_result> reached;
};
CONTRACT_SUITE(ContractResults);

TEST_P(ContractResults, EachIsReachedOrCannotBe)
{
    const std::string uri = GetParam();
    std::map<int, const char *> cannot;
    ReachOpens();
    ReachSeals();
    ReachNoSlot();
    if (uri == "soft") {
        cannot = {{DTL_R_BUSY, "for want of memory only; a full engine does not take the op"},
                  {DTL_R_LOST, "only if mbedTLS fails at sealing, which has no cause"},
                  {DTL_R_DEVICE_LOST, "there is no device"}};
    } else {
        const std::string device = uri.substr(0, uri.find(':'));
        ReachFaults(device);
        ReachBusy(device);
    }
    for (int r = DTL_R_OK; r <= DTL_R_REFUSED; r++)
        EXPECT_NE(reached.count(static_cast<dtl_result>(r)), cannot.count(r))
            << r << " (" << dtl_result_str(static_cast<dtl_result>(r)) << ")";
}
