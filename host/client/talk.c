/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of an attempt: the handshake's end, lines out, records in, the end. */
#define _GNU_SOURCE /* uv.h */
#include <errno.h>
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
    case DTL_CLOSE_TIMEOUT:
        return DTL_CLIENT_NO_ANSWER;
    default:
        return DTL_CLIENT_FAILED;
    }
}

static void on_closed(void *ctx, const struct dtl_out *out)
{
    struct attempt *a = ctx;
    enum dtl_client_end end = end_of(out);
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
    if (a->phase == ATTEMPT_HANDSHAKE)
        dtl_attempt_say(a, "no answer within %u s", a->config->timeout_ms / 1000);
    be_over(a, a->phase == ATTEMPT_HANDSHAKE ? DTL_CLIENT_NO_ANSWER : DTL_CLIENT_OK);
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

/* Before the handshake is done, nobody else than the network can have said that nobody is there. */
static void check_network(struct attempt *a)
{
    if (!a->loop.cipher.icmp || a->phase != ATTEMPT_HANDSHAKE)
        return;
    dtl_attempt_say(a, "%s", strerror(a->loop.cipher.icmp));
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
