/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Handshakes a second, both ends on one thread in memory, of processor time: dtlane beside mbedTLS
 * alone and OpenSSL alone, taking turns in short slices; medians. What is timed begins with the
 * setting up of both contexts and ends when both sides may send, with dtlane's keys in the engine
 * and its handshake freed. usage: handshake CSV
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/bench/csv.h"
#include "tests/bench/ends/pair.h"

#define TURNS 101

enum { CONTENDERS = 5, BASELINE = 0 };

static const struct contender {
    const char *op;
    const struct end_kind *client, *server;
} contenders[CONTENDERS] = {
    [BASELINE] = {"mbedTLS both", &end_mbedtls, &end_mbedtls},
    {"dtlane server; mbedTLS client", &end_mbedtls, &end_dtlane},
    {"dtlane client; mbedTLS server", &end_dtlane, &end_mbedtls},
    {"dtlane both", &end_dtlane, &end_dtlane},
    {"OpenSSL both", &end_openssl, &end_openssl},
};

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int by_value(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static double median(double values[TURNS])
{
    qsort(values, TURNS, sizeof *values, by_value);
    return values[TURNS / 2];
}

static double slice(struct pair *p, unsigned handshakes)
{
    double spent = 0;
    for (unsigned i = 0; i < handshakes; i++) {
        double start = cpu_s();
        end_must(pair_handshake(p) != PAIR_FAILED, "a handshake failed");
        spent += cpu_s() - start;
        pair_end(p);
    }
    return spent / handshakes;
}

static void measure(FILE *csv, const char *what, const struct end_certificates *certificates,
                    unsigned handshakes)
{
    static double seconds[CONTENDERS][TURNS], ratio[CONTENDERS][TURNS];
    struct pair *pairs[CONTENDERS];
    fprintf(stderr, "  %s\n", what);
    for (int i = 0; i < CONTENDERS; i++) {
        pairs[i] = pair_init(contenders[i].client, contenders[i].server, certificates);
        slice(pairs[i], 1); /* what is made once is made now */
    }
    for (int turn = 0; turn < TURNS; turn++) {
        for (int i = 0; i < CONTENDERS; i++) {
            int c = (i + turn) % CONTENDERS; /* nobody is always the first */
            seconds[c][turn] = slice(pairs[c], handshakes);
        }
        for (int c = 0; c < CONTENDERS; c++)
            ratio[c][turn] = seconds[BASELINE][turn] / seconds[c][turn];
    }
    for (int c = 0; c < CONTENDERS; c++) {
        const char *op = contenders[c].op;
        bench_row(csv, what, op, 128, 8, 0, 0, 1 / median(seconds[c]), "handshakes/s");
        if (c != BASELINE)
            bench_row(csv, what, op, 128, 8, 0, 0, median(ratio[c]), "ratio to mbedTLS");
        pair_free(pairs[c]);
    }
}

int main(int argc, char **argv)
{
    static struct end_certificates certificates;
    FILE *csv = argc == 2 ? bench_open(argv[1]) : NULL;
    end_must(csv, "usage: handshake CSV (a file that can be written)");
    end_make_certificates(&certificates);
    measure(csv, "handshake PSK", NULL, 20);
    measure(csv, "handshake ECDHE-ECDSA P-256", &certificates, 2);
    return fclose(csv) ? 1 : 0;
}
