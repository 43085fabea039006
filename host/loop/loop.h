/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One thread, one event loop around the DTLS core. It owns the engine and the socket that DTLS
 * peers talk to, moves what the core says, and gives what is decrypted to an application.
 */
#ifndef DTL_LOOP_H
#define DTL_LOOP_H

#include <stdio.h>

#include "host/loop/app.h"
#include "host/loop/cipher_side.h"
#include "host/loop/engine_side.h"
#include "host/loop/shared.h"

struct dtl_loop {
    struct dtl_shared shared;
    struct dtl_cipher_side cipher;
    struct dtl_engine_side engine;
    struct dtl_app app;
    uv_prepare_t turn;
    uv_timer_t timer;
    uv_signal_t interrupt, terminate;
    int signal; /* that ended it, 0: none */
    bool made, stopping;
    bool keys_retained; /* if the device is lost, another engine goes on */
    bool failed;        /* it ended because the device was lost */
    uint64_t stop_at_ms;
};

/* Opens the engine. Ignores SIGPIPE. Returns 0, or a negative code with a sentence in `err` that
 * says what to do. `l` must stay where it is, and dtl_loop_free be called whatever came back. */
int dtl_loop_init(struct dtl_loop *l, const char *engine_uri, char *err, size_t err_len);

/* Starts the core, on a socket that is the loop's from now on. Errors as above. */
int dtl_loop_start(struct dtl_loop *l, const struct dtl_endpoint_config *config, int fd,
                   const struct dtl_app *app, char *err, size_t err_len);

/* Until SIGINT, SIGTERM or dtl_loop_stop, and the goodbye after it; or until the device is lost
 * whose keys are not retained, `failed` then. */
void dtl_loop_run(struct dtl_loop *l);

/* Says goodbye to every peer, which takes two seconds at most, and ends the run. */
void dtl_loop_stop(struct dtl_loop *l);

/* Lines of the form group.name=value, without those that are 0. The sockets' and the engine side's
 * counters are of the group `name`. */
void dtl_loop_print_counters(struct dtl_loop *l, const char *name, FILE *out);

/* Closes what an application has hung into shared.loop before that was freed. */
void dtl_loop_free(struct dtl_loop *l);

static inline uint64_t dtl_loop_now(const struct dtl_loop *l)
{
    return uv_now(&l->shared.loop);
}

static inline const char *dtl_loop_scheme(const struct dtl_loop *l)
{
    return l->engine.engine->kind->scheme;
}

/* turn.c */
void dtl_loop_on_turn(uv_prepare_t *handle);

/* device_lost.c: falls back to another engine, or ends the run. */
void dtl_loop_device_lost(struct dtl_loop *l);

#endif
