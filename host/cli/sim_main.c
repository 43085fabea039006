/* SPDX-License-Identifier: Apache-2.0 */
/* The program dtlane-sim: the Verilated device in a process of its own. */
#define _GNU_SOURCE /* sigset_t */
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "driver/error.h"
#include "host/cli/commands.h"
#include "host/cli/options.h"
#include "host/cli/streams.h"
#include "host/cli/values.h"
#include "sim/server.h"

struct words {
    char *listen, *lanes, *small, *seed;
};

/* A descriptor that polls readable once the program should end, or -1. */
static int stop_on_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    signal(SIGPIPE, SIG_IGN); /* whoever read the log may be gone */
    return sigprocmask(SIG_BLOCK, &set, NULL) ? -1 : signalfd(-1, &set, SFD_CLOEXEC);
}

static void print_counts(const struct dtl_sim_counts *c)
{
    printf("clients=%llu\nrefused_busy=%llu\nrefused_stranger=%llu\nbytes_in=%llu\n"
           "bytes_out=%llu\n",
           (unsigned long long)c->clients, (unsigned long long)c->refused_busy,
           (unsigned long long)c->refused_stranger, (unsigned long long)c->bytes_in,
           (unsigned long long)c->bytes_out);
}

static int serve(const struct dtl_usage *usage, const char *path,
                 const struct dtl_model_options *options)
{
    char err[256];
    struct dtl_model *model;
    struct dtl_sim_server *s;
    int stop = stop_on_signals(); /* before the model starts threads that would take them */
    int ret = dtl_model_init(&model, options, err, sizeof err);
    if (!ret)
        ret = dtl_sim_server_init(&s, path, model, stderr, err, sizeof err);
    if (ret)
        return dtl_exit_status(usage, ret, err);
    fprintf(stderr, "event=listening path=%s lanes=%u\n", path, options->lanes);
    dtl_sim_server_run(s, stop);
    print_counts(dtl_sim_server_counts(s));
    dtl_sim_server_free(s);
    return DTL_EXIT_OK;
}

static int run(const struct dtl_usage *usage, const struct words *words)
{
    uint32_t lanes = 1, seed = 1;
    char err[256];
    if (!words->listen) {
        dtl_complain(usage, "--listen is missing: say where clients come in, as in --listen "
                            "/run/dtlane.sock");
        return DTL_EXIT_USAGE;
    }
    int ret = 0;
    if (words->lanes)
        ret = dtl_value_number(&lanes, "--lanes", words->lanes, 1, 32, err, sizeof err);
    if (!ret && words->seed)
        ret = dtl_value_number(&seed, "--seed", words->seed, 0, UINT32_MAX, err, sizeof err);
    if (ret)
        return dtl_exit_status(usage, ret, err);
    const struct dtl_model_options options = {.lanes = lanes, .seed = seed, .small = words->small};
    return serve(usage, words->listen, &options);
}

static int parse_and_run(int argc, char **argv)
{
    struct words words = {0};
    const struct dtl_option options[] = {
        {"--listen", "PATH", "the socket that it makes, for its own user and root only",
         &words.listen},
        {"--lanes", "N", "AES lanes, 1, 2 or 4 (default 1)", &words.lanes},
        {"--small", NULL, "the device for small parts", &words.small},
        {"--seed", "N", "of the random content that memories begin with (default 1)", &words.seed},
    };
    const struct dtl_usage usage = {
        .command = "dtlane-sim",
        .summary =
            "Serves the RTL, Verilated, as a device in a process of its own. Use it with the "
            "engine\n"
            "unix:PATH of dtlane. One client at a time; when it goes, all keys are overwritten.\n"
            "SIGINT or SIGTERM removes the socket, prints the counters and ends.",
        .form = "--listen PATH [OPTION...]",
        .options = options,
        .n = sizeof options / sizeof *options};
    enum dtl_options_result parsed = dtl_options_parse(&usage, argc, argv);
    if (parsed == DTL_OPTIONS_RUN)
        return run(&usage, &words);
    return parsed == DTL_OPTIONS_DONE ? DTL_EXIT_OK : DTL_EXIT_USAGE;
}

int main(int argc, char **argv)
{
    dtl_streams_fill();
    return dtl_streams_end("dtlane-sim", parse_and_run(argc, argv));
}
