/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "host/cli/commands.h"
#include "host/cli/streams.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
} commands[] = {
    {"gateway", dtl_cmd_gateway, "terminate DTLS in front of a UDP service"},
    {"client", dtl_cmd_client, "talk to a DTLS server"},
    {"server", dtl_cmd_server, "answer DTLS clients with what they say"},
    {"info", dtl_cmd_info, "show what an engine is and what it has counted"},
    {"selftest", dtl_cmd_selftest, "check an engine against known answers"},
    {"--version", dtl_cmd_version, "show the versions of dtlane and mbedTLS, and the engines"},
};

#define COMMANDS (sizeof commands / sizeof *commands)

static void show_usage(FILE *out)
{
    fputs("usage: dtlane COMMAND [OPTION...]\n\n", out);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-10s  %s\n", commands[i].name, commands[i].help);
    fputs("  --help      show this; dtlane COMMAND --help shows a command's options\n", out);
}

static int run(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    for (size_t i = 0; i < COMMANDS; i++)
        if (!strcmp(name, commands[i].name))
            return commands[i].run(argc - 1, argv + 1);
    if (!strcmp(name, "--help") || !strcmp(name, "-h")) {
        show_usage(stdout);
        return DTL_EXIT_OK;
    }
    if (*name)
        fprintf(stderr, "dtlane: there is no command '%s'\n", name);
    show_usage(stderr);
    return DTL_EXIT_USAGE;
}

int main(int argc, char **argv)
{
    dtl_streams_fill();
    return dtl_streams_end("dtlane", run(argc, argv));
}
