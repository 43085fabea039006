/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/selftest.h"

#include <stdio.h>
#include <string.h>

#include "host/cli/run_op.h"
#include "host/cli/selftest_vectors.h"

#define BYTES_MAX 256 /* of a vector's payload or record */
#define UNTOUCHED 0xa5

struct bytes {
    size_t len;
    uint8_t at[BYTES_MAX];
};

struct run {
    struct dtl_engine *engine;
    const struct dtl_vector *vector;
    struct dtl_selftest_result result;
};

static struct bytes from_hex(const char *hex)
{
    struct bytes b = {.len = strlen(hex) / 2};
    for (size_t i = 0; i < b.len; i++) {
        unsigned byte;
        sscanf(hex + 2 * i, "%2x", &byte);
        b.at[i] = (uint8_t)byte;
    }
    return b;
}

static void check(struct run *run, const char *what, bool ok, const struct dtl_op *op)
{
    run->result.checks++;
    run->result.failed += !ok;
    if (ok)
        printf("ok      %-14s %s\n", run->vector->suite, what);
    else
        printf("FAILED  %-14s %s (result: %s)\n", run->vector->suite, what,
               dtl_result_str((enum dtl_result)op->result));
}

/* A session whose both directions use the vector's key. */
static struct dtl_session_params params_of(const struct dtl_vector *v)
{
    struct dtl_session_params p = {
        .key_len = v->key_len,
        .tag_len = v->tag_len,
        .window_size = 64,
        .bad_mac_limit = 16,
        .tx = {.epoch = DTL_VECTOR_EPOCH,
               .next_seq = DTL_VECTOR_SEQ,
               .soft_limit = DTL_SEQ_MAX,
               .hard_limit = DTL_SEQ_MAX},
        .rx = {.epoch = DTL_VECTOR_EPOCH},
    };
    for (uint8_t i = 0; i < v->key_len; i++)
        p.tx.key[i] = p.rx.key[i] = (uint8_t)(DTL_VECTOR_KEY_FIRST + i);
    memcpy(p.tx.salt, dtl_vector_salt, sizeof p.tx.salt);
    memcpy(p.rx.salt, dtl_vector_salt, sizeof p.rx.salt);
    return p;
}

/* Runs a SEAL or OPEN of `in` into `out`. */
static struct dtl_op run_record(struct run *run, dtl_session session, enum dtl_op_kind kind,
                                const struct bytes *in, struct bytes *out)
{
    memset(out->at, UNTOUCHED, sizeof out->at);
    struct dtl_op op = {
        .kind = (uint8_t)kind,
        .type = DTL_CT_APPLICATION_DATA,
        .session = session,
        .in = in->at,
        .in_len = in->len,
        .out = out->at,
        .out_cap = sizeof out->at,
    };
    dtl_run_op(run->engine, &op);
    out->len = op.out_len;
    return op;
}

static bool equal(const struct bytes *a, const struct bytes *b)
{
    return a->len == b->len && !memcmp(a->at, b->at, a->len);
}

/* Nothing of a record whose tag is wrong may come out: all bytes are as before, or 0. */
static bool holds_nothing(const struct bytes *out)
{
    for (size_t i = 0; i < sizeof out->at; i++)
        if (out->at[i] && out->at[i] != UNTOUCHED)
            return false;
    return !out->len;
}

static void check_seal(struct run *run, dtl_session session)
{
    struct bytes payload = from_hex(run->vector->payload), out;
    struct bytes record = from_hex(run->vector->record), empty = from_hex(run->vector->empty);
    struct dtl_op op = run_record(run, session, DTL_OP_SEAL, &payload, &out);
    check(run, "seal, known answer", equal(&out, &record) && op.seq == DTL_VECTOR_SEQ, &op);
    payload.len = 0;
    op = run_record(run, session, DTL_OP_SEAL, &payload, &out);
    check(run, "seal, empty", equal(&out, &empty) && op.seq == DTL_VECTOR_SEQ + 1, &op);
}

static void check_forgery(struct run *run, dtl_session session, const char *what,
                          struct bytes record)
{
    struct bytes out;
    record.at[record.len - 1] ^= 1;
    struct dtl_op op = run_record(run, session, DTL_OP_OPEN, &record, &out);
    check(run, what, op.result == DTL_R_AUTH && holds_nothing(&out), &op);
}

static void check_open(struct run *run, dtl_session session)
{
    struct bytes payload = from_hex(run->vector->payload), out;
    struct bytes record = from_hex(run->vector->record), empty = from_hex(run->vector->empty);
    check_forgery(run, session, "open, wrong tag", record);
    struct dtl_op op = run_record(run, session, DTL_OP_OPEN, &record, &out);
    check(run, "open, known answer", equal(&out, &payload) && op.type == DTL_CT_APPLICATION_DATA,
          &op);
    op = run_record(run, session, DTL_OP_OPEN, &record, &out);
    check(run, "open, replay", op.result == DTL_R_REPLAY_DUP && holds_nothing(&out), &op);
    check_forgery(run, session, "open, empty, wrong tag", empty);
    op = run_record(run, session, DTL_OP_OPEN, &empty, &out);
    check(run, "open, empty", op.result == DTL_R_OK && !out.len, &op);
}

static void check_suite(struct run *run)
{
    struct dtl_session_params params = params_of(run->vector);
    struct dtl_op op = {.kind = DTL_OP_INSTALL, .params = &params};
    dtl_run_op(run->engine, &op);
    check(run, "install", op.result == DTL_R_OK, &op);
    if (op.result != DTL_R_OK)
        return;
    dtl_session session = op.session;
    check_seal(run, session);
    check_open(run, session);
    op = (struct dtl_op){.kind = DTL_OP_REMOVE, .session = session};
    dtl_run_op(run->engine, &op);
    check(run, "remove", op.result == DTL_R_OK, &op);
}

struct dtl_selftest_result dtl_selftest(struct dtl_engine *e)
{
    struct run run = {.engine = e};
    for (size_t i = 0; i < dtl_vectors_n; i++) {
        run.vector = &dtl_vectors[i];
        check_suite(&run);
    }
    return run.result;
}
