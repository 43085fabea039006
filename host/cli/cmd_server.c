/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "host/cli/commands.h"
#include "host/cli/serve_args.h"
#include "host/gateway/echo.h"

static int run(const struct dtl_usage *usage, struct dtl_serve_args *args)
{
    struct dtl_server_config config;
    struct dtl_loaded loaded;
    char err[512];
    int status = dtl_serve_args_load(args, usage, &config, &loaded);
    if (status != DTL_EXIT_OK)
        return status;
    int ret = dtl_echo(&config, stdout, err, sizeof err);
    dtl_loaded_free(&loaded);
    return dtl_exit_status(usage, ret, err);
}

int dtl_cmd_server(int argc, char **argv)
{
    struct dtl_serve_args args = {0};
    struct dtl_option options[DTL_SERVE_OPTIONS];
    dtl_serve_options(&args, options);
    const struct dtl_usage usage = {
        "server",
        "Speaks DTLS 1.2 (AES-CCM; PSK, or ECDHE-ECDSA certificates) and sends each record back\n"
        "to the client that it came from. SIGINT or SIGTERM says close_notify to every client,\n"
        "prints the counters and ends.",
        "--listen ADDR:PORT\n"
        "                     (--psk-file FILE | --psk ID:HEX | --cert FILE --key FILE --ca "
        "FILE)...\n"
        "                     [OPTION...]",
        options, sizeof options / sizeof *options};
    enum dtl_options_result parsed = dtl_options_parse(&usage, argc, argv);
    if (parsed == DTL_OPTIONS_RUN)
        return run(&usage, &args);
    return parsed == DTL_OPTIONS_DONE ? DTL_EXIT_OK : DTL_EXIT_USAGE;
}
