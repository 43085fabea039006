/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One direction of a record engine between two wires of Ethernet. Time is counted in cycles of the
 * engine; all that a wire carries takes its time: preamble, header, FCS and gap of Ethernet, IPv4,
 * UDP.
 */
#ifndef TESTS_BENCH_LINE_PORT_H
#define TESTS_BENCH_LINE_PORT_H

#include <algorithm>
#include <deque>
#include <stdexcept>
#include <vector>

#include "tests/rtl/rec_dut.h"

namespace line
{

/* What a port can hold of frames that the engine has not taken yet: two block RAMs of an ECP5. */
const size_t queue_frames = 32, queue_beats = 256;

/* Bytes of a frame that carries a UDP datagram. */
const size_t preamble = 8, header = 14, fcs = 4, gap = 12, shortest = 64;
const size_t ip_udp = 20 + 8;
const size_t before_datagram = preamble + header + ip_udp;

inline size_t frame_bytes(size_t datagram)
{
    return preamble + std::max(shortest, header + ip_udp + datagram + fcs);
}
inline size_t pitch_bytes(size_t datagram)
{
    return frame_bytes(datagram) + gap;
}
inline size_t beats_of(size_t bytes)
{
    return (bytes + 15) / 16;
}

struct Rate {
    double gbps, mhz;

    double cycles(size_t bytes) const
    {
        return double(bytes) * 8 * mhz / (1000 * gbps);
    }
};

struct Frame {
    rec::Request request;
    size_t in, out; /* bytes of its datagram as it comes and as it leaves */
    size_t pitch;   /* bytes of time until the next frame begins to come */
};

/* The wire that frames come by. A frame is there when its FCS is; it waits until the engine has
 * taken it, and is dropped if too many wait. */
class Source
{
  public:
    Source(rec::Direction &direction_, Rate rate_, const std::vector<Frame> &frames_, double start)
        : direction(direction_), rate(rate_), frames(frames_), begins(start),
          base(direction_.beats_in)
    {
    }

    uint64_t drops = 0;
    std::deque<std::pair<const Frame *, double>> accepted; /* and when each was there */

    bool ended() const
    {
        return next == frames.size();
    }

    void before_clock(double now)
    {
        while (!ended() && begins + rate.cycles(frame_bytes(frames[next].in)) <= now) {
            const Frame &f = frames[next++];
            begins += rate.cycles(f.pitch);
            if (has_room(f))
                accept(f, now);
            else
                drops++;
        }
    }

  private:
    rec::Direction &direction;
    Rate rate;
    const std::vector<Frame> &frames;
    size_t next = 0;           /* frame */
    double begins;             /* when it begins to come */
    uint64_t base, pushed = 0; /* beats */
    std::deque<uint64_t> ends; /* pushed beats at the end of each frame that waits */

    bool has_room(const Frame &f)
    {
        uint64_t taken = direction.beats_in - base;
        while (!ends.empty() && ends.front() <= taken)
            ends.pop_front();
        return ends.size() < queue_frames && pushed - taken + beats_of(f.in) <= queue_beats;
    }

    void accept(const Frame &f, double now)
    {
        pushed += beats_of(f.in);
        ends.push_back(pushed);
        direction.push(f.request);
        accepted.emplace_back(&f, now);
    }
};

/* The wire that answers leave by, straight from the engine's output FIFO. */
class Sink
{
  public:
    Sink(rec::Direction &direction_, Rate rate_) : direction(direction_), rate(rate_)
    {
    }

    enum Event { Nothing, First, Last, Only }; /* which beat has just left */

    void before_clock(double now)
    {
        direction.pace.answer = !left && free <= now ? 0 : 100;
        direction.pace.out = left && next <= now ? 0 : 100;
        answers = direction.answers_seen;
        beats = direction.beats_out;
    }

    /* `datagram`: bytes of the one that leaves, or will. */
    Event after_clock(double now, size_t datagram)
    {
        if (direction.answers_seen > answers) {
            /* If one waited for the wire, the wire does not wait for the clock. */
            double start = std::max(free, now - 1);
            next = start + rate.cycles(before_datagram);
            free = start + rate.cycles(pitch_bytes(datagram));
            left = beats_of(datagram);
        }
        if (direction.beats_out == beats)
            return Nothing;
        next += rate.cycles(16);
        bool first = left == beats_of(datagram), last = --left == 0;
        return first && last ? Only : first ? First : last ? Last : Nothing;
    }

  private:
    rec::Direction &direction;
    Rate rate;
    double next = 0, free = 0; /* cycle of the next beat, of the next frame */
    size_t left = 0;           /* beats of the frame that is leaving */
    uint64_t answers = 0, beats = 0;
};

/* One direction: what came, what left, and when. */
class Port
{
  public:
    Port(rec::Direction &direction_, Rate rate, const std::vector<Frame> &frames, double start)
        : direction(direction_), source(direction_, rate, frames, start), sink(direction_, rate)
    {
    }

    /* From when a frame is there to when the first and the last beat of its answer leave. */
    std::vector<double> first, last;
    std::vector<double> left_at; /* last beats of all answers */

    uint64_t drops() const
    {
        return source.drops;
    }
    bool done() const
    {
        return source.ended() && source.accepted.empty();
    }

    void before_clock(double now)
    {
        source.before_clock(now);
        sink.before_clock(now);
    }

    void after_clock(double now)
    {
        if (source.accepted.empty())
            return;
        auto [frame, there] = source.accepted.front();
        Sink::Event event = sink.after_clock(now, frame->out);
        if (event == Sink::First || event == Sink::Only)
            first.push_back(now - there);
        if (event == Sink::Last || event == Sink::Only) {
            last.push_back(now - there);
            left_at.push_back(now);
            source.accepted.pop_front();
            check(frame->out);
        }
    }

  private:
    rec::Direction &direction;
    Source source;
    Sink sink;

    void check(size_t length)
    {
        const rec::Answer &a = direction.answers.front();
        if (a.result != rec::Ok || a.len != length)
            throw std::runtime_error("a record failed");
        direction.answers.pop_front();
    }
};

} // namespace line

#endif
