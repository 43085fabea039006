/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host on the byte streams of a Verilated device: writes bytes, reads frames, with gaps and
 * stalls as asked. V is the Verilated class.
 */
#ifndef TESTS_RTL_LINK_HOST_H
#define TESTS_RTL_LINK_HOST_H

#include <deque>
#include <memory>
#include <random>
#include <stdexcept>
#include <utility>

#include <verilated.h>

#include "link_wire.h"

/* Cycles of silence after which nothing more comes: more than what waits in the device takes. */
#ifdef SMALL
constexpr unsigned silence = 150 * 1000; // a buffer full of the shortest frames
#else
constexpr unsigned silence = 8000; // the longest record alone in a lane: 7000
#endif

template <class V> class LinkHost
{
  public:
    VerilatedContext context;
    std::unique_ptr<V> dut;
    std::mt19937 rng;
    unsigned gap = 0, stall = 0; /* percent of the cycles without a byte, without reading */
    bool reading = true;
    std::deque<wire::Response> responses;
    unsigned bad_frames = 0; /* that the device sent */

    explicit LinkHost(unsigned seed) : rng(seed)
    {
        context.randReset(2);
        context.randSeed(int(seed));
        dut.reset(new V(&context));
    }

    void reset()
    {
        dut->rst_ni = 0;
        dut->s_axis_tvalid = 0;
        for (int i = 0; i < 4; i++)
            edge();
        dut->rst_ni = 1;
        sending.clear();
        receiving.clear();
        responses.clear();
    }

    void send(const wire::Bytes &bytes)
    {
        sending.insert(sending.end(), bytes.begin(), bytes.end());
    }
    void send(const wire::Request &r)
    {
        send(r.bytes());
    }
    size_t unsent() const
    {
        return sending.size();
    }

    void run(unsigned cycles)
    {
        while (cycles--)
            cycle();
    }

    /* Until everything is sent and since then nothing has come for `idle` cycles. */
    void settle(unsigned idle = silence)
    {
        for (unsigned n = 0, quiet = 0; quiet < idle; n++) {
            if (n > 50 * 1000 * 1000)
                throw std::runtime_error("the device takes no bytes");
            quiet = cycle() || !sending.empty() ? 0 : quiet + 1;
        }
    }

    /* Settles and hands over what has come. */
    std::deque<wire::Response> collect()
    {
        settle();
        return std::exchange(responses, {});
    }

    /* Sends a request and returns the next response. */
    wire::Response ask(const wire::Request &r)
    {
        send(r);
        return next();
    }

    wire::Response next()
    {
        for (unsigned n = 0; responses.empty(); n++) {
            if (n > 200 * 1000)
                throw std::runtime_error("no answer");
            cycle();
        }
        wire::Response r = responses.front();
        responses.pop_front();
        return r;
    }

    uint32_t read(uint16_t address)
    {
        return ask({.opcode = wire::Read, .address = address}).value();
    }

  private:
    std::deque<uint8_t> sending;
    wire::Bytes receiving;

    void edge()
    {
        dut->clk_i = 0;
        dut->eval();
        dut->clk_i = 1;
        dut->eval();
    }

    bool awake(unsigned pause)
    {
        return pause == 0 || rng() % 100 >= pause;
    }

    /* One clock. True if a byte came in. */
    bool cycle()
    {
        if (!dut->s_axis_tvalid) /* a valid that was not taken stays */
            dut->s_axis_tvalid = !sending.empty() && awake(gap);
        if (dut->s_axis_tvalid)
            dut->s_axis_tdata = sending.front();
        dut->m_axis_tready = reading && awake(stall);
        dut->clk_i = 0;
        dut->eval();
        bool sent = dut->s_axis_tvalid && dut->s_axis_tready;
        bool came = dut->m_axis_tvalid && dut->m_axis_tready;
        uint8_t byte = dut->m_axis_tdata;
        dut->clk_i = 1;
        dut->eval();
        if (sent) {
            sending.pop_front();
            dut->s_axis_tvalid = 0;
        }
        if (came)
            receive(byte);
        return came;
    }

    void receive(uint8_t byte)
    {
        if (byte != 0) {
            receiving.push_back(byte);
            return;
        }
        auto body = wire::unframe(receiving);
        auto response = body ? wire::parse_response(*body) : std::nullopt;
        if (response)
            responses.push_back(*response);
        else
            bad_frames++;
        receiving.clear();
    }
};

#endif
