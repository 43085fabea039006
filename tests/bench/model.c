/* SPDX-License-Identifier: Apache-2.0 */
/* How fast the Verilated device runs on this machine, through the engine contract and the link
 * protocol: kcycles/s, MB/s of payload, and cycles per record. MODEL is its name in the CSV: model
 * and the number of lanes, and dpi if the processor computes the AES rounds. usage: modelN CSV */
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
    fprintf(stderr, MODEL ": %s\n", why);
    exit(1);
}

/* Of the processor, so that other work on the machine does not count. */
static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
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

/* Sessions of one key length are each other's peers: their keys are zeros. */
static dtl_session install(struct dtl_engine *e, uint8_t key_len)
{
    struct dtl_session_params p = {
        .key_len = key_len,
        .tag_len = 8,
        .window_size = 0,
        .bad_mac_limit = 1000,
        .tx = {.epoch = 1, .soft_limit = DTL_SEQ_MAX, .hard_limit = DTL_SEQ_MAX},
        .rx = {.epoch = 1}};
    struct dtl_op op = {.kind = DTL_OP_INSTALL, .params = &p};
    struct dtl_op *ops[] = {&op};
    run(e, ops, 1);
    return op.session;
}

static void remove_session(struct dtl_engine *e, dtl_session session)
{
    struct dtl_op op = {.kind = DTL_OP_REMOVE, .session = session};
    struct dtl_op *ops[] = {&op};
    run(e, ops, 1);
}

struct load {
    const char *name;
    size_t sizes[3]; /* of the records of a burst, in turn */
    unsigned count;
};

static struct dtl_op op[BURST];
static uint8_t text[BURST][PAYLOAD_MAX], sealed[BURST][RECORD_MAX];
static size_t sealed_len[BURST];

static void run_burst(struct dtl_engine *e)
{
    struct dtl_op *ops[BURST];
    for (unsigned i = 0; i < BURST; i++)
        ops[i] = &op[i];
    run(e, ops, BURST);
}

static void run_seals(struct dtl_engine *e, dtl_session session, const struct load *load)
{
    for (unsigned i = 0; i < BURST; i++)
        op[i] = (struct dtl_op){.kind = DTL_OP_SEAL,
                                .type = DTL_CT_APPLICATION_DATA,
                                .session = session,
                                .in = text[i],
                                .in_len = load->sizes[i % load->count],
                                .out = sealed[i],
                                .out_cap = RECORD_MAX};
    run_burst(e);
    for (unsigned i = 0; i < BURST; i++)
        sealed_len[i] = op[i].out_len;
}

/* What was sealed last, over and over: the session has no replay check. */
static void run_opens(struct dtl_engine *e, dtl_session session, const struct load *load)
{
    (void)load;
    for (unsigned i = 0; i < BURST; i++)
        op[i] = (struct dtl_op){.kind = DTL_OP_OPEN,
                                .session = session,
                                .in = sealed[i],
                                .in_len = sealed_len[i],
                                .out = text[i],
                                .out_cap = PAYLOAD_MAX};
    run_burst(e);
}

static void row(FILE *csv, const char *name, uint8_t key_len, const struct load *load, double value,
                const char *unit)
{
    fprintf(csv, MODEL ",%s,%d,8,%s,%d,%.4g,%s\n", name, key_len * 8, load->name, BURST, value,
            unit);
}

static void measure(struct dtl_engine *e, FILE *csv, uint8_t key_len, const struct load *load,
                    bool opens)
{
    dtl_session session = install(e, key_len);
    const char *name = opens ? "open" : "seal";
    size_t bytes = 0;
    unsigned records = 0;
    uint64_t cycles = cycles_of(e);
    double start = now_s(), elapsed;
    do {
        (opens ? run_opens : run_seals)(e, session, load);
        for (unsigned i = 0; i < BURST; i++)
            bytes += load->sizes[i % load->count];
        records += BURST;
        elapsed = now_s() - start;
    } while (elapsed < 0.5);
    cycles = cycles_of(e) - cycles;
    remove_session(e, session);
    row(csv, name, key_len, load, (double)cycles / elapsed / 1e3, "kcycles/s");
    row(csv, name, key_len, load, (double)bytes / elapsed / 1e6, "MB/s");
    row(csv, name, key_len, load, (double)cycles / records, "cycles/record");
}

int main(int argc, char **argv)
{
    static const struct load loads[] = {
        {"1", {1}, 1},     {"16", {16}, 1},     {"64", {64}, 1},     {"256", {256}, 1},
        {"512", {512}, 1}, {"1024", {1024}, 1}, {"1400", {1400}, 1}, {"mix", {40, 576, 1400}, 3}};
    char err[256];
    struct dtl_engine *e;
    if (argc != 2)
        die("usage: " MODEL " CSV");
    FILE *csv = bench_open(argv[1]);
    if (!csv)
        die("cannot write the CSV file");
    if (dtl_engine_open(&e, "model", 0, err, sizeof err) != 0)
        die(err);
    for (uint8_t key_len = 16; key_len <= 32; key_len += 16)
        for (size_t i = 0; i < sizeof loads / sizeof *loads; i++) {
            fprintf(stderr, "  " MODEL ": AES-%d, %s bytes\n", key_len * 8, loads[i].name);
            measure(e, csv, key_len, &loads[i], false);
            measure(e, csv, key_len, &loads[i], true);
        }
    dtl_engine_close(e);
    return fclose(csv) ? 1 : 0;
}
