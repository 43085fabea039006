// SPDX-License-Identifier: Apache-2.0
//
// Cycles per record of one CCM lane, saturated, beside its schedule for n bytes and one AAD block:
// (2 + ceil(n / 16)) * 4 * Nr / 2, or with COMPACT (2 + ceil(n / 16)) * 8 * Nr + 8. And how fast
// the Verilated lane runs here. usage: lane CSV

#include <chrono>
#include <cstdio>

#include "tests/bench/csv.h"
#include "tests/rtl/ccm_lane_dut.h"

using namespace lane;

namespace
{

#ifdef COMPACT
const char *const Name = "lane_compact";

double cycles_of(size_t blocks, unsigned rounds)
{
    return double(blocks * 8 * rounds + 8);
}
#else
const char *const Name = "lane";

double cycles_of(size_t blocks, unsigned rounds)
{
    return double(blocks * 4 * rounds) / 2;
}
#endif

struct Load {
    const char *name;
    std::vector<size_t> sizes; // in turn
};

struct Keys {
    const char *op_suffix;
    int bits;                 // 0: both
    std::vector<bool> is_256; // in turn
};

struct Measured {
    double cycles_per_record, schedule, kcycles_per_s, mb_per_s;
};

// The lane works alike on any data: random blocks for B0, A0, AAD and text.
Job random_job(std::mt19937 &rng, size_t len, bool key_256, bool open)
{
    Job j{};
    j.decrypt = j.has_trailer = open;
    j.key_256 = key_256;
    j.aad_blocks = 1;
    j.len = len;
    j.key.resize(key_256 ? 32 : 16);
    for (auto &byte : j.key)
        byte = uint8_t(rng());
    j.beats.resize(3 + (len + 15) / 16 + (open ? 1 : 0));
    for (Block &b : j.beats)
        for (auto &byte : b)
            byte = uint8_t(rng());
    return j;
}

// Between the first and the last tenth of the records, when nothing fills or drains.
Measured measure(const Load &load, const Keys &keys, bool open)
{
    const size_t records = 600, warm = 60;
    Dut dut(1);
    double schedule = 0, bytes = 0;
    for (size_t i = 0; i < records; i++) {
        const size_t len = load.sizes[i % load.sizes.size()];
        const bool key_256 = keys.is_256[i % keys.is_256.size()];
        dut.push(random_job(dut.rng, len, key_256, open));
        if (i >= warm && i < records - warm) {
            schedule += cycles_of(2 + (len + 15) / 16, key_256 ? 14 : 10);
            bytes += double(len);
        }
    }
    dut.run_until(warm);
    const uint64_t first = dut.cycles;
    const auto start = std::chrono::steady_clock::now();
    dut.run_until(records - warm);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    const double cycles = double(dut.cycles - first), counted = double(records - 2 * warm);
    return {cycles / counted, schedule / counted, cycles / elapsed.count() / 1e3,
            bytes / elapsed.count() / 1e6};
}

void run(FILE *csv)
{
    const Load loads[] = {
        {"1", {1}},     {"16", {16}},     {"64", {64}},     {"256", {256}},
        {"512", {512}}, {"1024", {1024}}, {"1400", {1400}}, {"mix", {40, 576, 1400}}};
    const Keys sets[] = {
        {"", 128, {false}}, {"", 256, {true}}, {" AES-128 and AES-256 in turn", 0, {false, true}}};
    for (const Keys &keys : sets)
        for (const char *op : {"seal", "open"})
            for (const Load &load : loads) {
                const Measured m = measure(load, keys, op[0] == 'o');
                const double percent = 100 * m.schedule / m.cycles_per_record;
                auto row = [&](const char *suffix, double value, const char *unit) {
                    std::fprintf(csv, "%s%s,%s%s,%d,0,%s,1,%.4g,%s\n", Name, suffix, op,
                                 keys.op_suffix, keys.bits, load.name, value, unit);
                };
                row("_schedule", m.schedule, "cycles/record");
                row("", m.cycles_per_record, "cycles/record");
                row("", percent, "percent of schedule");
                row("", m.kcycles_per_s, "kcycles/s");
                row("", m.mb_per_s, "MB/s");
                std::fprintf(stderr,
                             "  %s: %s%s %3d, %4s bytes: schedule %6.1f, %6.1f (%5.1f %%), "
                             "%.0f kcycles/s, %.2f MB/s\n",
                             Name, op, keys.op_suffix, keys.bits, load.name, m.schedule,
                             m.cycles_per_record, percent, m.kcycles_per_s, m.mb_per_s);
            }
}

} // namespace

int main(int argc, char **argv)
{
    FILE *csv = argc == 2 ? bench_open(argv[1]) : nullptr;
    if (!csv) {
        std::fprintf(stderr, "usage: lane CSV (a file that can be written)\n");
        return 1;
    }
    try {
        run(csv);
    } catch (const std::exception &e) {
        std::fprintf(stderr, "lane: %s\n", e.what());
        return 1;
    }
    return std::fclose(csv) ? 1 : 0;
}
