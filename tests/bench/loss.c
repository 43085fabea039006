/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long handshakes take when datagrams are lost, in virtual time, so the same on every machine:
 * dtlane as server and as client beside mbedTLS alone, in the same network. Times are of the
 * handshakes that came about; the others are counted. usage: loss CSV
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/csv.h"
#include "tests/bench/ends/pair.h"

#define HANDSHAKES 1000
#define DELAY_MS   10 /* one way */

static const struct contender {
    const char *op;
    const struct end_kind *client, *server;
} contenders[] = {
    {"mbedTLS both", &end_mbedtls, &end_mbedtls},
    {"dtlane server; mbedTLS client", &end_mbedtls, &end_dtlane},
    {"dtlane client; mbedTLS server", &end_dtlane, &end_mbedtls},
    {"dtlane both", &end_dtlane, &end_dtlane},
};

static int by_value(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

static void measure(FILE *csv, const char *what, const struct end_certificates *certificates,
                    unsigned percent)
{
    static uint64_t ms[HANDSHAKES];
    fprintf(stderr, "  %s: %u %% lost\n", what, percent);
    for (size_t c = 0; c < sizeof contenders / sizeof *contenders; c++) {
        unsigned failed = 0;
        struct pair *p = pair_init(contenders[c].client, contenders[c].server, certificates);
        for (uint32_t seed = 0; seed < HANDSHAKES; seed++) {
            pair_set_network(p, DELAY_MS, percent * 10, seed);
            ms[seed] = pair_handshake(p);
            failed += ms[seed] == PAIR_FAILED;
            pair_end(p);
        }
        pair_free(p);
        qsort(ms, HANDSHAKES, sizeof *ms, by_value); /* the failed ones come last */
        unsigned came = HANDSHAKES - failed;
        char op[96];
        snprintf(op, sizeof op, "%s; %u %% lost", contenders[c].op, percent);
        bench_row(csv, what, op, 128, 8, 0, 0, (double)ms[came / 2], "ms p50");
        bench_row(csv, what, op, 128, 8, 0, 0, (double)ms[came * 99 / 100], "ms p99");
        bench_row(csv, what, op, 128, 8, 0, 0, failed, "given up of 1000");
    }
}

int main(int argc, char **argv)
{
    static struct end_certificates certificates;
    FILE *csv = argc == 2 ? bench_open(argv[1]) : NULL;
    end_must(csv, "usage: loss CSV (a file that can be written)");
    end_make_certificates(&certificates);
    for (unsigned percent = 10; percent <= 30; percent += 20) {
        measure(csv, "loss PSK", NULL, percent);
        measure(csv, "loss ECDHE-ECDSA P-256", &certificates, percent);
    }
    return fclose(csv) ? 1 : 0;
}
