// SPDX-License-Identifier: Apache-2.0
//
// The host's end of the link against a device that may do anything. A good device in software sits
// at the other end; the input is a program of what is asked of the engine, and of what becomes of
// the device's frames and bytes.
#include <cstring>
#include <deque>

#include "tests/fuzz/fuzz.h"
#include "tests/unit/link_tamper.h"

extern "C" {
#include "driver/bytes.h"
#include "driver/link/internal.h"
#include "driver/link/link.h"
#include "tests/shim/engine_device.h"
}

namespace
{

constexpr size_t kRequestsMax = 300; // more than the engine takes

class Rig
{
  public:
    explicit Rig(Input in) : in_(in), device_(shim_device_new(false))
    {
        fault_ = NewFaultTransport(&device_->transport);
        fault_->to_host = [this](const Bytes &frame) { return Fate(frame); };
    }

    void Run()
    {
        PlanFates(in_.Byte() % 8); // of the answers while it opens
        if (!Open())
            return;
        while (!in_.empty() && requests_.size() < kRequestsMax) {
            Step();
            CheckQueues();
        }
        Finish();
    }

  private:
    // --- the device's frames ---

    void PlanFates(unsigned n)
    {
        for (unsigned i = 0; i < n; i++)
            fates_.push_back(in_.Byte());
    }

    std::vector<Bytes> Fate(const Bytes &frame)
    {
        if (fates_.empty())
            return {frame};
        const uint8_t fate = fates_.front();
        fates_.pop_front();
        calm_ &= fate % 8 == 0;
        switch (fate % 8) {
        case 1:
            return {};
        case 2:
            return {frame, frame};
        case 3:
            held_.push_back(frame);
            return {};
        case 4:
            return {Spoil(frame)};
        case 5:
            return {EncodeFrame(Spoil(DecodeFrame(frame)))};
        case 6:
            return {EncodeFrame(Resize(DecodeFrame(frame)))};
        case 7:
            std::swap(held_, late_);
            late_.push_back(frame);
            return std::move(late_);
        default:
            return {frame};
        }
    }

    Bytes Spoil(Bytes bytes)
    {
        if (!bytes.empty())
            bytes[in_.Byte() % bytes.size()] ^= in_.Byte();
        return bytes;
    }

    // With a length in the header that fits again.
    Bytes Resize(Bytes body)
    {
        body.resize(DTL_FRAME_HEADER_LEN + in_.Word() % (DTL_FRAME_PAYLOAD_MAX + 1));
        dtl_put16(body.data() + 6, static_cast<uint16_t>(body.size() - DTL_FRAME_HEADER_LEN));
        return body;
    }

    // --- what is asked of the engine ---

    bool Open()
    {
        dtl_engine *e = nullptr;
        char err[256] = "";
        const int ret =
            dtl_link_open(&e, &dtl_engine_wire, &fault_->transport, 1000, err, sizeof err);
        if (ret) {
            EXPECT_EQ(ret, DTL_ERR_IO);
            EXPECT_NE(err[0], 0) << "no sentence says why";
            return false;
        }
        engine_ = std::make_unique<Engine>(e);
        return true;
    }

    void Ask(std::unique_ptr<Request> r)
    {
        if (engine_->TryEnqueue(r.get()))
            requests_.push_back(std::move(r));
    }

    // One of those that were installed, or a name made up.
    dtl_session Session()
    {
        const uint8_t n = in_.Byte();
        if (n == 0xff)
            return dtl_session{in_.Word()} << 16 | in_.Byte();
        std::vector<dtl_session> names{0};
        for (const auto &r : requests_)
            if (r->done && r->op.kind == DTL_OP_INSTALL && r->op.session)
                names.push_back(r->op.session);
        return names[names.size() - 1 - n % names.size()];
    }

    std::unique_ptr<Request> Record(bool seal)
    {
        const dtl_session s = Session();
        const uint16_t len = in_.Word();
        const Bytes bytes = Pattern(len % 1700, len);
        auto r = seal ? Request::Seal(s, bytes, static_cast<uint8_t>(20 + in_.Byte() % 5))
                      : Request::Open(s, seals_ ? LastSealed() : bytes);
        if (const uint8_t room = in_.Byte(); room & 1)
            r->SetRoom(room * 8);
        seals_ |= seal;
        return r;
    }

    Bytes LastSealed() const
    {
        for (auto r = requests_.rbegin(); r != requests_.rend(); ++r)
            if ((*r)->done && (*r)->op.kind == DTL_OP_SEAL && (*r)->op.out_len)
                return (*r)->outcome().out;
        return Bytes(60, 1);
    }

    std::unique_ptr<Request> NewSession()
    {
        const uint8_t kind = in_.Byte();
        Pair pair(kind & 1 ? 32 : 16, kind & 2 ? 16 : 8);
        pair.a.rx = kind & 4 ? pair.a.rx : pair.b.rx;
        std::memcpy(pair.a.rx.key, pair.a.tx.key, DTL_KEY_MAX); // it opens what it sealed itself
        std::memcpy(pair.a.rx.salt, pair.a.tx.salt, DTL_SALT_LEN);
        pair.a.window_size = kind >> 3;
        return Request::Install(pair.a);
    }

    void Step()
    {
        const uint8_t step = in_.Byte();
        switch (step % 16) {
        case 0:
        case 1:
            Ask(Record(step % 16));
            break;
        case 2:
            Ask(NewSession());
            break;
        case 3:
            Ask(Request::Remove(Session()));
            break;
        case 4:
            Ask(Request::Query(Session()));
            break;
        case 5:
            for (unsigned i = step / 16; i < 16; i++)
                engine_->Dequeue();
            break;
        case 6:
            engine_->now += in_.Byte() * 16;
            break;
        case 7:
            PlanFates(1 + step / 16);
            break;
        case 8:
            calm_ = false;
            fault_->ToHost(in_.Take(in_.Byte()));
            break;
        case 9:
            calm_ = false;
            fault_->ToHost(EncodeFrame(in_.Take(in_.Byte())));
            break;
        case 10:
            Trouble(step / 16);
            break;
        case 11: {
            std::vector<dtl_counter> c(step);
            dtl_engine_counters(engine_->raw(), c.data(), step);
            break;
        }
        default:
            engine_->Dequeue(1 + step / 16);
        }
    }

    void Trouble(unsigned what)
    {
        calm_ = false;
        if (what % 4 == 0)
            shim_device_reset(device_);
        else if (what % 4 == 1)
            device_->mute = !device_->mute;
        else if (what % 4 == 2)
            device_->stalled = !device_->stalled;
        else
            device_->broken = what == 15;
    }

    // --- what must hold ---

    void CheckQueues()
    {
        const auto *l = reinterpret_cast<const struct link *>(engine_->raw());
        EXPECT_LE(l->in_flight, unsigned{IN_FLIGHT});
        EXPECT_LE(l->tx_len, sizeof l->tx);
        EXPECT_LE(l->control_count, unsigned{IN_FLIGHT});
        EXPECT_LE(l->slots.live, engine_->limits().sessions);
        for (const link_direction &d : l->direction) {
            EXPECT_LE(d.used, d.credit);
            EXPECT_LE(d.tail - d.first, unsigned{IN_FLIGHT});
            EXPECT_LE(d.reported - d.first, d.next - d.first);
            EXPECT_LE(d.next - d.first, d.tail - d.first);
        }
        if (calm_) {
            EXPECT_EQ(device_->over_credit + device_->over_control, 0u);
        }
    }

    static void CheckOutcome(const Request &r)
    {
        const Outcome o = r.outcome();
        const bool record = r.op.kind == DTL_OP_SEAL || r.op.kind == DTL_OP_OPEN;
        EXPECT_TRUE(r.done) << "accepted, but never completed";
        EXPECT_LE(o.result, DTL_R_REFUSED);
        if (o.result != DTL_R_OK || !record) {
            EXPECT_EQ(o.out.size(), 0u);
        }
        const uint8_t *after = o.room.data() + o.out.size();
        EXPECT_TRUE(std::all_of(after, o.room.data() + o.room.size(), [](uint8_t b) {
            return b == Request::kUntouched;
        })) << "more was written than out_len says";
        if (o.result == DTL_R_OK && record) {
            const size_t with = std::max(o.out.size(), r.in.size());
            const size_t overhead = with - std::min(o.out.size(), r.in.size());
            EXPECT_TRUE(overhead == DTL_RECORD_OVERHEAD(8) || overhead == DTL_RECORD_OVERHEAD(16));
        }
        if (o.result != DTL_R_OK && r.op.kind == DTL_OP_INSTALL) {
            EXPECT_EQ(o.session, 0u);
        }
    }

    // Everything accepted completes, whether the device lives again or not.
    void Finish()
    {
        fates_.clear();
        for (unsigned turns = 0; engine_->in_flight; turns++) {
            ASSERT_LT(turns, 20000u) << engine_->in_flight << " ops do not end";
            engine_->Dequeue();
            if (!link_busy(reinterpret_cast<struct link *>(engine_->raw())))
                engine_->now += 50;
        }
        CheckQueues();
        for (const auto &r : requests_)
            CheckOutcome(*r);
    }

    Input in_;
    shim_device *device_;   // these two belong to the engine once it has opened,
    FaultTransport *fault_; // and are gone if it has not
    std::unique_ptr<Engine> engine_;
    std::vector<std::unique_ptr<Request>> requests_;
    std::deque<uint8_t> fates_;
    std::vector<Bytes> held_, late_;
    bool calm_ = true; // the device got no bad treatment yet
    bool seals_ = false;
};

} // namespace

FUZZ_TARGET(link)
{
    Rig(in).Run();
}
