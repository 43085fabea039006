// SPDX-License-Identifier: Apache-2.0
//
// Does a record engine of LANES lanes at so many MHz keep up with Ethernet in both directions? The
// mix of 40, 576 and 1400 bytes, and every STEPth payload from 1 to 1441, the longest that begins a
// block in a frame of 1500 bytes. The first bytes of a block are the worst: steps of 16 find them.
// Tags of 8 and 16 bytes. One row of CSV for each direction; latencies in cycles. The table is
// tests/bench/line_rate_table.py.
//
// usage: line_rateN CSV MHZ GBPS KEY_BITS STEP

#include <cstdio>
#include <cstdlib>

#include DEVICE_H
#include "tests/bench/line_rate.h"

using namespace line;

namespace
{

const uint32_t seed = 1;
const size_t longest = 1441;

void write_rows(FILE *csv, Rate rate, Suite suite, const char *size,
                const std::array<Outcome, 2> &both)
{
    for (int d = 0; d < 2; d++) {
        const Outcome &o = both[d];
        std::fprintf(
            csv, "%d,%g,%g,%d,%d,%s,%s,%zu,%llu,%.0f,%.0f,%.0f,%.0f,%.0f,%.0f,%.0f,%.0f,%.0f\n",
            LANES, rate.gbps, rate.mhz, suite.key_256 ? 256 : 128, suite.tag_16 ? 16 : 8, size,
            d ? "open" : "seal", o.frames, (unsigned long long)o.drops, o.offered, o.reached,
            o.able, o.first.p50, o.first.p99, o.first.max, o.last.p50, o.last.p99, o.last.max);
    }
    std::fflush(csv);
}

uint64_t point(FILE *csv, Rate rate, Suite suite, const char *name, std::vector<size_t> sizes)
{
    auto both = LineRate<DEVICE>(rate, suite, std::move(sizes), seed).run(LANES);
    write_rows(csv, rate, suite, name, both);
    return both[0].drops + both[1].drops;
}

void sweep(FILE *csv, Rate rate, Suite suite, size_t step)
{
    uint64_t drops = point(csv, rate, suite, "mix", {40, 576, 1400});
    size_t reported = 0;
    for (size_t n = 1; n <= longest; n += step) {
        drops += point(csv, rate, suite, std::to_string(n).c_str(), {n});
        if (n < reported + 100 && n + step <= longest)
            continue;
        reported = n;
        std::fprintf(stderr, "  AES-%d, tag %d: up to %zu bytes, %llu drops\n",
                     suite.key_256 ? 256 : 128, suite.tag_16 ? 16 : 8, n,
                     (unsigned long long)drops);
    }
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 6 || std::atof(argv[2]) <= 0 || std::atof(argv[3]) <= 0 ||
        std::atoi(argv[5]) <= 0) {
        std::fprintf(stderr, "usage: line_rate%d CSV MHZ GBPS KEY_BITS STEP\n", LANES);
        return 1;
    }
    FILE *csv = std::fopen(argv[1], "w");
    if (!csv) {
        std::perror(argv[1]);
        return 1;
    }
    const Rate rate{std::atof(argv[3]), std::atof(argv[2])};
    const bool key_256 = std::atoi(argv[4]) == 256;
    std::fprintf(stderr, "  seed %u\n", seed);
    std::fputs("lanes,gbps,mhz,key_bits,tag_bytes,size,op,frames,drops,offered,reached,able,"
               "first_p50,first_p99,first_max,last_p50,last_p99,last_max\n",
               csv);
    try {
        for (bool tag_16 : {false, true})
            sweep(csv, rate, {key_256, tag_16}, size_t(std::atoi(argv[5])));
    } catch (const std::exception &e) {
        std::fprintf(stderr, "line_rate%d: %s\n", LANES, e.what());
        return 1;
    }
    return std::fclose(csv) ? 1 : 0;
}
