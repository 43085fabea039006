/* SPDX-License-Identifier: Apache-2.0 */
/* One attempt at one address, and what its files call of one another. */
#ifndef DTL_CLIENT_INTERNAL_H
#define DTL_CLIENT_INTERNAL_H

#include "host/client/client.h"
#include "host/client/lines.h"
#include "host/client/output.h"
#include "host/loop/loop.h"

enum attempt_phase {
    ATTEMPT_HANDSHAKE,
    ATTEMPT_TALKING,
    ATTEMPT_LINGERING, /* the input has ended, the peer may still answer */
    ATTEMPT_OVER,      /* but for what the output's reader has not taken */
};

struct attempt {
    const struct dtl_client_config *config;
    const struct dtl_addr *address;
    dtl_client_complain *complain;
    void *complain_ctx;

    struct dtl_loop loop;
    uv_timer_t patience; /* with the handshake, later with the peer's silence */
    dtl_assoc assoc;
    enum attempt_phase phase;
    enum dtl_client_end end;
    bool incomplete; /* not all was done that was asked for */
    bool warned;     /* that nobody seems to listen any more */
    bool deserted;   /* nothing has come since the network said so */

    struct dtl_watch input;
    struct dtl_lines lines;
    unsigned long line; /* number of the next one */
    unsigned budget;    /* lines until others have their turn */
    uv_idle_t more;     /* gives the next budget */
    struct dtl_output output;
};

/* talk.c */
extern const struct dtl_app dtl_attempt_app; /* without its ctx */
void dtl_attempt_on_input(void *attempt);
void dtl_attempt_on_impatience(uv_timer_t *timer);
void dtl_attempt_on_more(uv_idle_t *more);

/* client.c */
void dtl_attempt_say(struct attempt *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
