/* SPDX-License-Identifier: Apache-2.0 */
/* How fast the Verilated device runs on this machine, through the engine contract and the link
 * protocol: kcycles/s, MB/s of payload, and cycles per record. usage: model CSV */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "driver/engine.h"
#include "tests/bench/csv.h"

#define BURST       32
#define PAYLOAD_MAX 1400
#define RECORD_MAX  (PAYLOAD_MAX + DTL_RECORD_OVERHEAD(DTL_TAG_MAX))

extern const struct dtl_engine_kind dtl_engine_model;
const struct dtl_engine_kind *const dtl_engine_kinds[] = {&dtl_engine_model, NULL};

static void die(const char *why)
{
    fprintf(stderr, "model: %s\n", why);
    exit(1);
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static uint64_t cycles_of(struct dtl_engine *e)
{
    struct dtl_counter c[128];
    unsigned n = dtl_engine_counters(e, c, 128);
    for (unsigned i = 0; i < n && i < 128; i++)
        if (strcmp(c[i].name, "model_cycles") == 0)
            return c[i].value;
    die("the engine counts no model_cycles");
    return 0;
}

/* Runs the ops to completion, offering again what the engine had no room for. */
static void run(struct dtl_engine *e, struct dtl_op **ops, unsigned n)
{
    unsigned sent = 0, done = 0;
    while (done < n) {
        struct dtl_item items[BURST];
        sent += dtl_engine_enqueue_burst(e, ops + sent, n - sent, 0);
        unsigned got = dtl_engine_dequeue_burst(e, items, BURST, 0);
        for (unsigned i = 0; i < got; i++) {
            if (items[i].kind != DTL_ITEM_COMPLETION)
                continue;
            if (items[i].op->result != DTL_R_OK)
                die(dtl_result_str(items[i].op->result));
            done++;
        }
    }
}

static dtl_session install(struct dtl_engine *e, uint8_t key_len)
{
    struct dtl_session_params p = {
        .key_len = key_len,
        .tag_len = 8,
        .window_size = 64,
        .bad_mac_limit = 1000,
        .tx = {.epoch = 1, .soft_limit = DTL_SEQ_MAX, .hard_limit = DTL_SEQ_MAX},
        .rx = {.epoch = 1}};
    struct dtl_op op = {.kind = DTL_OP_INSTALL, .params = &p};
    struct dtl_op *ops[] = {&op};
    run(e, ops, 1);
    return op.session;
}

static void measure(struct dtl_engine *e, FILE *csv, uint8_t key_len, size_t size)
{
    static uint8_t in[PAYLOAD_MAX], out[BURST][RECORD_MAX];
    static struct dtl_op op[BURST];
    struct dtl_op *ops[BURST];
    dtl_session session = install(e, key_len);
    unsigned records = 0;
    uint64_t cycles = cycles_of(e);
    double start = now_s(), elapsed;

    do {
        for (unsigned i = 0; i < BURST; i++) {
            op[i] = (struct dtl_op){.kind = DTL_OP_SEAL,
                                    .type = DTL_CT_APPLICATION_DATA,
                                    .session = session,
                                    .in = in,
                                    .in_len = size,
                                    .out = out[i],
                                    .out_cap = RECORD_MAX};
            ops[i] = &op[i];
        }
        run(e, ops, BURST);
        records += BURST;
        elapsed = now_s() - start;
    } while (elapsed < 1.0);
    cycles = cycles_of(e) - cycles;

    int bits = key_len * 8;
    bench_row(csv, "model", "seal", bits, 8, size, BURST, (double)cycles / elapsed / 1e3,
              "kcycles/s");
    bench_row(csv, "model", "seal", bits, 8, size, BURST, (double)(records * size) / elapsed / 1e6,
              "MB/s");
    bench_row(csv, "model", "seal", bits, 8, size, BURST, (double)cycles / records,
              "cycles/record");
}

int main(int argc, char **argv)
{
    static const size_t sizes[] = {16, 64, 256, 512, 1024, 1400};
    char err[256];
    struct dtl_engine *e;
    if (argc != 2)
        die("usage: model CSV");
    FILE *csv = bench_open(argv[1]);
    if (!csv)
        die("cannot write the CSV file");
    if (dtl_engine_open(&e, "model", 0, err, sizeof err) != 0)
        die(err);
    for (uint8_t key_len = 16; key_len <= 32; key_len += 16)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            fprintf(stderr, "  model: AES-%d, %zu bytes\n", key_len * 8, sizes[i]);
            measure(e, csv, key_len, sizes[i]);
        }
    dtl_engine_close(e);
    return fclose(csv) ? 1 : 0;
}
