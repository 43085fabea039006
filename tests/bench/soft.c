/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The software engine beside what it is made of and what others have: bare mbedtls_ccm, mbedTLS's
 * record layer and OpenSSL's EVP CCM. All of them take turns in slices of 32 records, so that a
 * machine which is busy for a while slows all of them; rows are medians over the slices. The ratio
 * to mbedtls_ccm is a median too, of slices of the same turn. usage: soft CSV
 */
#define _POSIX_C_SOURCE 200809L

#include <mbedtls/ccm.h>
#include <openssl/evp.h>
#include <time.h>

#include "driver/engine.h"
#include "driver/record.h"
#include "tests/bench/csv.h"
#include "tests/bench/mbedtls_records.h"

#define SLICE    32 /* records; the larger burst too */
#define TURNS    400
#define TEXT_MAX 1400

extern const struct dtl_engine_kind dtl_engine_soft;
const struct dtl_engine_kind *const dtl_engine_kinds[] = {&dtl_engine_soft, NULL};

static const uint8_t key[DTL_KEY_MAX] = "an AES key for measuring, 32 B.";
static const uint8_t nonce[DTL_NONCE_LEN] = "constant no";
static const uint8_t aad[DTL_AAD_LEN] = "and its AAD.";

struct bench {
    int bits, tag_len;
    size_t size;

    struct dtl_engine *engine;
    dtl_session a, b; /* what a seals, b opens */
    struct dtl_op ops[SLICE];
    mbedtls_ccm_context ccm;
    EVP_CIPHER_CTX *seal, *open;
    struct mbedtls_records records;

    uint8_t text[SLICE][TEXT_MAX];
    uint8_t sealed[SLICE][TEXT_MAX + DTL_RECORD_OVERHEAD(DTL_TAG_MAX)];
    uint8_t opened[SLICE][TEXT_MAX];
};

static void must(bool ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "soft: %s\n", what);
    exit(1);
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* --- the engine ------------------------------------------------------------------------------- */

static void run_ops(struct bench *b, unsigned burst)
{
    struct dtl_op *ops[SLICE];
    struct dtl_item items[SLICE];
    for (unsigned i = 0; i < SLICE; i += burst) {
        for (unsigned j = 0; j < burst; j++)
            ops[j] = &b->ops[i + j];
        must(dtl_engine_enqueue_burst(b->engine, ops, burst, 0) == burst, "a burst was not taken");
        for (unsigned got = 0; got < burst;) {
            unsigned n = dtl_engine_dequeue_burst(b->engine, items, SLICE, 0);
            for (unsigned j = 0; j < n; j++)
                if (items[j].kind == DTL_ITEM_COMPLETION) {
                    must(items[j].op->result == DTL_R_OK, "a record failed");
                    got++;
                }
        }
    }
}

/* Ops are filled in beforehand: a caller keeps them with its buffers. */
static void engine_prepare_seal(struct bench *b)
{
    for (unsigned i = 0; i < SLICE; i++)
        b->ops[i] = (struct dtl_op){.kind = DTL_OP_SEAL,
                                    .type = DTL_CT_APPLICATION_DATA,
                                    .session = b->a,
                                    .in = b->text[i],
                                    .in_len = b->size,
                                    .out = b->sealed[i],
                                    .out_cap = sizeof b->sealed[i]};
}

static void engine_prepare_open(struct bench *b)
{
    engine_prepare_seal(b);
    run_ops(b, SLICE);
    for (unsigned i = 0; i < SLICE; i++)
        b->ops[i] = (struct dtl_op){.kind = DTL_OP_OPEN,
                                    .session = b->b,
                                    .in = b->sealed[i],
                                    .in_len = b->size + DTL_RECORD_OVERHEAD((size_t)b->tag_len),
                                    .out = b->opened[i],
                                    .out_cap = sizeof b->opened[i]};
}

static dtl_session install(struct bench *b)
{
    struct dtl_session_params p = {
        .key_len = (uint8_t)(b->bits / 8),
        .tag_len = (uint8_t)b->tag_len,
        .window_size = 64,
        .bad_mac_limit = 1,
        .tx = {.epoch = 1, .soft_limit = DTL_SEQ_MAX, .hard_limit = DTL_SEQ_MAX},
        .rx = {.epoch = 1}};
    memcpy(p.tx.key, key, p.key_len);
    memcpy(p.rx.key, key, p.key_len);
    struct dtl_op op = {.kind = DTL_OP_INSTALL, .params = &p}, *ops[] = {&op};
    struct dtl_item item;
    dtl_engine_enqueue_burst(b->engine, ops, 1, 0);
    must(dtl_engine_dequeue_burst(b->engine, &item, 1, 0) == 1 && op.result == DTL_R_OK,
         "no session");
    return op.session;
}

/* --- bare mbedtls_ccm, and OpenSSL ------------------------------------------------------------ */

static void ccm_seal(struct bench *b, unsigned burst)
{
    (void)burst;
    for (unsigned i = 0; i < SLICE; i++)
        must(!mbedtls_ccm_encrypt_and_tag(&b->ccm, b->size, nonce, sizeof nonce, aad, sizeof aad,
                                          b->text[i], b->sealed[i], b->sealed[i] + b->size,
                                          (size_t)b->tag_len),
             "mbedtls_ccm does not seal");
}

static void ccm_prepare_open(struct bench *b)
{
    ccm_seal(b, SLICE);
}

static void ccm_open(struct bench *b, unsigned burst)
{
    (void)burst;
    for (unsigned i = 0; i < SLICE; i++)
        must(!mbedtls_ccm_auth_decrypt(&b->ccm, b->size, nonce, sizeof nonce, aad, sizeof aad,
                                       b->sealed[i], b->opened[i], b->sealed[i] + b->size,
                                       (size_t)b->tag_len),
             "mbedtls_ccm does not open");
}

static EVP_CIPHER_CTX *evp_init(const struct bench *b, int sealing)
{
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    must(c &&
             EVP_CipherInit_ex(c, b->bits == 128 ? EVP_aes_128_ccm() : EVP_aes_256_ccm(), NULL,
                               NULL, NULL, sealing) == 1 &&
             EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_IVLEN, sizeof nonce, NULL) == 1 &&
             EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, b->tag_len, NULL) == 1 &&
             EVP_CipherInit_ex(c, NULL, NULL, key, nonce, sealing) == 1,
         "OpenSSL does not start");
    return c;
}

/* CCM, so the text goes in one piece and its length first. */
static bool evp_crypt(EVP_CIPHER_CTX *c, const uint8_t *in, uint8_t *out, size_t size)
{
    int n;
    return EVP_CipherUpdate(c, NULL, &n, NULL, (int)size) == 1 &&
           EVP_CipherUpdate(c, NULL, &n, aad, sizeof aad) == 1 &&
           EVP_CipherUpdate(c, out, &n, in, (int)size) == 1;
}

static void evp_seal(struct bench *b, unsigned burst)
{
    (void)burst;
    for (unsigned i = 0; i < SLICE; i++)
        must(EVP_EncryptInit_ex(b->seal, NULL, NULL, NULL, nonce) == 1 &&
                 evp_crypt(b->seal, b->text[i], b->sealed[i], b->size) &&
                 EVP_CIPHER_CTX_ctrl(b->seal, EVP_CTRL_AEAD_GET_TAG, b->tag_len,
                                     b->sealed[i] + b->size) == 1,
             "OpenSSL does not seal");
}

static void evp_open(struct bench *b, unsigned burst)
{
    (void)burst;
    for (unsigned i = 0; i < SLICE; i++)
        must(EVP_DecryptInit_ex(b->open, NULL, NULL, NULL, nonce) == 1 &&
                 EVP_CIPHER_CTX_ctrl(b->open, EVP_CTRL_AEAD_SET_TAG, b->tag_len,
                                     b->sealed[i] + b->size) == 1 &&
                 evp_crypt(b->open, b->sealed[i], b->opened[i], b->size),
             "OpenSSL does not open");
}

/* --- mbedTLS's record layer ------------------------------------------------------------------- */

static void layer_seal(struct bench *b, unsigned burst)
{
    (void)burst;
    mbedtls_records_write(&b->records, SLICE, b->text[0], b->size);
}

static void layer_prepare_open(struct bench *b)
{
    layer_seal(b, SLICE);
}

static void layer_open(struct bench *b, unsigned burst)
{
    (void)burst;
    mbedtls_records_read(&b->records, SLICE, b->opened[0], b->size);
}

/* --- turns ------------------------------------------------------------------------------------ */

enum { SEAL_BARE = 0, OPEN_BARE = 5, CONTENDERS = 10 };

static const struct contender {
    const char *op;
    unsigned burst;
    int bare; /* what its ratio is to */
    void (*prepare)(struct bench *b);
    void (*run)(struct bench *b, unsigned burst);
} contenders[CONTENDERS] = {
    [SEAL_BARE] = {"seal mbedtls_ccm", 1, SEAL_BARE, NULL, ccm_seal},
    {"seal engine", 1, SEAL_BARE, engine_prepare_seal, run_ops},
    {"seal engine", SLICE, SEAL_BARE, engine_prepare_seal, run_ops},
    {"seal mbedtls_ssl_write", 1, SEAL_BARE, NULL, layer_seal},
    {"seal OpenSSL EVP", 1, SEAL_BARE, NULL, evp_seal},
    [OPEN_BARE] = {"open mbedtls_ccm", 1, OPEN_BARE, ccm_prepare_open, ccm_open},
    {"open engine", 1, OPEN_BARE, engine_prepare_open, run_ops},
    {"open engine", SLICE, OPEN_BARE, engine_prepare_open, run_ops},
    {"open mbedtls_ssl_read", 1, OPEN_BARE, layer_prepare_open, layer_open},
    {"open OpenSSL EVP", 1, OPEN_BARE, ccm_prepare_open, evp_open},
};

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

static void prepare(struct bench *b, const struct contender *c)
{
    if (c->prepare)
        c->prepare(b);
}

/* The second of two slices: the first one finds its code and data in nobody's cache. */
static double slice(struct bench *b, const struct contender *c)
{
    prepare(b, c);
    c->run(b, c->burst);
    prepare(b, c);
    double start = now_s();
    c->run(b, c->burst);
    return now_s() - start;
}

static void measure(struct bench *b, FILE *csv)
{
    static double seconds[CONTENDERS][TURNS], ratio[CONTENDERS][TURNS];
    for (int turn = 0; turn < TURNS; turn++)
        for (int i = 0; i < CONTENDERS; i++) {
            int c = (i + turn) % CONTENDERS; /* nobody is always the first */
            seconds[c][turn] = slice(b, &contenders[c]);
        }
    for (int c = 0; c < CONTENDERS; c++)
        for (int turn = 0; turn < TURNS; turn++)
            ratio[c][turn] = seconds[contenders[c].bare][turn] / seconds[c][turn];
    for (int i = 0; i < CONTENDERS; i++) {
        const struct contender *c = &contenders[i];
        double rate = (double)(SLICE * b->size) / median(seconds[i]) / 1e6;
        bench_row(csv, "soft", c->op, b->bits, b->tag_len, b->size, c->burst, rate, "MB/s");
        if (i != c->bare)
            bench_row(csv, "soft", c->op, b->bits, b->tag_len, b->size, c->burst, median(ratio[i]),
                      "ratio to mbedtls_ccm");
    }
}

static int suite_of(int bits, int tag_len)
{
    if (bits == 128)
        return tag_len == 8 ? MBEDTLS_TLS_PSK_WITH_AES_128_CCM_8 : MBEDTLS_TLS_PSK_WITH_AES_128_CCM;
    return tag_len == 8 ? MBEDTLS_TLS_PSK_WITH_AES_256_CCM_8 : MBEDTLS_TLS_PSK_WITH_AES_256_CCM;
}

static void measure_sizes(FILE *csv, int bits, int tag_len, const size_t *sizes)
{
    static struct bench b;
    char err[256];
    memset(&b, 0, sizeof b);
    b.bits = bits;
    b.tag_len = tag_len;
    must(!dtl_engine_open(&b.engine, "soft", 0, err, sizeof err), "the engine does not open");
    b.a = install(&b);
    b.b = install(&b);
    mbedtls_ccm_init(&b.ccm);
    must(!mbedtls_ccm_setkey(&b.ccm, MBEDTLS_CIPHER_ID_AES, key, (unsigned)bits), "no key");
    b.seal = evp_init(&b, 1);
    b.open = evp_init(&b, 0);
    mbedtls_records_init(&b.records, suite_of(bits, tag_len));

    for (; *sizes; sizes++) {
        fprintf(stderr, "  soft: AES-%d, tag %d, %zu bytes\n", bits, tag_len, *sizes);
        b.size = *sizes;
        measure(&b, csv);
    }
    mbedtls_records_free(&b.records);
    EVP_CIPHER_CTX_free(b.seal);
    EVP_CIPHER_CTX_free(b.open);
    mbedtls_ccm_free(&b.ccm);
    dtl_engine_close(b.engine);
}

int main(int argc, char **argv)
{
    static const size_t all[] = {16, 64, 256, 512, 1024, 1400, 0}, one[] = {1024, 0};
    FILE *csv = argc == 2 ? bench_open(argv[1]) : NULL;
    must(csv, "usage: soft CSV (a file that can be written)");
    for (int bits = 128; bits <= 256; bits += 128) {
        measure_sizes(csv, bits, 8, all);
        measure_sizes(csv, bits, 16, one);
    }
    return fclose(csv) ? 1 : 0;
}
