/* SPDX-License-Identifier: Apache-2.0 */
#include "driver/transport/model.h"

#include <mbedtls/platform_util.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "driver/link/link.h"

#define TX_CAP 32768 /* enough to keep the device at work during one read */

struct model_transport {
    struct dtl_transport transport;
    struct dtl_model *model;
    uint8_t tx[TX_CAP];
    size_t tx_len;
    uint64_t silent; /* cycles since a byte moved */
};

static ssize_t model_write(struct dtl_transport *t, const uint8_t *bytes, size_t len)
{
    struct model_transport *m = (struct model_transport *)t;
    if (len > TX_CAP - m->tx_len)
        len = TX_CAP - m->tx_len;
    memcpy(m->tx + m->tx_len, bytes, len);
    m->tx_len += len;
    if (len)
        m->silent = 0;
    return (ssize_t)len;
}

static ssize_t model_read(struct dtl_transport *t, uint8_t *bytes, size_t len)
{
    struct model_transport *m = (struct model_transport *)t;
    size_t taken, got;
    uint64_t ran = dtl_model_run(m->model, DTL_MODEL_TURN_CYCLES, DTL_MODEL_TURN_IDLE, m->tx,
                                 m->tx_len, &taken, bytes, len, &got);
    memmove(m->tx, m->tx + taken, m->tx_len - taken);
    mbedtls_platform_zeroize(m->tx + m->tx_len - taken, taken); /* there may have been keys */
    m->tx_len -= taken;
    m->silent = taken || got ? 0 : m->silent + ran;
    return (ssize_t)got;
}

static bool model_busy(const struct dtl_transport *t)
{
    return ((const struct model_transport *)t)->silent < DTL_MODEL_QUIET_CYCLES;
}

static int model_fd(const struct dtl_transport *t)
{
    (void)t;
    return -1;
}

/* Nothing to wait for: time in the device passes in read. */
static bool model_wait(struct dtl_transport *t, int ms)
{
    (void)t;
    (void)ms;
    return false;
}

static void model_close(struct dtl_transport *t)
{
    struct model_transport *m = (struct model_transport *)t;
    dtl_model_free(m->model);
    mbedtls_platform_zeroize(m, sizeof *m);
    free(m);
}

static const struct dtl_transport_ops model_ops = {
    .write = model_write,
    .read = model_read,
    .busy = model_busy,
    .fd = model_fd,
    .wait = model_wait,
    .close = model_close,
};

int dtl_model_transport(struct dtl_transport **t, struct dtl_model *model)
{
    struct model_transport *m = calloc(1, sizeof *m);
    if (!m) {
        dtl_model_free(model);
        return DTL_ERR_NOMEM;
    }
    m->transport.ops = &model_ops;
    m->model = model;
    *t = &m->transport;
    return 0;
}

/* --- the engine kind -------------------------------------------------------------------------- */

static bool get_number(const char *text, unsigned long max, unsigned long *value)
{
    char *end;
    *value = strtoul(text, &end, 10);
    return *text >= '0' && *text <= '9' && !*end && *value <= max;
}

#define LANES_UNSAID UINT_MAX

/* One option, "name=value". Returns 0 or DTL_ERR_ARG. */
static int take_option(struct dtl_model_options *o, char *option, char *err, size_t err_len)
{
    char *value = strchr(option, '=');
    unsigned long number;
    if (value)
        *value++ = 0;
    if (value && !strcmp(option, "trace")) {
        o->trace_path = value;
        return 0;
    }
    if (value && !strcmp(option, "lanes") && get_number(value, 32, &number)) {
        o->lanes = (unsigned)number;
        return 0;
    }
    if (value && !strcmp(option, "aes")) {
        o->aes_dpi = !strcmp(value, "dpi");
        if (o->aes_dpi)
            return 0;
        snprintf(err, err_len,
                 "aes=%s: the model's AES rounds are those of the RTL, or with aes=dpi the "
                 "processor's",
                 value);
        return DTL_ERR_ARG;
    }
    if (!value && !strcmp(option, "small")) {
        o->small = true;
        return 0;
    }
    if (value && !strcmp(option, "seed") && get_number(value, UINT32_MAX, &number)) {
        o->seed = (uint32_t)number;
        return 0;
    }
    snprintf(err, err_len,
             "engine 'model' does not take '%s%s%s'; it has: lanes=N, aes=dpi, small, seed=N, "
             "trace=FILE",
             option, value ? "=" : "", value ? value : "");
    return DTL_ERR_ARG;
}

/* `args` is cut up; the options point into it. */
static int take_options(struct dtl_model_options *o, char *args, char *err, size_t err_len)
{
    while (*args) {
        size_t len = strcspn(args, ",");
        char *next = args + len + (args[len] ? 1 : 0);
        args[len] = 0;
        int ret = take_option(o, args, err, err_len);
        if (ret)
            return ret;
        args = next;
    }
    return 0;
}

static int model_open(struct dtl_engine **e, const char *args, uint64_t now_ms, char *err,
                      size_t err_len)
{
    struct dtl_model_options options = {.lanes = LANES_UNSAID, .seed = 1};
    char copy[256];
    snprintf(copy, sizeof copy, "%s", args);
    int ret = take_options(&options, copy, err, err_len);
    if (ret)
        return ret;
    if (options.lanes == LANES_UNSAID)
        options.lanes = options.aes_dpi ? 4 : 1;

    struct dtl_model *model;
    ret = dtl_model_init(&model, &options, err, err_len);
    if (ret)
        return ret;
    struct dtl_transport *t;
    ret = dtl_model_transport(&t, model);
    if (ret) {
        snprintf(err, err_len, "out of memory");
        return ret;
    }
    return dtl_link_open(e, &dtl_engine_model, t, now_ms, err, err_len);
}

static unsigned model_counters(struct dtl_engine *e, struct dtl_counter *counters, unsigned n)
{
    unsigned links = dtl_link_counters(e, counters, n);
    const struct model_transport *m = (const struct model_transport *)dtl_link_transport(e);
    if (links < n)
        counters[links] = (struct dtl_counter){"model_cycles", dtl_model_cycles(m->model)};
    return links + 1;
}

const struct dtl_engine_kind dtl_engine_model = {
    .scheme = "model",
    .help =
        "model[:lanes=1|2|4,aes=dpi,small,seed=N,trace=FILE]  the RTL in this process, Verilated",
    .open = model_open,
    .enqueue = dtl_link_enqueue,
    .dequeue = dtl_link_dequeue,
    .fd = dtl_link_fd,
    .deadline = dtl_link_deadline,
    .counters = model_counters,
    .close = dtl_link_close,
};
