/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drives a Verilated lane, DEVICE, with its key expander: records in, results out, one clock at a
 * time, with gaps on every input and late drains as asked.
 */
#ifndef TESTS_RTL_CCM_LANE_DUT_H
#define TESTS_RTL_CCM_LANE_DUT_H

#include <array>
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <random>
#include <stdexcept>
#include <vector>

#include <verilated.h>

#include DEVICE_H

namespace lane
{

using Bytes = std::vector<uint8_t>;
using Block = std::array<uint8_t, 16>;

/* A request as in ccm_pkg, its key and its beats. */
struct Job {
    bool decrypt, key_256, has_trailer;
    unsigned aad_blocks;
    size_t len;
    Bytes key;
    std::vector<Block> beats;
};

struct Result {
    std::vector<Block> beats;     /* as drained */
    uint64_t taken = 0, done = 0; /* cycles in which the request was taken and done_o rose */
};

/* How often an input pauses, in percent of the cycles. */
struct Pace {
    unsigned request = 0, beat = 0, key = 0, drain = 0;
};

class Dut
{
  public:
    explicit Dut(uint32_t seed)
        : rng(seed), context(make_context(seed)), v(new DEVICE(context.get()))
    {
        v->req_valid_i = v->beat_valid_i = v->key_valid_i = v->drain_valid_i = v->wipe_i = 0;
        /* The reset is there before the first clock edge, which would write a RAM at random. */
        v->clk_i = 0;
        for (bool level : {true, false}) {
            v->rst_ni = level;
            v->eval();
        }
        for (int i = 0; i < 3; i++)
            clock();
        v->rst_ni = 1;
    }

    std::mt19937 rng;
    std::unique_ptr<VerilatedContext> context;
    std::unique_ptr<DEVICE> v;
    Pace pace;
    std::vector<Result> results; /* of the jobs, in the order of push() */
    size_t finished = 0;
    uint64_t cycles = 0;

    void push(const Job &job)
    {
        jobs.push_back(job);
        results.emplace_back();
    }

    /* Forgets what is finished. Only while nothing is in flight. */
    void clear()
    {
        jobs.clear();
        results.clear();
        finished = taken = 0;
    }

    /* For one cycle, whatever is in flight. */
    void reset()
    {
        v->req_valid_i = v->beat_valid_i = v->key_valid_i = v->drain_valid_i = 0;
        v->rst_ni = 0;
        clock();
        v->rst_ni = 1;
        clear();
        loading = draining = None;
        keys.clear();
        std::fill(holder.begin(), holder.end(), None);
        for (unsigned b = 0; b < Buffers; b++)
            seen_done[b] = second[b] = false;
    }

    void step()
    {
        drive();
        v->clk_i = 0;
        v->eval();
        const bool req_moves = v->req_valid_i && v->req_ready_o;
        const bool beat_moves = v->beat_valid_i && v->beat_ready_o;
        const bool key_moves = v->key_valid_i && v->key_ready_o;
        const bool drain_moves = v->drain_valid_i && v->drain_ready_o;
        const unsigned buffer = v->req_buf_o;
        note_done();
        take_output();
        v->clk_i = 1;
        v->eval();
        cycles++;
        if (req_moves)
            request_taken(buffer);
        if (beat_moves)
            beat_taken();
        if (key_moves)
            key_taken();
        if (drain_moves)
            drain_taken();
    }

    /* Until so many jobs are finished; throws if the lane seems dead. */
    void run_until(size_t count, uint64_t limit = 20000000)
    {
        while (finished < count) {
            if (!limit--)
                throw std::runtime_error("the lane does not finish");
            step();
        }
    }

    void run()
    {
        run_until(jobs.size());
    }

    void run_cycles(uint64_t n)
    {
        while (n--)
            step();
    }

  private:
    static constexpr int None = -1;

    struct Key {
        size_t job;
        unsigned buffer;
    };

    std::vector<Job> jobs;
    size_t taken = 0;
    int loading = None, draining = None; /* jobs */
    size_t beat = 0;
    std::deque<Key> keys; /* wanted; the first is being offered if key_valid_i */
    static constexpr unsigned Buffers = 8;
    std::vector<int> holder = std::vector<int>(Buffers, None);
    bool seen_done[Buffers] = {};
    bool second[Buffers] = {}; /* of a pair whose first has the record */

    static VerilatedContext *make_context(uint32_t seed)
    {
        auto *c = new VerilatedContext;
        c->randReset(2);
        c->randSeed(int(seed & 0x7FFFFFFF) + 1);
        return c;
    }

    void clock()
    {
        v->clk_i = 0;
        v->eval();
        v->clk_i = 1;
        v->eval();
    }

    bool awake(unsigned pause)
    {
        return rng() % 100 >= pause;
    }

    /* A valid that was not taken stays. */
    void drive()
    {
        if (!v->req_valid_i && loading == None && taken < jobs.size() && awake(pace.request))
            offer_request(jobs[taken]);
        if (!v->beat_valid_i && loading != None && awake(pace.beat))
            offer_beat(jobs[size_t(loading)].beats[beat]);
        if (!v->key_valid_i && !keys.empty() && awake(pace.key))
            offer_key();
        if (!v->drain_valid_i && draining == None && awake(pace.drain))
            offer_drain();
    }

    void offer_request(const Job &j)
    {
        v->req_valid_i = 1;
        v->req_i = uint32_t(j.decrypt) << 16 | uint32_t(j.key_256) << 15 |
                   uint32_t(j.has_trailer) << 14 | j.aad_blocks << 11 | uint32_t(j.len);
    }

    void offer_beat(const Block &b)
    {
        v->beat_valid_i = 1;
        std::memcpy(&v->beat_i[0], b.data(), 16);
    }

    void offer_key()
    {
        const Job &j = jobs[keys.front().job];
        uint8_t bytes[32];
        for (auto &byte : bytes) /* behind a short key: anything */
            byte = uint8_t(rng());
        std::memcpy(bytes, j.key.data(), j.key.size());
        std::memcpy(&v->key_i[0], bytes, 32);
        v->key_valid_i = 1;
        v->key_256_i = j.key_256;
        v->key_buf_i = uint8_t(keys.front().buffer);
    }

    /* Any of the finished buffers. */
    void offer_drain()
    {
        unsigned ready[Buffers], n = 0;
        for (unsigned b = 0; b < Buffers; b++)
            if (seen_done[b])
                ready[n++] = b;
        if (!n)
            return;
        v->drain_buf_i = uint8_t(ready[rng() % n]);
        v->drain_valid_i = 1;
    }

    void note_done()
    {
        for (unsigned b = 0; b < Buffers; b++) {
            if (draining != None && b == v->drain_buf_i)
                continue; /* done until its last word is read */
            const bool done = v->done_o >> b & 1;
            if (done && holder[b] == None)
                throw std::runtime_error("a buffer is done that holds no record");
            if (done && !seen_done[b])
                results[size_t(holder[b])].done = cycles;
            seen_done[b] = done;
            if (holder[b] != None && v->idle_o)
                throw std::runtime_error("idle with a record in a buffer");
        }
    }

    void take_output()
    {
        if (!v->out_valid_o)
            return;
        if (draining == None)
            throw std::runtime_error("output that nobody asked for");
        Block b;
        std::memcpy(b.data(), &v->out_o[0], 16);
        results[size_t(draining)].beats.push_back(b);
        if (v->out_last_o) {
            draining = None;
            finished++;
        }
    }

    void request_taken(unsigned buffer)
    {
#ifdef COMPACT
        const bool pair = false;
#else
        const bool pair = jobs[taken].len > 57 * 16;
#endif
        if (buffer + pair >= Buffers || (pair && buffer % 2))
            throw std::runtime_error("no such buffer");
        if (holder[buffer] != None || second[buffer] || (pair && holder[buffer + 1] != None))
            throw std::runtime_error("a buffer was given out twice");
        if (pair)
            second[buffer + 1] = true;
        results[taken].taken = cycles;
        holder[buffer] = loading = int(taken);
        keys.push_back({taken++, buffer});
        beat = 0;
        v->req_valid_i = 0;
    }

    void beat_taken()
    {
        v->beat_valid_i = 0;
        if (++beat == jobs[size_t(loading)].beats.size())
            loading = None;
    }

    void key_taken()
    {
        v->key_valid_i = 0;
        keys.pop_front();
    }

    /* The buffer may be given out again before its last word is out. */
    void drain_taken()
    {
        v->drain_valid_i = 0;
        draining = holder[v->drain_buf_i];
        holder[v->drain_buf_i] = None;
        seen_done[v->drain_buf_i] = false;
        second[v->drain_buf_i | 1] = false;
    }
};

} // namespace lane

#endif
