/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "host/cli/commands.h"
#include "host/cli/gateway_args.h"
#include "host/cli/options.h"
#include "host/files/psk_file.h"
#include "host/gateway/gateway.h"

/* Returns the exit status. The key leaves argv as soon as it has been read. */
static int load_psks(const struct dtl_usage *usage, struct dtl_psks *psks,
                     struct dtl_gateway_args *args)
{
    char err[512];
    int ret, status;
    if (args->psk_file) {
        ret = dtl_psk_file_read(psks, args->psk_file, err, sizeof err);
        status = DTL_EXIT_FAILED;
    } else {
        dtl_complain(usage, "warning: other users of this machine can see --psk; use --psk-file");
        ret = dtl_gateway_args_psk(psks, args->psk, err, sizeof err);
        dtl_gateway_args_wipe(args);
        status = DTL_EXIT_USAGE;
    }
    if (!ret)
        return DTL_EXIT_OK;
    dtl_complain(usage, "%s", err);
    return status;
}

static int serve(const struct dtl_usage *usage, const struct dtl_server_config *config,
                 const struct dtl_addr *service)
{
    char err[512];
    int ret = dtl_gateway(config, service, stdout, err, sizeof err);
    if (!ret)
        return DTL_EXIT_OK;
    dtl_complain(usage, "%s", err);
    return ret == DTL_ERR_ARG ? DTL_EXIT_USAGE : DTL_EXIT_FAILED;
}

static int run(const struct dtl_usage *usage, struct dtl_gateway_args *args)
{
    struct dtl_server_config config;
    struct dtl_addr service;
    char err[512];
    if (dtl_gateway_args_check(args, &config, &service, err, sizeof err)) {
        dtl_complain(usage, "%s", err);
        return DTL_EXIT_USAGE;
    }
    struct dtl_psks psks = {0};
    config.psks = &psks;
    int status = load_psks(usage, &psks, args);
    if (status == DTL_EXIT_OK)
        status = serve(usage, &config, &service);
    dtl_psks_free(&psks);
    return status;
}

int dtl_cmd_gateway(int argc, char **argv)
{
    struct dtl_gateway_args args = {0};
    const struct dtl_option options[] = {
        {"--listen", "ADDR:PORT",
         "where clients come in: 192.0.2.1:5684, [2001:db8::1]:5684,\n"
         "0.0.0.0:5684 (all of IPv4), [::]:5684 (all of both)",
         &args.listen},
        {"--backend", "ADDR:PORT", "the UDP service", &args.backend},
        {"--psk-file", "FILE", "keys of the clients, lines of the form identity:hexkey",
         &args.psk_file},
        {"--psk", "ID:HEX", "one client's key; visible to other users, so for tests only",
         &args.psk},
        {"--engine", "URI", "what seals and opens records (default soft)", &args.engine},
        {"--max-clients", "N",
         "associations at once, handshakes included\n"
         "(default 1024, or fewer if the engine holds fewer)",
         &args.clients_max},
    };
    const struct dtl_usage usage = {
        "gateway",
        "Terminates DTLS 1.2 (PSK, AES-CCM) in front of a UDP service: opens what clients send "
        "and\n"
        "passes it to the service, seals what it answers. SIGINT or SIGTERM says close_notify to\n"
        "every client, prints the counters and ends.",
        "--listen ADDR:PORT --backend ADDR:PORT (--psk-file FILE | --psk ID:HEX) [OPTION...]",
        options, sizeof options / sizeof *options};
    enum dtl_options_result parsed = dtl_options_parse(&usage, argc, argv);
    if (parsed == DTL_OPTIONS_RUN)
        return run(&usage, &args);
    return parsed == DTL_OPTIONS_DONE ? DTL_EXIT_OK : DTL_EXIT_USAGE;
}
