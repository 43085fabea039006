/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drives a Verilated record engine: requests in, answers out, one clock at a time, with gaps on
 * every input and stalls on every output as asked. V is the Verilated class.
 */
#ifndef TESTS_RTL_REC_DUT_H
#define TESTS_RTL_REC_DUT_H

#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <verilated.h>

namespace rec
{

using Bytes = std::vector<uint8_t>;

enum Result : uint8_t {
    Ok = 0,
    BadRecord = 1,
    TooLong = 2,
    UnknownSession = 3,
    WrongEpoch = 4,
    ReplayDup = 5,
    ReplayOld = 6,
    Auth = 7,
    BadMacLimit = 8,
    Expired = 9,
    SeqOverflow = 10,
    NoSlot = 11,
    Refused = 15,
};

struct Session {
    uint16_t generation, slot;
};

struct Request {
    uint16_t tag;
    Session session;
    uint8_t ctype;
    Bytes data;
};

struct Answer {
    uint16_t tag;
    uint8_t result, ctype;
    bool first_auth, bad_mac_limit, hard_limit, soft_limit;
    uint16_t len;
    uint64_t seq;
    Bytes data;
};

enum CtlOp { Install = 0, Remove = 1, Query = 2, WipeAll = 3 };

/* How often a stream pauses, in percent of the cycles. */
struct Pace {
    unsigned request = 0, data = 0, answer = 0, out = 0;
};

/* One direction: its ports, what is still to go in and what has come out. */
class Direction
{
  public:
    struct Ports {
        CData *req_valid, *req_ready;
        VlWide<3> *req;
        CData *in_valid, *in_ready;
        VlWide<4> *in;
        CData *in_last, *rsp_valid, *rsp_ready;
        VlWide<3> *rsp;
        CData *out_valid, *out_ready;
        VlWide<4> *out;
        CData *out_last;
    };

    explicit Direction(Ports ports) : p(ports)
    {
    }

    Pace pace;
    std::deque<Answer> answers;    /* complete: answer and all its data */
    uint64_t out_valid_cycles = 0; /* in which the output showed a beat */
    uint64_t answers_seen = 0;     /* taken, with or without their data */
    uint64_t beats_in = 0, beats_out = 0;

    void push(const Request &r)
    {
        requests.push_back(r);
    }
    size_t waiting() const /* requests not taken, or taken with data not taken */
    {
        return requests.size() + beats.size();
    }

    void before_clock(std::mt19937 &rng)
    {
        auto awake = [&](unsigned pause) { return rng() % 100 >= pause; };
        /* A valid that was not taken stays. */
        if (!*p.req_valid)
            *p.req_valid = !requests.empty() && awake(pace.request);
        if (*p.req_valid)
            put_request(requests.front());
        if (!*p.in_valid)
            *p.in_valid = !beats.empty() && awake(pace.data);
        if (*p.in_valid)
            put_beat(beats.front());
        *p.rsp_ready = awake(pace.answer);
        *p.out_ready = awake(pace.out);
    }

    /* Samples the handshakes of the cycle that the clock edge will end. */
    void sample()
    {
        if ((req_moves = *p.req_valid && *p.req_ready))
            split(requests.front());
        in_moves = *p.in_valid && *p.in_ready;
        if (*p.rsp_valid && *p.rsp_ready)
            take_answer();
        if (*p.out_valid) {
            out_valid_cycles++;
            if (*p.out_ready)
                take_beat();
        }
    }

    void after_clock()
    {
        if (req_moves) {
            requests.pop_front();
            *p.req_valid = 0;
        }
        if (in_moves) {
            beats.pop_front();
            beats_in++;
            *p.in_valid = 0;
        }
    }

  private:
    struct Beat {
        uint8_t bytes[16];
        bool last;
    };

    Ports p;
    std::deque<Request> requests;
    std::deque<Beat> beats;
    std::deque<Answer> incomplete;
    bool req_moves = false, in_moves = false;

    void put_request(const Request &r)
    {
        VlWide<3> &w = *p.req;
        w[0] = uint32_t(r.data.size()) | uint32_t(r.ctype) << 16 | uint32_t(r.session.slot) << 24;
        w[1] = r.session.slot >> 8 | uint32_t(r.session.generation) << 8 | uint32_t(r.tag) << 24;
        w[2] = r.tag >> 8;
    }

    void put_beat(const Beat &b)
    {
        for (int i = 0; i < 4; i++)
            std::memcpy(&(*p.in)[i], b.bytes + 4 * i, 4);
        *p.in_last = b.last;
    }

    /* Bytes past the end are garbage: nobody may depend on them. */
    void split(const Request &r)
    {
        for (size_t at = 0; at < r.data.size(); at += 16) {
            Beat b;
            std::memset(b.bytes, 0xA5, 16);
            size_t n = std::min<size_t>(16, r.data.size() - at);
            std::memcpy(b.bytes, r.data.data() + at, n);
            b.last = at + 16 >= r.data.size();
            beats.push_back(b);
        }
    }

    void take_answer()
    {
        const VlWide<3> &w = *p.rsp;
        Answer a{};
        a.seq = w[0] | uint64_t(w[1] & 0xFFFF) << 32;
        a.len = w[1] >> 16;
        a.soft_limit = w[2] & 1;
        a.hard_limit = w[2] >> 1 & 1;
        a.bad_mac_limit = w[2] >> 2 & 1;
        a.first_auth = w[2] >> 3 & 1;
        a.ctype = uint8_t(w[2] >> 4);
        a.result = w[2] >> 12 & 15;
        a.tag = uint16_t(w[2] >> 16);
        answers_seen++;
        incomplete.push_back(a);
        finish();
    }

    void take_beat()
    {
        /* The answer comes before its data, so it must be here by now unless it is being stalled.
         */
        Beat b;
        for (int i = 0; i < 4; i++)
            std::memcpy(b.bytes + 4 * i, &(*p.out)[i], 4);
        b.last = *p.out_last;
        out.push_back(b);
        beats_out++;
        finish();
    }

    std::deque<Beat> out;

    void finish()
    {
        while (!incomplete.empty() && out.size() >= (incomplete.front().len + 15u) / 16) {
            Answer a = incomplete.front();
            incomplete.pop_front();
            for (size_t at = 0; at < a.len; at += 16) {
                Beat b = out.front();
                out.pop_front();
                if (b.last != (at + 16 >= a.len))
                    throw std::runtime_error("tlast is not on the last beat");
                a.data.insert(a.data.end(), b.bytes, b.bytes + 16);
            }
            for (size_t i = a.len; i < a.data.size(); i++)
                if (a.data[i])
                    throw std::runtime_error("bytes past the end are not zero");
            a.data.resize(a.len);
            answers.push_back(a);
        }
    }
};

template <class V> class Dut
{
  public:
    explicit Dut(uint32_t seed)
        : rng(seed), context(make_context(seed)), v(new V(context.get())),
          seal({&v->seal_req_valid_i, &v->seal_req_ready_o, &v->seal_req_i, &v->s_axis_seal_tvalid,
                &v->s_axis_seal_tready, &v->s_axis_seal_tdata, &v->s_axis_seal_tlast,
                &v->seal_rsp_valid_o, &v->seal_rsp_ready_i, &v->seal_rsp_o, &v->m_axis_seal_tvalid,
                &v->m_axis_seal_tready, &v->m_axis_seal_tdata, &v->m_axis_seal_tlast}),
          open({&v->open_req_valid_i, &v->open_req_ready_o, &v->open_req_i, &v->s_axis_open_tvalid,
                &v->s_axis_open_tready, &v->s_axis_open_tdata, &v->s_axis_open_tlast,
                &v->open_rsp_valid_o, &v->open_rsp_ready_i, &v->open_rsp_o, &v->m_axis_open_tvalid,
                &v->m_axis_open_tready, &v->m_axis_open_tdata, &v->m_axis_open_tlast})
    {
        reset();
    }

    std::mt19937 rng;
    std::unique_ptr<VerilatedContext> context;
    std::unique_ptr<V> v;
    Direction seal, open;
    uint64_t cycles = 0;

    void reset()
    {
        v->seal_req_valid_i = v->open_req_valid_i = v->ctl_req_valid_i = 0;
        v->s_axis_seal_tvalid = v->s_axis_open_tvalid = v->s_axis_ctl_tvalid = 0;
        v->ctl_rsp_ready_i = v->m_axis_ctl_tready = 0;
        v->rst_ni = 0;
        for (int i = 0; i < 3; i++)
            clock();
        v->rst_ni = 1;
    }

    void step()
    {
        seal.before_clock(rng);
        open.before_clock(rng);
        v->clk_i = 0;
        v->eval();
        seal.sample();
        open.sample();
        v->clk_i = 1;
        v->eval();
        seal.after_clock();
        open.after_clock();
        cycles++;
    }

    void run(uint64_t n)
    {
        while (n--)
            step();
    }

    /* Until so many answers are complete; throws if the engine seems dead. */
    void run_until(size_t sealed, size_t opened, uint64_t limit = 2000000)
    {
        while (seal.answers.size() < sealed || open.answers.size() < opened) {
            if (!limit--)
                throw std::runtime_error("the engine does not answer");
            step();
        }
    }

    /* Until all that was pushed is taken. */
    void run_taken(uint64_t limit = 2000000)
    {
        while (seal.waiting() || open.waiting()) {
            if (!limit--)
                throw std::runtime_error("the engine takes nothing");
            step();
        }
    }

    /* A session request, with traffic going on beside it. */
    uint8_t control(CtlOp op, Session s, const Bytes &in = {}, Bytes *out = nullptr)
    {
        v->ctl_req_i = uint64_t(op) << 32 | uint64_t(s.generation) << 16 | s.slot;
        v->ctl_req_valid_i = 1;
        wait_for([&] { return bool(v->ctl_req_ready_o); });
        v->ctl_req_valid_i = 0;
        for (size_t at = 0; at < in.size(); at += 16) {
            for (int i = 0; i < 4; i++)
                std::memcpy(&v->s_axis_ctl_tdata[i], in.data() + at + 4 * i, 4);
            v->s_axis_ctl_tvalid = 1;
            wait_for([&] { return bool(v->s_axis_ctl_tready); });
            v->s_axis_ctl_tvalid = 0;
        }
        uint8_t result = 0;
        v->ctl_rsp_ready_i = 1;
        wait_for([&] {
            result = v->ctl_rsp_o;
            return bool(v->ctl_rsp_valid_o);
        });
        v->ctl_rsp_ready_i = 0;
        for (int beat = 0; op == Query && result == Ok && beat < 3; beat++) {
            uint8_t bytes[16];
            v->m_axis_ctl_tready = 1;
            wait_for([&] {
                for (int i = 0; i < 4; i++)
                    std::memcpy(bytes + 4 * i, &v->m_axis_ctl_tdata[i], 4);
                return bool(v->m_axis_ctl_tvalid);
            });
            v->m_axis_ctl_tready = 0;
            if (out)
                out->insert(out->end(), bytes, bytes + 16);
        }
        return result;
    }

  private:
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
        cycles++;
    }

    /* Steps until `handshake`, sampled right before a clock edge, was true at one. */
    template <class F> void wait_for(F handshake, uint64_t limit = 200000)
    {
        for (bool done = false; !done;) {
            if (!limit--)
                throw std::runtime_error("control does not answer");
            seal.before_clock(rng);
            open.before_clock(rng);
            v->clk_i = 0;
            v->eval();
            seal.sample();
            open.sample();
            done = handshake();
            v->clk_i = 1;
            v->eval();
            seal.after_clock();
            open.after_clock();
            cycles++;
        }
    }
};

/* The 128 bytes of an INSTALL, docs/PROTOCOL.md section 5. */
struct Params {
    bool key_256 = false, tag_16 = true;
    uint8_t window = 64;
    uint16_t tx_epoch = 1, rx_epoch = 1;
    uint8_t tx_salt[4] = {}, rx_salt[4] = {};
    uint8_t tx_key[32] = {}, rx_key[32] = {};
    uint64_t next = 0, soft = 0xFFFFFFFFFFFF, hard = 0xFFFFFFFFFFFF;
    uint32_t bad_mac_limit = 1000000;
    uint64_t top = 0, seen = 0;

    Bytes wire() const
    {
        Bytes w;
        auto number = [&](uint64_t value, int bytes) {
            for (int i = bytes - 1; i >= 0; i--)
                w.push_back(uint8_t(value >> 8 * i));
        };
        number(uint64_t(key_256) | uint64_t(tag_16) << 1, 1);
        number(window, 1);
        number(tx_epoch, 2);
        number(rx_epoch, 2);
        w.insert(w.end(), tx_salt, tx_salt + 4);
        w.insert(w.end(), rx_salt, rx_salt + 4);
        number(0, 2);
        w.insert(w.end(), tx_key, tx_key + 32);
        w.insert(w.end(), rx_key, rx_key + 32);
        number(next, 8);
        number(soft, 8);
        number(hard, 8);
        number(bad_mac_limit, 4);
        number(0, 4);
        number(top, 8);
        number(seen, 8);
        return w;
    }
};

} // namespace rec

#endif
