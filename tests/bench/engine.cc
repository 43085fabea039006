// SPDX-License-Identifier: Apache-2.0
//
// Cycles per record of the record engine with one lane, saturated, beside the schedule of the lane:
// (2 + ceil(n / 16)) * 4 * Nr / 2 for n bytes and one AAD block. usage: engine CSV

#include <cstdio>
#include <cstdlib>

#include DEVICE_H
#include "tests/bench/csv.h"
#include "tests/rtl/rec_dut.h"

using namespace rec;

namespace
{

const Session Tx{1, 3};
const char *const Ops[] = {"seal", "open", "both"};

struct Load {
    const char *name;
    std::vector<size_t> sizes; // in turn
};

struct Suite {
    bool key_256, tag_16;
};

// A session whose peer is itself, without replay check: what it seals, it opens, as often as we
// like.
Params loop_back(Suite suite)
{
    Params p;
    p.key_256 = suite.key_256;
    p.tag_16 = suite.tag_16;
    p.window = 0;
    return p;
}

double schedule(const Load &load, Suite suite)
{
    double sum = 0;
    for (size_t n : load.sizes)
        sum += double((2 + (n + 15) / 16) * 4 * (suite.key_256 ? 14 : 10)) / 2;
    return sum / double(load.sizes.size());
}

void expect_ok(const std::deque<Answer> &answers)
{
    for (const Answer &a : answers)
        if (a.result != Ok)
            throw std::runtime_error("a record failed");
}

// Cycles per record between the first and the last quarter of the answers, when nothing fills or
// drains.
double measure(const Load &load, Suite suite, int op)
{
    Dut<DEVICE> dut(1);
    if (dut.control(Install, Tx, loop_back(suite).wire()) != Ok)
        throw std::runtime_error("install failed");
    for (size_t n : load.sizes)
        dut.seal.push({0, Tx, 23, Bytes(n, 0x5A)});
    dut.run_until(load.sizes.size(), 0);
    std::vector<Bytes> wire;
    for (const Answer &a : dut.seal.answers)
        wire.push_back(a.data);
    dut.seal.answers.clear();

    const size_t records = 120;
    for (size_t i = 0; i < records; i++) {
        if (op != 1)
            dut.seal.push({0, Tx, 23, Bytes(load.sizes[i % load.sizes.size()], 0x5A)});
        if (op != 0)
            dut.open.push({0, Tx, 0, wire[i % wire.size()]});
    }
    const size_t all = op == 2 ? 2 * records : records;
    auto answered = [&] { return dut.seal.answers.size() + dut.open.answers.size(); };
    auto cycles_at = [&](size_t count) {
        while (answered() < count)
            dut.step();
        return double(dut.cycles);
    };
    double first = cycles_at(all / 4), last = cycles_at(3 * all / 4);
    expect_ok(dut.seal.answers);
    expect_ok(dut.open.answers);
    return (last - first) / double(3 * all / 4 - all / 4);
}

void row(FILE *csv, const char *what, const char *op, const Load &load, Suite suite, double value,
         const char *unit)
{
    std::fprintf(csv, "%s,%s,%d,%d,%s,1,%.4g,%s\n", what, op, suite.key_256 ? 256 : 128,
                 suite.tag_16 ? 16 : 8, load.name, value, unit);
}

void run(FILE *csv)
{
    const Load loads[] = {
        {"1", {1}},     {"16", {16}},     {"64", {64}},     {"256", {256}},
        {"512", {512}}, {"1024", {1024}}, {"1400", {1400}}, {"mix", {40, 576, 1400}}};
    for (bool key_256 : {false, true})
        for (bool tag_16 : {false, true})
            for (const Load &load : loads) {
                Suite suite{key_256, tag_16};
                double limit = schedule(load, suite);
                row(csv, "engine_schedule", "record", load, suite, limit, "cycles/record");
                std::fprintf(stderr, "  engine: AES-%d, tag %2d, %4s bytes: schedule %6.1f",
                             key_256 ? 256 : 128, tag_16 ? 16 : 8, load.name, limit);
                for (int op = 0; op < 3; op++) {
                    double cycles = measure(load, suite, op);
                    row(csv, "engine", Ops[op], load, suite, cycles, "cycles/record");
                    row(csv, "engine", Ops[op], load, suite, 100 * limit / cycles,
                        "percent of schedule");
                    std::fprintf(stderr, "  %s %6.1f (%5.1f %%)", Ops[op], cycles,
                                 100 * limit / cycles);
                }
                std::fprintf(stderr, "\n");
            }
}

} // namespace

int main(int argc, char **argv)
{
    FILE *csv = argc == 2 ? bench_open(argv[1]) : nullptr;
    if (!csv) {
        std::fprintf(stderr, "usage: engine CSV (a file that can be written)\n");
        return 1;
    }
    try {
        run(csv);
    } catch (const std::exception &e) {
        std::fprintf(stderr, "engine: %s\n", e.what());
        return 1;
    }
    return std::fclose(csv) ? 1 : 0;
}
