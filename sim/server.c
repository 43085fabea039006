/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* accept4, struct ucred, explicit_bzero */
#include "sim/server.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "driver/error.h"
#include "sim/listen.h"

#define BUFFER 32768

/* After a reset the device overwrites its tables, a word a cycle; the small one its memories byte
 * by byte, which takes 40000. This is several times that. */
#define WIPE_CYCLES 131072

struct dtl_sim_server {
    struct dtl_sim_listener listener;
    struct dtl_model *model;
    FILE *log;
    int client; /* -1: none */
    uint8_t in[BUFFER], out[BUFFER];
    size_t in_len, out_len;
    uint64_t silent; /* cycles since a byte moved */
    struct dtl_sim_counts counts;
};

/* --- the device ------------------------------------------------------------------------------- */

static bool device_busy(const struct dtl_sim_server *s)
{
    return s->client >= 0 && s->silent < DTL_MODEL_QUIET_CYCLES && s->out_len < BUFFER;
}

static void consume(uint8_t *bytes, size_t *len, size_t n)
{
    memmove(bytes, bytes + n, *len - n);
    explicit_bzero(bytes + *len - n, n); /* there may have been keys */
    *len -= n;
}

static void run_device(struct dtl_sim_server *s)
{
    size_t taken, got;
    uint64_t ran = dtl_model_run(s->model, DTL_MODEL_TURN_CYCLES, DTL_MODEL_TURN_IDLE, s->in,
                                 s->in_len, &taken, s->out + s->out_len, BUFFER - s->out_len, &got);
    consume(s->in, &s->in_len, taken);
    s->out_len += got;
    s->silent = taken || got ? 0 : s->silent + ran;
}

static void wipe_device(struct dtl_sim_server *s)
{
    size_t taken, got;
    dtl_model_reset(s->model);
    dtl_model_run(s->model, WIPE_CYCLES, WIPE_CYCLES, s->in, 0, &taken, s->out, BUFFER, &got);
    explicit_bzero(s->in, sizeof s->in);
    explicit_bzero(s->out, sizeof s->out);
    s->in_len = s->out_len = 0;
}

/* --- clients ---------------------------------------------------------------------------------- */

static void say(const struct dtl_sim_server *s, const char *event, const struct ucred *who)
{
    if (s->log && who)
        fprintf(s->log, "event=%s pid=%d uid=%d\n", event, (int)who->pid, (int)who->uid);
    else if (s->log)
        fprintf(s->log, "event=%s\n", event);
}

static void hang_up(struct dtl_sim_server *s)
{
    if (s->client < 0)
        return;
    close(s->client);
    s->client = -1;
    wipe_device(s);
    say(s, "detached", NULL);
}

/* Its end may not have been read yet when the next one knocks. */
static bool client_lives(const struct dtl_sim_server *s)
{
    struct pollfd p = {.fd = s->client};
    return s->client >= 0 && poll(&p, 1, 0) == 0;
}

static void serve(struct dtl_sim_server *s, int fd, const struct ucred *who)
{
    hang_up(s);
    s->client = fd;
    s->silent = 0;
    s->counts.clients++;
    say(s, "attached", who);
}

static void greet(struct dtl_sim_server *s)
{
    int fd = accept4(s->listener.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    struct ucred who;
    socklen_t len = sizeof who;
    if (fd < 0)
        return;
    bool known = !getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) &&
                 (who.uid == 0 || who.uid == geteuid());
    if (known && !client_lives(s)) {
        serve(s, fd, &who);
        return;
    }
    close(fd);
    s->counts.refused_busy += known;
    s->counts.refused_stranger += !known;
    say(s, known ? "refused_busy" : "refused_stranger", &who);
}

/* --- bytes ------------------------------------------------------------------------------------ */

/* Whether a transfer that returned `n` means that the client is gone. */
static bool over(ssize_t n)
{
    return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

static void receive(struct dtl_sim_server *s)
{
    ssize_t n = recv(s->client, s->in + s->in_len, BUFFER - s->in_len, 0);
    if (over(n)) {
        hang_up(s);
    } else if (n > 0) {
        s->in_len += (size_t)n;
        s->counts.bytes_in += (size_t)n;
        s->silent = 0;
    }
}

static void transmit(struct dtl_sim_server *s)
{
    ssize_t n = send(s->client, s->out, s->out_len, MSG_NOSIGNAL);
    if (over(n)) {
        hang_up(s);
    } else if (n > 0) {
        consume(s->out, &s->out_len, (size_t)n);
        s->counts.bytes_out += (size_t)n;
    }
}

static short wanted(const struct dtl_sim_server *s)
{
    return (short)((s->in_len < BUFFER ? POLLIN : 0) | (s->out_len ? POLLOUT : 0));
}

void dtl_sim_server_run(struct dtl_sim_server *s, int stop)
{
    enum { STOP, LISTENER, CLIENT, N };
    for (;;) {
        struct pollfd p[N] = {{.fd = stop, .events = POLLIN},
                              {.fd = s->listener.fd, .events = POLLIN},
                              {.fd = s->client, .events = wanted(s)}};
        if (poll(p, N, device_busy(s) ? 0 : -1) < 0)
            continue; /* a signal */
        if (p[STOP].revents)
            return;
        if (p[CLIENT].revents & (POLLIN | POLLHUP | POLLERR))
            receive(s);
        if (device_busy(s))
            run_device(s);
        if (s->client >= 0 && s->out_len)
            transmit(s);
        if (p[LISTENER].revents)
            greet(s);
    }
}

/* --- beginning and end ------------------------------------------------------------------------ */

int dtl_sim_server_init(struct dtl_sim_server **out, const char *path, struct dtl_model *model,
                        FILE *log, char *err, size_t err_len)
{
    struct dtl_sim_server *s = calloc(1, sizeof *s);
    int ret = DTL_ERR_NOMEM;
    if (s)
        ret = dtl_sim_listen(&s->listener, path, err, err_len);
    else
        snprintf(err, err_len, "out of memory");
    if (ret) {
        dtl_model_free(model);
        free(s);
        return ret;
    }
    s->model = model;
    s->log = log;
    s->client = -1;
    *out = s;
    return 0;
}

const struct dtl_sim_counts *dtl_sim_server_counts(const struct dtl_sim_server *s)
{
    return &s->counts;
}

void dtl_sim_server_free(struct dtl_sim_server *s)
{
    dtl_sim_listener_close(&s->listener);
    hang_up(s);
    dtl_model_free(s->model);
    free(s);
}
