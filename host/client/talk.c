/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of an attempt: the handshake's end, lines out, records in, the end. */
#define _GNU_SOURCE /* uv.h */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host/client/internal.h"
#include "host/files/session_file.h"

#define LINES_A_TURN 64

/* --- the end --------------------------------------------------------------------------------- */

/* What has come in is written before we go. */
static void leave_when_written(struct attempt *a)
{
    if (a->phase == ATTEMPT_OVER && dtl_output_idle(&a->output) && !a->loop.stopping)
        dtl_loop_stop(&a->loop);
}

static void be_over(struct attempt *a, enum dtl_client_end end)
{
    if (a->phase == ATTEMPT_OVER)
        return;
    a->phase = ATTEMPT_OVER;
    a->end = end;
    dtl_watch_stop(&a->input);
    uv_timer_stop(&a->patience);
    leave_when_written(a);
}

static enum dtl_client_end end_of(const struct dtl_out *out)
{
    switch ((enum dtl_close_reason)out->closed.reason) {
    case DTL_CLOSE_LOCAL:
        return DTL_CLIENT_OK;
    case DTL_CLOSE_NOTIFY:
        return out->closed.was_established ? DTL_CLIENT_OK : DTL_CLIENT_REFUSED;
    case DTL_CLOSE_FATAL_ALERT:
    case DTL_CLOSE_BAD_PSK:
        return DTL_CLIENT_REFUSED;
    case DTL_CLOSE_CERTIFICATE:
        return DTL_CLIENT_CERTIFICATE;
    default:
        return DTL_CLIENT_FAILED;
    }
}

/* Looks at what is not read yet, too. */
static bool all_is_sent(struct attempt *a)
{
    struct pollfd in = {.fd = a->config->in, .events = POLLIN};
    if (dtl_lines_empty(&a->lines) && !a->lines.ended && poll(&in, 1, 0) > 0)
        dtl_attempt_on_input(a);
    return dtl_lines_empty(&a->lines);
}

static void on_goodbye(struct attempt *a)
{
    a->deserted = false; /* it is authentic */
    if (a->phase == ATTEMPT_TALKING && !all_is_sent(a)) {
        dtl_attempt_say(a, "the server closed before line %lu was sent", a->line);
        a->incomplete = true;
    }
    be_over(a, DTL_CLIENT_OK);
}

/* A handshake's. Some servers, OpenSSL's among them, say nothing to a Finished that they cannot
 * read. */
static void on_silence(struct attempt *a, const char *unheard)
{
    bool heard = a->loop.shared.counts.cipher_datagrams_in;
    if (a->phase == ATTEMPT_OVER)
        return;
    if (heard)
        dtl_attempt_say(a, "the server answered, but fell silent during the handshake%s",
                        a->config->psk ? ", most likely because it has another key" : "");
    else
        dtl_attempt_say(a, "%s", unheard);
    be_over(a, heard ? DTL_CLIENT_REFUSED : DTL_CLIENT_NO_ANSWER);
}

static void on_closed(void *ctx, const struct dtl_out *out)
{
    struct attempt *a = ctx;
    enum dtl_client_end end = end_of(out);
    if (out->closed.reason == DTL_CLOSE_TIMEOUT) {
        on_silence(a, "no answer");
        return;
    }
    if (out->closed.reason == DTL_CLOSE_NOTIFY && end == DTL_CLIENT_OK) {
        on_goodbye(a);
        return;
    }
    if (end != DTL_CLIENT_OK && a->phase != ATTEMPT_OVER)
        dtl_attempt_say(a, "%s",
                        out->closed.why
                            ? out->closed.why
                            : dtl_close_reason_str((enum dtl_close_reason)out->closed.reason));
    be_over(a, end);
}

void dtl_attempt_on_impatience(uv_timer_t *timer)
{
    struct attempt *a = timer->data;
    char unheard[64];
    snprintf(unheard, sizeof unheard, "no answer within %u s", a->config->timeout_ms / 1000);
    if (a->phase == ATTEMPT_HANDSHAKE)
        on_silence(a, unheard);
    else
        be_over(a, DTL_CLIENT_OK);
}

/* --- the handshake's end --------------------------------------------------------------------- */

static void keep_session(struct attempt *a, const struct dtl_out *out)
{
    char err[512];
    if (!a->config->resume || !out->established.saved)
        return;
    if (!dtl_session_file_write(a->config->resume, out->established.saved,
                                out->established.saved_len, err, sizeof err))
        return;
    a->complain(a->complain_ctx, err);
    a->incomplete = true;
}

static int on_established(void *ctx, const struct dtl_out *out, char *err, size_t err_len)
{
    struct attempt *a = ctx;
    (void)err;
    (void)err_len;
    keep_session(a, out);
    uv_timer_stop(&a->patience);
    a->phase = ATTEMPT_TALKING;
    dtl_watch_start(&a->input);
    return 0;
}

/* --- lines out ------------------------------------------------------------------------------- */

void dtl_attempt_on_input(void *ctx)
{
    struct attempt *a = ctx;
    size_t room;
    uint8_t *space = dtl_lines_space(&a->lines, &room);
    ssize_t n = read(a->config->in, space, room);
    dtl_watch_stop(&a->input); /* until this is sent */
    if (n > 0)
        dtl_lines_added(&a->lines, (size_t)n);
    if (n >= 0) {
        a->lines.ended = n == 0;
    } else if (errno != EINTR && errno != EAGAIN) {
        dtl_attempt_say(a, "cannot read standard input: %s", strerror(errno));
        a->incomplete = a->lines.ended = true;
    }
}

static void linger(struct attempt *a)
{
    uv_timer_start(&a->patience, dtl_attempt_on_impatience, a->config->linger_ms, 0);
}

static void drop_line(struct attempt *a, size_t len)
{
    dtl_attempt_say(a, "line %lu is not sent: its %zu bytes do not fit into one record", a->line,
                    len);
    a->incomplete = true;
}

void dtl_attempt_on_more(uv_idle_t *more)
{
    struct attempt *a = more->data;
    a->budget = LINES_A_TURN;
    uv_idle_stop(more);
}

/* Answers must be read while a long input is sent. */
static bool spend(struct attempt *a)
{
    if (!a->budget)
        uv_idle_start(&a->more, dtl_attempt_on_more);
    return a->budget && a->budget--;
}

/* Returns false if the line has to wait. */
static bool send_line(struct attempt *a, const uint8_t *line, size_t len)
{
    if (!spend(a))
        return false;
    int ret =
        dtl_endpoint_send(a->loop.shared.endpoint, a->assoc, line, len, dtl_loop_now(&a->loop));
    if (ret == DTL_ERR_ARG)
        drop_line(a, len);
    return !ret || ret == DTL_ERR_ARG;
}

static void send_lines(struct attempt *a)
{
    const uint8_t *line;
    size_t len;
    enum dtl_line got;
    for (; (got = dtl_lines_next(&a->lines, &line, &len)) != DTL_LINE_NONE; a->line++) {
        if (got == DTL_LINE_TOO_LONG)
            drop_line(a, len);
        else if (!send_line(a, line, len))
            return;
        dtl_lines_take(&a->lines);
    }
    if (!a->lines.ended) {
        dtl_watch_start(&a->input);
        return;
    }
    a->phase = ATTEMPT_LINGERING;
    linger(a);
}

/* --- records in ------------------------------------------------------------------------------ */

static void on_data(void *ctx, dtl_assoc assoc, const uint8_t *data, size_t len)
{
    struct attempt *a = ctx;
    (void)assoc;
    if (a->loop.stopping) /* nobody waits for the reader any more */
        return;
    a->deserted = false;
    dtl_output_put(&a->output, data, len);
    if (a->phase == ATTEMPT_LINGERING)
        linger(a);
}

static bool has_room(void *ctx)
{
    const struct attempt *a = ctx;
    return dtl_output_room(&a->output) || a->loop.stopping;
}

static void check_output(struct attempt *a)
{
    if (!a->output.error || a->phase == ATTEMPT_OVER)
        return;
    dtl_attempt_say(a, "cannot write standard output: %s", strerror(a->output.error));
    be_over(a, DTL_CLIENT_FAILED);
}

/* ICMP can be forged, so it ends nothing that is authentic. */
static void on_desertion(struct attempt *a, const char *what)
{
    if (!a->warned)
        dtl_attempt_say(a, "%s: nobody seems to listen there any more", what);
    a->warned = a->deserted = true;
}

static void check_network(struct attempt *a)
{
    int icmp = a->loop.cipher.icmp;
    a->loop.cipher.icmp = 0;
    if (!icmp || a->phase == ATTEMPT_OVER)
        return;
    if (a->phase != ATTEMPT_HANDSHAKE) {
        on_desertion(a, strerror(icmp));
        return;
    }
    dtl_attempt_say(a, "%s", strerror(icmp));
    be_over(a, DTL_CLIENT_NO_ANSWER);
}

static void on_turn(void *ctx)
{
    struct attempt *a = ctx;
    check_network(a);
    check_output(a);
    if (a->phase == ATTEMPT_TALKING)
        send_lines(a);
    leave_when_written(a);
}

const struct dtl_app dtl_attempt_app = {
    .room = has_room,
    .established = on_established,
    .data = on_data,
    .closed = on_closed,
    .turn = on_turn,
};
