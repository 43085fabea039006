// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/contract.h"

class ContractReplay : public Contract
{
  protected:
    void InstallWindow(uint16_t size, uint64_t top = 0, uint64_t window = 0)
    {
        Pair p;
        p.b.window_size = size;
        p.b.rx.top = top;
        p.b.rx.window = window;
        InstallPair(p);
    }

    dtl_result Receive(uint64_t seq)
    {
        return engine.Open(b, ForB(seq)).result;
    }
};
CONTRACT_SUITE(ContractReplay);

TEST_P(ContractReplay, NumberZeroPassesOnce)
{
    InstallWindow(64);
    EXPECT_EQ(Receive(0), DTL_R_OK);
    EXPECT_EQ(Receive(0), DTL_R_REPLAY_DUP);
    EXPECT_EQ(Receive(1), DTL_R_OK);
    EXPECT_EQ(Receive(0), DTL_R_REPLAY_DUP);
    EXPECT_EQ(engine.Query(b).replayed, 2u);
}

TEST_P(ContractReplay, ZeroMayComeLate)
{
    InstallWindow(64);
    EXPECT_EQ(Receive(1), DTL_R_OK);
    EXPECT_EQ(Receive(0), DTL_R_OK);
    EXPECT_EQ(Receive(0), DTL_R_REPLAY_DUP);
}

TEST_P(ContractReplay, OldestNumberOfTheWindowPassesAndTheOneBeforeIsOld)
{
    for (uint16_t size : {1, 2, 32, 63, 64}) {
        InstallWindow(size);
        EXPECT_EQ(Receive(100), DTL_R_OK);
        if (size > 1) {
            EXPECT_EQ(Receive(100 - size + 1), DTL_R_OK) << size;
        }
        EXPECT_EQ(Receive(100 - size + 1), DTL_R_REPLAY_DUP) << size;
        EXPECT_EQ(Receive(100 - size), DTL_R_REPLAY_OLD) << size;
    }
}

// app/test/test_cryptodev.c of DPDK: 2W ok, W+1 ok, W old, 1.5W ok, 1.5W again.
TEST_P(ContractReplay, FivePacketPattern)
{
    for (uint16_t w : {32, 64}) {
        InstallWindow(w);
        EXPECT_EQ(Receive(2 * w), DTL_R_OK);
        EXPECT_EQ(Receive(w + 1), DTL_R_OK);
        EXPECT_EQ(Receive(w), DTL_R_REPLAY_OLD);
        EXPECT_EQ(Receive(w + w / 2), DTL_R_OK);
        EXPECT_EQ(Receive(w + w / 2), DTL_R_REPLAY_DUP);
    }
}

TEST_P(ContractReplay, LargestNumberPassesOnceAndClosesTheEpoch)
{
    InstallWindow(64);
    EXPECT_EQ(Receive(DTL_SEQ_MAX), DTL_R_OK);
    EXPECT_EQ(Receive(DTL_SEQ_MAX), DTL_R_REPLAY_DUP);
    EXPECT_EQ(Receive(DTL_SEQ_MAX - 63), DTL_R_OK);
    EXPECT_EQ(Receive(DTL_SEQ_MAX - 64), DTL_R_REPLAY_OLD);
    EXPECT_EQ(Receive(0), DTL_R_REPLAY_OLD);
}

TEST_P(ContractReplay, JumpsOfEveryLengthForgetWhatTheyPass)
{
    for (uint64_t jump : {1, 2, 31, 32, 33, 62, 63, 64, 65, 127, 128, 1000}) {
        InstallWindow(64);
        EXPECT_EQ(Receive(10), DTL_R_OK);
        EXPECT_EQ(Receive(10 + jump), DTL_R_OK);
        EXPECT_EQ(Receive(10), jump < 64 ? DTL_R_REPLAY_DUP : DTL_R_REPLAY_OLD) << jump;
        if (jump > 1) {
            EXPECT_EQ(Receive(10 + jump - 1), DTL_R_OK) << jump;
        }
        engine.Remove(a);
        engine.Remove(b);
    }
}

TEST_P(ContractReplay, WindowIsSeededAndReadBack)
{
    InstallWindow(64, 1000, 0b1011);
    EXPECT_EQ(engine.Query(b).rx_top, 1000u);
    EXPECT_EQ(engine.Query(b).rx_window, 0b1011u);
    EXPECT_EQ(Receive(1000), DTL_R_REPLAY_DUP);
    EXPECT_EQ(Receive(999), DTL_R_REPLAY_DUP);
    EXPECT_EQ(Receive(998), DTL_R_OK);
    EXPECT_EQ(Receive(997), DTL_R_REPLAY_DUP);
    EXPECT_EQ(Receive(1002), DTL_R_OK);
    EXPECT_EQ(engine.Query(b).rx_top, 1002u);
    EXPECT_EQ(engine.Query(b).rx_window, 0b111101u);
}

TEST_P(ContractReplay, ForgeryDoesNotMoveTheWindow)
{
    InstallWindow(64);
    EXPECT_EQ(Receive(5), DTL_R_OK);
    Bytes forged = ForB(1000000);
    forged.back() ^= 1;
    EXPECT_EQ(engine.Open(b, forged).result, DTL_R_AUTH);
    EXPECT_EQ(engine.Query(b).rx_top, 5u);
    EXPECT_EQ(Receive(4), DTL_R_OK);
}

TEST_P(ContractReplay, ForgedDuplicateIsAForgery)
{
    InstallWindow(64);
    EXPECT_EQ(Receive(5), DTL_R_OK);
    Bytes forged = ForB(5);
    forged.back() ^= 1;
    EXPECT_EQ(engine.Open(b, forged).result, DTL_R_AUTH);
}

TEST_P(ContractReplay, PlaintextOfAReplayDoesNotLeave)
{
    InstallWindow(64);
    Bytes record = ForB(RecordFields(), Pattern(100, 9));
    EXPECT_EQ(engine.Open(b, record).out, Pattern(100, 9));
    Outcome again = engine.Open(b, record);
    EXPECT_EQ(again.result, DTL_R_REPLAY_DUP);
    EXPECT_TRUE(again.out.empty());
    for (uint8_t byte : again.room)
        ASSERT_TRUE(byte == 0 || byte == Request::kUntouched);
}

TEST_P(ContractReplay, OfTwoCopiesInFlightOnePasses)
{
    InstallWindow(64);
    std::vector<std::unique_ptr<Request>> copies;
    std::vector<Request *> raw;
    for (int i = 0; i < 8; i++) {
        copies.push_back(Request::Open(b, ForB(3)));
        raw.push_back(copies.back().get());
    }
    engine.Enqueue(raw);
    engine.Drain();
    EXPECT_EQ(raw[0]->op.result, DTL_R_OK);
    for (int i = 1; i < 8; i++)
        EXPECT_EQ(raw[i]->op.result, DTL_R_REPLAY_DUP) << i;
}

TEST_P(ContractReplay, WindowOfZeroSwitchesTheCheckOff)
{
    InstallWindow(0);
    EXPECT_EQ(Receive(1000), DTL_R_OK);
    EXPECT_EQ(Receive(1000), DTL_R_OK);
    EXPECT_EQ(Receive(0), DTL_R_OK);
}
