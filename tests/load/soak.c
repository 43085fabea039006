/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A gateway on `soft` under churn: clients with a PSK and clients that want a certificate connect,
 * resume, talk, say goodbye, vanish, send rubbish, and leave handshakes half done. Its memory must
 * be flat once it is warm. usage: soak SECONDS
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "driver/soft/soft.h"
#include "host/cli/clock.h"
#include "tests/load/crowd.h"
#include "tests/load/echo_service.h"
#include "tests/load/gateway_process.h"
#include "tests/shim/certs.h"

#define PSK_CLIENTS  800
#define CERT_CLIENTS 200
#define ACTION_MS    2    /* one action of somebody so often */
#define SAMPLE_MS    5000 /* memory is looked at so often */
#define GROWTH_KIB   1024 /* that the last quarter's peak may be above the second quarter's */
#define DESCRIPTORS  16   /* of the gateway besides one for each client */
#define SAVED_MAX    4096
#define HALF_OPEN_MS 200 /* until a client that leaves its handshake half done is gone */
#define PSK_HEX      "000102030405060708090a0b0c0d0e0f"
#define SEED         0x5eedu

const struct dtl_engine_kind *const dtl_engine_kinds[] = {&dtl_engine_soft, NULL};

enum where { AWAY, SHAKING, HALF_OPEN, THERE };

struct visitor {
    enum where where;
    uint64_t since_ms;
    uint8_t saved[SAVED_MAX];
    size_t saved_len;
};

struct group {
    struct soak *soak;
    struct crowd *crowd;
    uint32_t clients;
    struct visitor *visitors;
};

struct tally {
    uint64_t handshakes, resumed, failed, sent, echoed, goodbyes, vanished, half_open, rubbish;
};

struct peaks {
    long rss_kib, data_kib;
    unsigned descriptors;
};

struct soak {
    struct group psk, cert;
    struct tally tally;
    struct peaks quarter[4];
    uint32_t random;
};

static void must(bool ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "soak: %s\n", what);
    exit(1);
}

static uint32_t below(struct soak *s, uint32_t n)
{
    s->random = s->random * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)s->random * n >> 32);
}

static void goes(struct visitor *v, enum where where)
{
    v->where = where;
    v->since_ms = dtl_clock_ms();
}

/* --- what clients are told -----------------------------------------------------------------------
 */

static void on_established(void *ctx, uint32_t client, const struct dtl_out *out)
{
    struct group *g = ctx;
    struct visitor *v = &g->visitors[client];
    if (v->where == HALF_OPEN)
        return; /* resumed, so it needs the server's word only; the server waits for ours */
    goes(v, THERE);
    g->soak->tally.handshakes++;
    g->soak->tally.resumed += out->established.resumed;
    v->saved_len = out->established.saved_len;
    must(v->saved_len <= SAVED_MAX, "a session is too long to be saved");
    if (v->saved_len)
        memcpy(v->saved, out->established.saved, v->saved_len);
}

static void on_data(void *ctx, uint32_t client, const uint8_t *data, size_t len)
{
    struct group *g = ctx;
    uint32_t whose;
    must(len >= sizeof whose, "a reply is cut off");
    memcpy(&whose, data, sizeof whose);
    must(whose == client, "a client got another client's reply");
    g->soak->tally.echoed++;
}

static void on_closed(void *ctx, uint32_t client, const struct dtl_out *out)
{
    struct group *g = ctx;
    goes(&g->visitors[client], AWAY);
    if (!out->closed.was_established)
        g->soak->tally.failed++;
}

/* --- what clients do -----------------------------------------------------------------------------
 */

static void connect_one(struct soak *s, struct group *g, uint32_t client)
{
    struct visitor *v = &g->visitors[client];
    bool resume = v->saved_len && below(s, 2);
    bool half = below(s, 10) == 0;
    /* One datagram: no cookie. Two: a handshake that stops there. */
    uint32_t packets = half ? 1 + below(s, 2) : CROWD_UNLIMITED;
    goes(v, half ? HALF_OPEN : SHAKING);
    crowd_connect(g->crowd, client, resume ? v->saved : NULL, resume ? v->saved_len : 0, packets);
}

static void vanish(struct group *g, uint32_t client, uint64_t *count)
{
    crowd_vanish(g->crowd, client);
    goes(&g->visitors[client], AWAY);
    ++*count;
}

static void talk(struct soak *s, struct group *g, uint32_t client)
{
    uint8_t text[1200] = {0};
    memcpy(text, &client, sizeof client);
    size_t len = sizeof client + below(s, sizeof text - sizeof client);
    s->tally.sent += crowd_send(g->crowd, client, text, len);
}

/* Random bytes, behind the header of a record of epoch 0 or 1 or none. */
static void talk_rubbish(struct soak *s, struct group *g, uint32_t client)
{
    uint8_t bytes[256];
    size_t len = 1 + below(s, sizeof bytes);
    for (size_t i = 0; i < len; i++)
        bytes[i] = (uint8_t)below(s, 256);
    if (below(s, 3) && len > DTL_HEADER_LEN) {
        const uint8_t header[] = {(uint8_t)(20 + below(s, 4)), 0xfe, 0xfd, 0, (uint8_t)below(s, 2)};
        memcpy(bytes, header, sizeof header);
        bytes[11] = 0;
        bytes[12] = (uint8_t)(len - DTL_HEADER_LEN);
    }
    crowd_send_raw(g->crowd, client, bytes, len);
    s->tally.rubbish++;
}

static void act_there(struct soak *s, struct group *g, uint32_t client)
{
    uint32_t die = below(s, 100);
    if (die < 80) {
        talk(s, g, client);
    } else if (die < 88) {
        talk_rubbish(s, g, client);
    } else if (die < 95) {
        crowd_close(g->crowd, client);
        s->tally.goodbyes++;
    } else {
        vanish(g, client, &s->tally.vanished);
    }
}

static void act(struct soak *s)
{
    struct group *g = below(s, PSK_CLIENTS + CERT_CLIENTS) < PSK_CLIENTS ? &s->psk : &s->cert;
    uint32_t client = below(s, g->clients);
    struct visitor *v = &g->visitors[client];
    switch (v->where) {
    case AWAY:
        connect_one(s, g, client);
        break;
    case HALF_OPEN:
        if (dtl_clock_ms() - v->since_ms >= HALF_OPEN_MS)
            vanish(g, client, &s->tally.half_open);
        break;
    case SHAKING:
        break; /* it waits */
    case THERE:
        act_there(s, g, client);
        break;
    }
}

/* --- the gateway's memory ------------------------------------------------------------------------
 */

static long larger(long a, long b)
{
    return a > b ? a : b;
}

static struct gateway_usage sample(struct soak *s, const struct gateway_process *gateway,
                                   unsigned quarter)
{
    struct gateway_usage u = gateway_process_usage(gateway);
    struct peaks *p = &s->quarter[quarter];
    p->rss_kib = larger(p->rss_kib, u.rss_kib);
    p->data_kib = larger(p->data_kib, u.data_kib);
    if (u.descriptors > p->descriptors)
        p->descriptors = u.descriptors;
    return u;
}

static void progress(const struct soak *s, uint64_t seconds, const struct gateway_usage *u)
{
    const struct tally *t = &s->tally;
    printf("%5llu s: %llu handshakes (%llu resumed, %llu failed), %llu records sent, %llu echoed, "
           "%llu goodbyes, %llu vanished, %llu half open, %llu rubbish; "
           "RSS %ld KiB, data %ld KiB, %u descriptors, %.0f s of CPU\n",
           (unsigned long long)seconds, (unsigned long long)t->handshakes,
           (unsigned long long)t->resumed, (unsigned long long)t->failed,
           (unsigned long long)t->sent, (unsigned long long)t->echoed,
           (unsigned long long)t->goodbyes, (unsigned long long)t->vanished,
           (unsigned long long)t->half_open, (unsigned long long)t->rubbish, u->rss_kib,
           u->data_kib, u->descriptors, u->cpu_s);
    fflush(stdout);
}

static void churn(struct soak *s, const struct gateway_process *gateway, uint64_t seconds)
{
    uint64_t start = dtl_clock_ms(), next_act = start, next_sample = start, minute = 0;
    for (uint64_t now; (now = dtl_clock_ms()) < start + seconds * 1000;) {
        for (; next_act <= now; next_act += ACTION_MS)
            act(s);
        crowd_run(s->psk.crowd, ACTION_MS / 2);
        crowd_run(s->cert.crowd, ACTION_MS / 2);
        if (now < next_sample)
            continue;
        next_sample += SAMPLE_MS;
        struct gateway_usage u =
            sample(s, gateway, (unsigned)((now - start) * 4 / (seconds * 1000)));
        if ((now - start) / 60000 >= minute) {
            progress(s, (now - start) / 1000, &u);
            minute++;
        }
    }
}

/* --- the verdict ---------------------------------------------------------------------------------
 */

static bool flat(const char *what, long second, long last)
{
    bool ok = last <= second + GROWTH_KIB;
    printf("%s: at most %ld KiB in the second quarter, %ld KiB in the last: %+ld KiB, %s %d\n",
           what, second, last, last - second, ok ? "within" : "NOT within", GROWTH_KIB);
    return ok;
}

static bool judge(const struct soak *s, int status)
{
    const struct peaks *second = &s->quarter[1], *last = &s->quarter[3];
    const struct tally *t = &s->tally;
    bool ok = flat("RSS", second->rss_kib, last->rss_kib);
    ok &= flat("data", second->data_kib, last->data_kib);
    printf("descriptors: at most %u and %u\n", second->descriptors, last->descriptors);
    ok &= last->descriptors <= PSK_CLIENTS + CERT_CLIENTS + DESCRIPTORS;
    /* A machine that is busy with other things loses datagrams, but not most of them. */
    bool churned = t->resumed && t->goodbyes && t->vanished && t->half_open && t->rubbish &&
                   t->handshakes > t->resumed && t->echoed > t->sent / 4 * 3;
    if (!churned)
        printf("the clients could not do what they wanted to\n");
    if (status)
        printf("the gateway ended with status %d\n", status);
    return ok && churned && status == 0;
}

/* --- beginning and end ---------------------------------------------------------------------------
 */

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    must(f && fputs(text, f) >= 0 && fclose(f) == 0, "a certificate cannot be written");
}

struct files {
    char folder[32], cert[64], key[64];
};

static struct dtl_credentials *make_certificates(struct files *files)
{
    static struct certs_pair ca, server;
    char err[256];
    struct dtl_credentials *trust;
    certs_make(&ca, &(struct certs_request){.name = "Soak CA", .ca = true, .seed = 1});
    certs_make(&server,
               &(struct certs_request){
                   .name = "gateway.test", .issuer = &ca, .issuer_name = "Soak CA", .seed = 2});
    umask(077);
    strcpy(files->folder, "/tmp/dtl-soak-XXXXXX");
    must(mkdtemp(files->folder) != NULL, "no folder for certificates");
    snprintf(files->cert, sizeof files->cert, "%s/cert.pem", files->folder);
    snprintf(files->key, sizeof files->key, "%s/key.pem", files->folder);
    write_file(files->cert, server.cert);
    write_file(files->key, server.key);
    must(!dtl_credentials_init(&trust), "no memory");
    must(!dtl_credentials_set_trust(trust, (const uint8_t *)ca.cert, strlen(ca.cert) + 1, err,
                                    sizeof err),
         err);
    return trust;
}

static void start_group(struct soak *s, struct group *g, struct crowd_config *config)
{
    g->soak = s;
    g->clients = config->clients;
    g->visitors = calloc(config->clients, sizeof *g->visitors);
    must(g->visitors, "no memory");
    config->resumption = true;
    config->ctx = g;
    config->established = on_established;
    config->data = on_data;
    config->closed = on_closed;
    g->crowd = crowd_init(config);
}

static void stop_group(struct group *g)
{
    crowd_free(g->crowd);
    free(g->visitors);
}

static void start_groups(struct soak *s, struct dtl_addr server,
                         const struct dtl_credentials *trust)
{
    static uint8_t psk[16];
    for (uint8_t i = 0; i < sizeof psk; i++)
        psk[i] = i;
    start_group(s, &s->psk,
                &(struct crowd_config){.server = server,
                                       .clients = PSK_CLIENTS,
                                       .net = 1,
                                       .psk_identity = "soak",
                                       .psk = psk,
                                       .psk_len = sizeof psk});
    start_group(s, &s->cert,
                &(struct crowd_config){.server = server,
                                       .clients = CERT_CLIENTS,
                                       .net = 2,
                                       .credentials = trust,
                                       .host = "gateway.test"});
}

int main(int argc, char **argv)
{
    static struct soak s = {.random = SEED};
    static char counters[16384];
    long seconds = argc == 2 ? strtol(argv[1], NULL, 10) : 0;
    must(seconds >= 4, "usage: soak SECONDS (at least 4)");
    struct files files;
    struct dtl_credentials *trust = make_certificates(&files);
    struct echo_service *service = echo_service_start();
    const char *const options[] = {
        "--psk", "soak:" PSK_HEX,       "--cert", files.cert, "--key", files.key, "--max-clients",
        "2048",  "--anonymous-clients", NULL};
    struct gateway_process *gateway = gateway_process_start(echo_service_port(service), options);
    start_groups(&s, gateway_process_address(gateway), trust);
    printf("seed %#x, %d clients with a PSK, %d with certificates, an action each %d ms, %ld s\n",
           SEED, PSK_CLIENTS, CERT_CLIENTS, ACTION_MS, seconds);

    churn(&s, gateway, (uint64_t)seconds);
    struct gateway_usage last = sample(&s, gateway, 3);
    progress(&s, (uint64_t)seconds, &last);
    int status = gateway_process_stop(gateway, counters, sizeof counters);
    fputs(counters, stdout);
    bool ok = judge(&s, status);

    stop_group(&s.psk);
    stop_group(&s.cert);
    dtl_credentials_free(trust);
    echo_service_stop(service);
    unlink(files.cert);
    unlink(files.key);
    rmdir(files.folder);
    puts(ok ? "soak: passed" : "soak: FAILED");
    return ok ? 0 : 1;
}
