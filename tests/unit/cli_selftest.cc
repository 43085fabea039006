// SPDX-License-Identifier: Apache-2.0
//
// The self-test passes on a good engine and fails on each kind of bad one.

#include <gtest/gtest.h>

#include <string>

extern "C" {
#include "driver/soft/soft.h"
#include "host/cli/selftest.h"
}

namespace
{

// An engine that does what `soft` does, and then spoils each completed operation.
struct Spoiled {
    dtl_engine base{};
    dtl_engine_kind kind = dtl_engine_soft;
    dtl_engine *soft = nullptr;
    void (*spoil)(dtl_op *) = nullptr;
};

Spoiled *Of(const dtl_engine *e)
{
    return reinterpret_cast<Spoiled *>(const_cast<dtl_engine *>(e));
}

unsigned Enqueue(dtl_engine *e, dtl_op *const *ops, unsigned n, uint64_t now_ms)
{
    return dtl_engine_enqueue_burst(Of(e)->soft, ops, n, now_ms);
}

unsigned Dequeue(dtl_engine *e, dtl_item *items, unsigned n, uint64_t now_ms)
{
    n = dtl_engine_dequeue_burst(Of(e)->soft, items, n, now_ms);
    for (unsigned i = 0; i < n; i++)
        if (items[i].kind == DTL_ITEM_COMPLETION && Of(e)->spoil)
            Of(e)->spoil(items[i].op);
    return n;
}

int Fd(const dtl_engine *e)
{
    return dtl_engine_fd(Of(e)->soft);
}

uint64_t Deadline(const dtl_engine *e)
{
    return dtl_engine_deadline(Of(e)->soft);
}

unsigned FailedOf36(void (*spoil)(dtl_op *))
{
    Spoiled s;
    char err[256] = "";
    EXPECT_EQ(dtl_engine_open(&s.soft, "soft", 0, err, sizeof err), 0) << err;
    s.kind.enqueue = Enqueue;
    s.kind.dequeue = Dequeue;
    s.kind.fd = Fd;
    s.kind.deadline = Deadline;
    s.base.kind = &s.kind;
    s.base.limits = s.soft->limits;
    s.spoil = spoil;
    testing::internal::CaptureStdout();
    dtl_selftest_result r = dtl_selftest(&s.base);
    std::string shown = testing::internal::GetCapturedStdout();
    EXPECT_EQ(shown.find("FAILED") != std::string::npos, r.failed > 0);
    EXPECT_EQ(r.checks, 36u) << shown;
    dtl_engine_close(s.soft);
    return r.failed;
}

TEST(CliSelftest, PassesOnAGoodEngine)
{
    EXPECT_EQ(FailedOf36(nullptr), 0u);
}

TEST(CliSelftest, SeesAWrongByte)
{
    EXPECT_EQ(FailedOf36([](dtl_op *op) {
                  if (op->kind == DTL_OP_SEAL)
                      op->out[op->out_len - 1] ^= 1;
              }),
              8u);
    EXPECT_EQ(FailedOf36([](dtl_op *op) {
                  if (op->kind == DTL_OP_OPEN && op->out_len)
                      op->out[0] ^= 0x80;
              }),
              4u);
}

TEST(CliSelftest, SeesAWrongNumber)
{
    EXPECT_EQ(FailedOf36([](dtl_op *op) { op->seq++; }), 8u);
}

TEST(CliSelftest, SeesAForgeryOrReplayThatIsTaken)
{
    EXPECT_EQ(FailedOf36([](dtl_op *op) {
                  if (op->result == DTL_R_AUTH)
                      op->result = DTL_R_OK;
              }),
              8u);
    EXPECT_EQ(FailedOf36([](dtl_op *op) {
                  if (op->result == DTL_R_REPLAY_DUP)
                      op->result = DTL_R_OK;
              }),
              4u);
}

TEST(CliSelftest, SeesPlaintextOfAForgery)
{
    EXPECT_EQ(FailedOf36([](dtl_op *op) {
                  if (op->result == DTL_R_AUTH)
                      op->out[3] = 'x';
              }),
              8u);
}

} // namespace
