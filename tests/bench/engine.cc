// SPDX-License-Identifier: Apache-2.0
//
// Cycles per record of the record engine with LANES lanes, saturated, beside the schedule of so
// many lanes: (2 + ceil(n / 16)) * 4 * Nr / 2 / LANES for n bytes and one AAD block. usage: engineN
// CSV

#include <cstdio>
#include <cstdlib>

#include DEVICE_H
#include "tests/bench/csv.h"
#include "tests/rtl/rec_dut.h"

using namespace rec;

namespace
{

const size_t records = 120 * LANES; // of each direction

struct Load {
    const char *name;
    std::vector<size_t> sizes; // in turn
};

struct Suite {
    bool key_256, tag_16;
};

struct Scenario {
    const char *name;
    bool seals, opens;
    unsigned sessions; // in turn
    bool stalled;      // the other direction: full, and its output is never read
};

const Scenario basic[] = {{"seal", true, false, 1, false},
                          {"open", false, true, 1, false},
                          {"both", true, true, 1, false}};
const Scenario further[] = {{"seal; 128 sessions", true, false, 128, false},
                            {"open; 128 sessions", false, true, 128, false},
                            {"both; 128 sessions", true, true, 128, false},
                            {"seal; open stalled", true, false, 1, true},
                            {"open; seal stalled", false, true, 1, true}};

double schedule(const Load &load, Suite suite)
{
    double sum = 0;
    for (size_t n : load.sizes)
        sum += double((2 + (n + 15) / 16) * 4 * (suite.key_256 ? 14 : 10)) / 2;
    return sum / double(load.sizes.size()) / LANES;
}

class Bench
{
  public:
    Bench(const Load &load_, Suite suite, const Scenario &scenario_)
        : load(load_), scenario(scenario_)
    {
        for (uint16_t slot = 0; slot < scenario.sessions; slot++)
            if (dut.control(Install, {1, slot}, loop_back(suite, slot).wire()) != Ok)
                throw std::runtime_error("install failed");
        prepare_records();
        if (scenario.stalled)
            stall_other();
    }

    // Cycles per record between the first and the last quarter of the answers, when nothing fills
    // or drains.
    double measure()
    {
        if (scenario.seals)
            push_seals();
        if (scenario.opens)
            push_opens();
        const size_t all = records * (size_t(scenario.seals) + size_t(scenario.opens));
        double first = cycles_at(all / 4), last = cycles_at(3 * all / 4);
        for (Direction *d : {&dut.seal, &dut.open})
            for (const Answer &a : d->answers)
                if (a.result != Ok)
                    throw std::runtime_error("a record failed");
        return (last - first) / double(3 * all / 4 - all / 4);
    }

  private:
    Dut<DEVICE> dut{1};
    const Load &load;
    const Scenario &scenario;
    std::vector<Bytes> sealed;

    // A session whose peer is itself, without replay check: what it seals, it opens, as often as we
    // like.
    static Params loop_back(Suite suite, uint16_t slot)
    {
        Params p;
        p.key_256 = suite.key_256;
        p.tag_16 = suite.tag_16;
        p.window = 0;
        p.tx_key[0] = p.rx_key[0] = uint8_t(slot);
        return p;
    }

    Session session(size_t i) const
    {
        return {1, uint16_t(i % scenario.sessions)};
    }

    void push_seals()
    {
        for (size_t i = 0; i < records; i++)
            dut.seal.push({0, session(i), 23, Bytes(load.sizes[i % load.sizes.size()], 0x5A)});
    }

    void push_opens()
    {
        for (size_t i = 0; i < records; i++)
            dut.open.push({0, session(i), 0, sealed[i]});
    }

    void prepare_records()
    {
        push_seals();
        dut.run_until(records, 0);
        for (const Answer &a : dut.seal.answers)
            sealed.push_back(a.data);
        dut.seal.answers.clear();
    }

    void stall_other()
    {
        Direction &other = scenario.seals ? dut.open : dut.seal;
        other.pace = {0, 0, 100, 100};
        if (scenario.seals)
            push_opens();
        else
            push_seals();
        dut.run(30000); // by now its queues are full
    }

    double cycles_at(size_t count)
    {
        while (dut.seal.answers.size() + dut.open.answers.size() < count)
            dut.step();
        return double(dut.cycles);
    }
};

void row(FILE *csv, const char *what, const char *op, const Load &load, Suite suite, double value,
         const char *unit)
{
    std::fprintf(csv, "%s,%s,%d,%d,%s,1,%.4g,%s\n", what, op, suite.key_256 ? 256 : 128,
                 suite.tag_16 ? 16 : 8, load.name, value, unit);
}

void run(FILE *csv, const Load &load, Suite suite, const Scenario &scenario)
{
    const std::string what = "engine" + std::to_string(LANES);
    double limit = schedule(load, suite);
    double cycles = Bench(load, suite, scenario).measure();
    row(csv, what.c_str(), scenario.name, load, suite, cycles, "cycles/record");
    row(csv, what.c_str(), scenario.name, load, suite, 100 * limit / cycles, "percent of schedule");
    std::fprintf(stderr, "  %s %6.1f (%5.1f %%)", scenario.name, cycles, 100 * limit / cycles);
}

void run(FILE *csv)
{
    const Load loads[] = {
        {"1", {1}},     {"16", {16}},     {"64", {64}},     {"256", {256}},
        {"512", {512}}, {"1024", {1024}}, {"1400", {1400}}, {"mix", {40, 576, 1400}}};
    for (Suite suite : {Suite{false, false}, {true, false}, {false, true}, {true, true}})
        for (const Load &load : loads) {
            std::fprintf(stderr, "  %d lanes: AES-%d, tag %2d, %4s bytes: schedule %6.1f", LANES,
                         suite.key_256 ? 256 : 128, suite.tag_16 ? 16 : 8, load.name,
                         schedule(load, suite));
            for (const Scenario &scenario : basic)
                run(csv, load, suite, scenario);
            for (const Scenario &scenario : further)
                if (!suite.tag_16)
                    run(csv, load, suite, scenario);
            std::fprintf(stderr, "\n");
        }
}

} // namespace

int main(int argc, char **argv)
{
    FILE *csv = argc == 2 ? bench_open(argv[1]) : nullptr;
    if (!csv) {
        std::fprintf(stderr, "usage: engine%d CSV (a file that can be written)\n", LANES);
        return 1;
    }
    try {
        run(csv);
    } catch (const std::exception &e) {
        std::fprintf(stderr, "engine%d: %s\n", LANES, e.what());
        return 1;
    }
    return std::fclose(csv) ? 1 : 0;
}
