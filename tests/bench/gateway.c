/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records through a gateway over loopback and back: `dtlane gateway --engine soft` with a UDP echo
 * service behind it, beside OpenSSL's DTLS server that echoes itself, and the UDP service alone.
 * They take turns; the client is the same. The gateway has one hop and a process more than OpenSSL.
 * All records are of TLS_PSK_WITH_AES_128_CCM.
 * usage: gateway CSV
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "driver/soft/soft.h"
#include "tests/bench/csv.h"
#include "tests/load/crowd.h"
#include "tests/load/echo_service.h"
#include "tests/load/gateway_process.h"

#define TURNS      21
#define RECORDS    2000 /* a turn, WINDOW of them on their way at once */
#define WINDOW     16
#define ROUNDTRIPS 300 /* a turn, one at a time */
#define LONGEST    1024
#define PATIENCE   5000 /* ms; nothing gets lost here */

const struct dtl_engine_kind *const dtl_engine_kinds[] = {&dtl_engine_soft, NULL};

static const uint8_t psk[16] = "0123456789abcde";

static void must(bool ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "gateway: %s\n", what);
    exit(1);
}

static double now_of(clockid_t clock)
{
    struct timespec t;
    must(clock_gettime(clock, &t) == 0, "no clock");
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- OpenSSL's server, in a process of its own ---------------------------------------------------
 */

static unsigned find_psk(SSL *ssl, const char *identity, unsigned char *key, unsigned cap)
{
    (void)ssl, (void)identity;
    must(cap >= sizeof psk, "no room for a PSK");
    memcpy(key, psk, sizeof psk);
    return sizeof psk;
}

static int bind_loopback(struct dtl_addr *a)
{
    socklen_t len = sizeof a->in4;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    *a = (struct dtl_addr){.in4 = {.sin_family = AF_INET}};
    a->in4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    must(fd >= 0 && !bind(fd, &a->sa, sizeof a->in4) && !getsockname(fd, &a->sa, &len),
         "no socket");
    return fd;
}

static BIO *await_client(int fd)
{
    struct sockaddr_in peer;
    socklen_t len = sizeof peer;
    char byte;
    must(recvfrom(fd, &byte, 1, MSG_PEEK, (struct sockaddr *)&peer, &len) == 1 &&
             !connect(fd, (struct sockaddr *)&peer, len),
         "no client");
    BIO *b = BIO_new_dgram(fd, BIO_NOCLOSE);
    BIO_ctrl(b, BIO_CTRL_DGRAM_SET_CONNECTED, 0, &peer);
    return b;
}

static void serve_openssl(int fd)
{
    char data[LONGEST];
    SSL_CTX *ctx = SSL_CTX_new(DTLS_server_method());
    SSL_CTX_set_max_proto_version(ctx, DTLS1_2_VERSION);
    SSL_CTX_set_psk_server_callback(ctx, find_psk);
    must(SSL_CTX_set_cipher_list(ctx, "PSK-AES128-CCM:@SECLEVEL=0") == 1, "no suite");
    SSL *ssl = SSL_new(ctx);
    BIO *b = await_client(fd);
    SSL_set_bio(ssl, b, b);
    must(SSL_accept(ssl) == 1, "OpenSSL's handshake failed");
    for (int n; (n = SSL_read(ssl, data, sizeof data)) > 0;)
        must(SSL_write(ssl, data, n) == n, "OpenSSL does not write");
}

static pid_t start_openssl(struct dtl_addr *address)
{
    int fd = bind_loopback(address);
    pid_t pid = fork();
    must(pid >= 0, "no process");
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        serve_openssl(fd);
        _exit(0);
    }
    close(fd);
    return pid;
}

/* --- who is measured
 * ------------------------------------------------------------------------------- */

enum { GATEWAY, OPENSSL, PLAIN, CONTENDERS };

static const char *const names[CONTENDERS] = {"dtlane gateway", "OpenSSL server", "plain UDP"};

struct contender {
    struct crowd *crowd; /* NULL: plain UDP */
    int fd;
    bool established, has_cpu;
    clockid_t cpu;
    unsigned replies;
    double per_s[TURNS], cpu_us[TURNS];
    double roundtrip_us[TURNS * ROUNDTRIPS];
};

static void on_established(void *ctx, uint32_t client, const struct dtl_out *out)
{
    (void)client;
    ((struct contender *)ctx)->established = true;
    must(!strcmp(out->established.suite, "TLS-PSK-WITH-AES-128-CCM"), "not the same suite");
}

static void on_data(void *ctx, uint32_t client, const uint8_t *data, size_t len)
{
    (void)client, (void)data, (void)len;
    ((struct contender *)ctx)->replies++;
}

static void on_closed(void *ctx, uint32_t client, const struct dtl_out *out)
{
    (void)ctx, (void)client;
    must(false, dtl_close_reason_str(out->closed.reason));
}

static void connect_to(struct contender *c, struct dtl_addr server, pid_t pid)
{
    const struct crowd_config config = {.server = server,
                                        .clients = 1,
                                        .net = 1,
                                        .psk_identity = "bench",
                                        .psk = psk,
                                        .psk_len = sizeof psk,
                                        .ctx = c,
                                        .established = on_established,
                                        .data = on_data,
                                        .closed = on_closed};
    c->crowd = crowd_init(&config);
    crowd_connect(c->crowd, 0, NULL, 0, CROWD_UNLIMITED);
    for (int i = 0; i < 100 && !c->established; i++)
        crowd_run(c->crowd, 100);
    must(c->established, "no association");
    must(clock_getcpuclockid(pid, &c->cpu) == 0, "no clock of the server");
    c->has_cpu = true;
}

static void connect_plain(struct contender *c, uint16_t port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    must(c->fd >= 0 && !connect(c->fd, (struct sockaddr *)&a, sizeof a), "no socket");
}

/* --- records there and back
 * ------------------------------------------------------------------------ */

static void say(struct contender *c, size_t size)
{
    static const uint8_t text[LONGEST];
    if (c->crowd)
        must(crowd_send(c->crowd, 0, text, size), "a record was not taken");
    else
        must(send(c->fd, text, size, 0) == (ssize_t)size, "a datagram was not taken");
}

static void hear(struct contender *c)
{
    unsigned before = c->replies;
    double give_up = now_of(CLOCK_MONOTONIC) + PATIENCE / 1e3;
    while (c->replies == before) {
        uint8_t text[LONGEST];
        must(now_of(CLOCK_MONOTONIC) < give_up, "a reply got lost");
        struct pollfd p = {.fd = c->fd, .events = POLLIN};
        if (c->crowd)
            crowd_run(c->crowd, PATIENCE);
        else if (poll(&p, 1, PATIENCE) == 1 && recv(c->fd, text, sizeof text, 0) > 0)
            c->replies++;
    }
}

static void run(struct contender *c, size_t size, unsigned records, unsigned window)
{
    c->replies = 0;
    for (unsigned said = 0; c->replies < records;) {
        for (; said < records && said - c->replies < window; said++)
            say(c, size);
        hear(c);
    }
}

static void turn_of(struct contender *c, size_t size, int turn)
{
    run(c, size, WINDOW, WINDOW); /* finds the caches cold */
    double start = now_of(CLOCK_MONOTONIC), cpu = c->has_cpu ? now_of(c->cpu) : 0;
    run(c, size, RECORDS, WINDOW);
    c->per_s[turn] = RECORDS / (now_of(CLOCK_MONOTONIC) - start);
    c->cpu_us[turn] = c->has_cpu ? (now_of(c->cpu) - cpu) / RECORDS * 1e6 : 0;
    for (unsigned i = 0; i < ROUNDTRIPS; i++) {
        start = now_of(CLOCK_MONOTONIC);
        run(c, size, 1, 1);
        c->roundtrip_us[turn * ROUNDTRIPS + (int)i] = (now_of(CLOCK_MONOTONIC) - start) * 1e6;
    }
}

/* --- the table ---------------------------------------------------------------------------------
 */

static int by_value(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static double at(double *values, size_t n, unsigned percent)
{
    qsort(values, n, sizeof *values, by_value);
    return values[n * percent / 100];
}

static void report(FILE *csv, struct contender *all, size_t size)
{
    double ratio[TURNS];
    for (int t = 0; t < TURNS; t++)
        ratio[t] = all[GATEWAY].per_s[t] / all[OPENSSL].per_s[t];
    bench_row(csv, "gateway", names[GATEWAY], 0, 0, size, 0, at(ratio, TURNS, 50),
              "records/s; ratio to OpenSSL");
    for (int i = 0; i < CONTENDERS; i++) {
        struct contender *c = &all[i];
        size_t n = (size_t)TURNS * ROUNDTRIPS;
        bench_row(csv, "gateway", names[i], 0, 0, size, 0, at(c->per_s, TURNS, 50), "records/s");
        bench_row(csv, "gateway", names[i], 0, 0, size, 0, at(c->roundtrip_us, n, 50),
                  "us there and back; p50");
        bench_row(csv, "gateway", names[i], 0, 0, size, 0, at(c->roundtrip_us, n, 99),
                  "us there and back; p99");
        if (c->has_cpu)
            bench_row(csv, "gateway", names[i], 0, 0, size, 0, at(c->cpu_us, TURNS, 50),
                      "us of processor time in the server for each record");
    }
}

int main(int argc, char **argv)
{
    static struct contender all[CONTENDERS];
    static char counters[16384];
    static const size_t sizes[] = {64, LONGEST};
    FILE *csv = argc == 2 ? bench_open(argv[1]) : NULL;
    must(csv, "usage: gateway CSV (a file that can be written)");
    struct dtl_addr openssl_address;
    pid_t openssl = start_openssl(&openssl_address);
    struct echo_service *service = echo_service_start();
    const char *const options[] = {"--psk", "bench:30313233343536373839616263646500", NULL};
    struct gateway_process *gateway = gateway_process_start(echo_service_port(service), options);
    connect_to(&all[GATEWAY], gateway_process_address(gateway), gateway_process_id(gateway));
    connect_to(&all[OPENSSL], openssl_address, openssl);
    connect_plain(&all[PLAIN], echo_service_port(service));

    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        fprintf(stderr, "  gateway: %zu bytes\n", sizes[s]);
        for (int turn = 0; turn < TURNS; turn++)
            for (int i = 0; i < CONTENDERS; i++)
                turn_of(&all[(i + turn) % CONTENDERS], sizes[s], turn);
        report(csv, all, sizes[s]);
    }
    must(gateway_process_stop(gateway, counters, sizeof counters) == 0, "the gateway failed");
    kill(openssl, SIGKILL);
    waitpid(openssl, NULL, 0);
    echo_service_stop(service);
    return fclose(csv) ? 1 : 0;
}
