/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "tests/load/gateway_process.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/dtls/counters.h"
#include "host/loop/counts.h"

#define OPTIONS_MAX 32

struct gateway_process {
    pid_t pid;
    int out;   /* its standard output */
    FILE *log; /* its standard error */
    pthread_t reader;
    struct dtl_addr address;
    uint32_t clients_max;
};

static void must(int ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "gateway process: %s\n", what);
    exit(1);
}

static void run(uint16_t service_port, const char *const *options)
{
    const char *build = getenv("DTL_BUILD"), *argv[OPTIONS_MAX + 8];
    char program[512], service[64];
    unsigned n = 0;
    snprintf(program, sizeof program, "%s/dtlane", build ? build : "build");
    snprintf(service, sizeof service, "127.0.0.1:%u", service_port);
    argv[n++] = program;
    argv[n++] = "gateway";
    argv[n++] = "--listen";
    argv[n++] = "127.0.0.1:0";
    argv[n++] = "--backend";
    argv[n++] = service;
    for (; *options && n < OPTIONS_MAX; options++)
        argv[n++] = *options;
    argv[n] = NULL;
    execv(program, (char *const *)argv);
    perror(program);
    _exit(127);
}

static pid_t spawn(int out, int err, uint16_t service_port, const char *const *options)
{
    pid_t pid = fork();
    must(pid >= 0, "no process");
    if (pid)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that dies takes it along */
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    run(service_port, options);
    return 0;
}

/* The line that says where it listens; a gateway that cannot start says why instead. */
static void read_address(struct gateway_process *g)
{
    char line[1024], address[DTL_ADDR_STRLEN], err[256];
    while (fgets(line, sizeof line, g->log)) {
        const char *max = strstr(line, " max_clients=");
        if (sscanf(line, "event=listening address=%79s", address) == 1 && max &&
            sscanf(max, " max_clients=%u", &g->clients_max) == 1) {
            must(dtl_addr_parse(&g->address, address, err, sizeof err) == 0, err);
            return;
        }
        fputs(line, stderr);
    }
    must(0, "it did not start");
}

/* A gateway that nobody listens to would wait. */
static void *read_on(void *arg)
{
    const struct gateway_process *g = arg;
    char line[1024];
    while (fgets(line, sizeof line, g->log))
        ;
    return NULL;
}

struct gateway_process *gateway_process_start(uint16_t service_port, const char *const *options)
{
    int out[2], err[2];
    struct gateway_process *g = calloc(1, sizeof *g);
    must(g && !pipe2(out, O_CLOEXEC) && !pipe2(err, O_CLOEXEC), "no pipe");
    g->pid = spawn(out[1], err[1], service_port, options);
    close(out[1]);
    close(err[1]);
    g->out = out[0];
    g->log = fdopen(err[0], "r");
    read_address(g);
    must(pthread_create(&g->reader, NULL, read_on, g) == 0, "no thread");
    return g;
}

pid_t gateway_process_id(const struct gateway_process *g)
{
    return g->pid;
}

struct dtl_addr gateway_process_address(const struct gateway_process *g)
{
    return g->address;
}

uint32_t gateway_process_clients_max(const struct gateway_process *g)
{
    return g->clients_max;
}

/* --- what it uses --------------------------------------------------------------------------------
 */

static FILE *open_proc(const struct gateway_process *g, const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)g->pid, name);
    FILE *f = fopen(path, "r");
    must(f != NULL, "it is gone");
    return f;
}

static void read_memory(const struct gateway_process *g, struct gateway_usage *u)
{
    char line[256];
    FILE *f = open_proc(g, "status");
    while (fgets(line, sizeof line, f)) {
        sscanf(line, "VmRSS: %ld", &u->rss_kib);
        sscanf(line, "VmData: %ld", &u->data_kib);
    }
    fclose(f);
}

static void read_cpu(const struct gateway_process *g, struct gateway_usage *u)
{
    unsigned long user = 0, system = 0;
    FILE *f = open_proc(g, "stat");
    must(fscanf(f, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) ==
             2,
         "it has no processor time");
    fclose(f);
    u->cpu_s = (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static unsigned count_descriptors(const struct gateway_process *g)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd", (int)g->pid);
    DIR *dir = opendir(path);
    must(dir != NULL, "it is gone");
    unsigned n = 0;
    for (const struct dirent *e; (e = readdir(dir));)
        n += e->d_name[0] != '.';
    closedir(dir);
    return n;
}

struct gateway_usage gateway_process_usage(const struct gateway_process *g)
{
    struct gateway_usage u = {0};
    read_memory(g, &u);
    read_cpu(g, &u);
    u.descriptors = count_descriptors(g);
    return u;
}

/* --- the end -------------------------------------------------------------------------------------
 */

static void read_all(int fd, char *text, size_t cap)
{
    size_t len = 0;
    for (ssize_t n; len + 1 < cap && (n = read(fd, text + len, cap - 1 - len)) > 0;)
        len += (size_t)n;
    text[len] = '\0';
}

int gateway_process_stop(struct gateway_process *g, char *counters, size_t cap)
{
    int status;
    kill(g->pid, SIGTERM);
    read_all(g->out, counters, cap);
    waitpid(g->pid, &status, 0);
    pthread_join(g->reader, NULL);
    fclose(g->log);
    close(g->out);
    free(g);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool has_counter(const char *name)
{
#define OF_GATEWAY(name) "gateway." #name,
#define OF_CORE(name)    "core." #name,
    static const char *const all[] = {DTL_LOOP_COUNTS(OF_GATEWAY) DTL_COUNTS(OF_CORE)};
    bool has = false;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        has |= strcmp(all[i], name) == 0;
    return has;
}

uint64_t gateway_counter(const char *counters, const char *name)
{
    char what[128];
    size_t len = strlen(name);
    snprintf(what, sizeof what, "there is no counter %s", name);
    must(has_counter(name), what);
    for (const char *line = counters; line && *line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, name, len) == 0 && line[len] == '=')
            return strtoull(line + len + 1, NULL, 10);
    }
    return 0;
}
