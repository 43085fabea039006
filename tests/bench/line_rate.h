/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The record engine between two Ethernet ports at full rate, both directions at once. Cipher frames
 * come back to back; plain frames come as fast as what becomes of them can leave.
 *
 * First the engine is saturated, sources never empty and sinks always ready, to know what it can
 * do. Then both wires run for so long that a queue would have filled twice over if the engine did
 * as much less than it should as it can do more.
 */
#ifndef TESTS_BENCH_LINE_RATE_H
#define TESTS_BENCH_LINE_RATE_H

#include <array>
#include <cmath>

#include "tests/bench/line_port.h"
#include "tests/rtl/rec_model.h"

namespace line
{

struct Suite {
    bool key_256, tag_16;

    size_t sealed(size_t payload) const
    {
        return 13 + 8 + payload + (tag_16 ? 16 : 8);
    }
};

/* Latencies in cycles. */
struct Spread {
    size_t count = 0;
    double p50 = 0, p99 = 0, max = 0;

    Spread() = default;
    explicit Spread(std::vector<double> all) : count(all.size())
    {
        std::sort(all.begin(), all.end());
        if (all.empty())
            return;
        p50 = all[all.size() / 2];
        p99 = all[size_t(std::ceil(0.99 * double(all.size()))) - 1];
        max = all.back();
    }
};

/* Rates in records per second, of one direction. */
struct Outcome {
    size_t frames = 0;
    uint64_t drops = 0;
    double offered = 0, reached = 0, able = 0;
    Spread first, last;
};

template <class V> class LineRate
{
  public:
    /* Payloads are all of `sizes` equally often, in random order. */
    LineRate(Rate rate_, Suite suite_, std::vector<size_t> sizes_, uint32_t seed)
        : dut(seed), rng(seed), rate(rate_), suite(suite_), sizes(std::move(sizes_))
    {
        for (uint16_t slot = 0; slot < sessions; slot++)
            if (dut.control(rec::Install, {1, slot}, params().wire()) != rec::Ok)
                throw std::runtime_error("install failed");
    }

    /* Of seal and open. `lanes`: so many that a measurement of the saturated engine is exact. */
    std::array<Outcome, 2> run(unsigned lanes)
    {
        double able = saturated(lanes * (sizes.size() == 1 ? 60 : 240));
        double offered = rate.gbps * 1e9 / 8 / mean_pitch();
        size_t count = frames_needed(able / offered - 1);
        std::array<Outcome, 2> both = at_line_rate(count);
        for (Outcome &o : both) {
            o.able = able;
            o.offered = offered;
        }
        return both;
    }

  private:
    static const uint16_t sessions = 16;

    rec::Dut<V> dut;
    std::mt19937 rng;
    Rate rate;
    Suite suite;
    std::vector<size_t> sizes;
    uint64_t records = 0; /* sent to be opened so far */

    rec::Params params() const
    {
        rec::Params p;
        p.key_256 = suite.key_256;
        p.tag_16 = suite.tag_16;
        return p;
    }

    double mean_pitch() const
    {
        double sum = 0;
        for (size_t n : sizes)
            sum += double(pitch_bytes(suite.sealed(n)));
        return sum / double(sizes.size());
    }

    /* With a limit, for an engine that is right at the edge. */
    size_t frames_needed(double spare) const
    {
        size_t least = sizes.size() == 1 ? 200 : 3000;
        double queue = double(queue_frames);
        for (size_t n : sizes)
            queue = std::min(queue, double(queue_beats / beats_of(suite.sealed(n))));
        double needed = 2 * queue / std::max(std::fabs(spare), 0.01);
        return std::max(least, size_t(needed));
    }

    std::vector<size_t> payloads(size_t count)
    {
        std::vector<size_t> all(count);
        for (size_t i = 0; i < count; i++)
            all[i] = sizes[i % sizes.size()];
        std::shuffle(all.begin(), all.end(), rng);
        return all;
    }

    std::vector<Frame> plain_frames(size_t count)
    {
        std::vector<Frame> frames;
        for (size_t n : payloads(count)) {
            rec::Session s{1, uint16_t(frames.size() % sessions)};
            size_t sealed = suite.sealed(n);
            frames.push_back({{0, s, 23, rec::Bytes(n, 0x5A)}, n, sealed, pitch_bytes(sealed)});
        }
        return frames;
    }

    std::vector<Frame> cipher_frames(size_t count)
    {
        std::vector<Frame> frames;
        const rec::Params p = params();
        for (size_t n : payloads(count)) {
            rec::Session s{1, uint16_t(records % sessions)};
            rec::Wire w;
            w.epoch = p.rx_epoch;
            w.seq = records++;
            w.explicit_nonce = uint64_t(w.epoch) << 48 | w.seq;
            rec::Bytes record =
                w.seal(p.rx_key, p.rx_salt, p.key_256, p.tag_16, rec::Bytes(n, 0x5A));
            size_t sealed = record.size();
            frames.push_back({{0, s, 0, record}, sealed, n, pitch_bytes(sealed)});
        }
        return frames;
    }

    /* Records per second of each direction, between the first and the last quarter of the answers,
     * when nothing fills or drains. */
    double saturated(size_t count)
    {
        for (const Frame &f : plain_frames(count))
            dut.seal.push(f.request);
        for (const Frame &f : cipher_frames(count))
            dut.open.push(f.request);
        double begin = cycles_at(count / 2), end = cycles_at(3 * count / 2);
        cycles_at(2 * count);
        dut.seal.answers.clear();
        dut.open.answers.clear();
        return double(count) / 2 / (end - begin) * rate.mhz * 1e6;
    }

    double cycles_at(size_t answers)
    {
        while (dut.seal.answers.size() + dut.open.answers.size() < answers)
            dut.step();
        return double(dut.cycles);
    }

    std::array<Outcome, 2> at_line_rate(size_t count)
    {
        const std::vector<Frame> plain = plain_frames(count), cipher = cipher_frames(count);
        double start = double(dut.cycles);
        Port seal(dut.seal, rate, plain, start), open(dut.open, rate, cipher, start);
        while (!seal.done() || !open.done()) {
            double now = double(dut.cycles);
            seal.before_clock(now);
            open.before_clock(now);
            dut.step();
            seal.after_clock(now);
            open.after_clock(now);
        }
        return {outcome(seal, count), outcome(open, count)};
    }

    Outcome outcome(const Port &port, size_t count) const
    {
        Outcome o;
        o.frames = count;
        o.drops = port.drops();
        o.first = Spread(port.first);
        o.last = Spread(port.last);
        o.reached = double(port.left_at.size() - 1) / (port.left_at.back() - port.left_at.front()) *
                    rate.mhz * 1e6;
        return o;
    }
};

} // namespace line

#endif
