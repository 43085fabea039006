/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "host/cli/commands.h"
#include "host/cli/serve_args.h"
#include "host/cli/values.h"
#include "host/gateway/gateway.h"

static int parse_backend(struct dtl_addr *service, const char *text, char *err, size_t err_len)
{
    if (!text) {
        snprintf(err, err_len,
                 "--backend is missing: say where the UDP service is, as in --backend "
                 "127.0.0.1:5683");
        return DTL_ERR_ARG;
    }
    int ret = dtl_value_address(service, "--backend", text, err, err_len);
    if (ret || dtl_addr_port(service))
        return ret;
    snprintf(err, err_len, "--backend: port 0 is no service's port");
    return DTL_ERR_ARG;
}

static int run(const struct dtl_usage *usage, struct dtl_serve_args *args, const char *backend)
{
    struct dtl_server_config config;
    struct dtl_addr service;
    struct dtl_loaded loaded;
    char err[512];
    int status = dtl_serve_args_load(args, usage, &config, &loaded);
    if (status != DTL_EXIT_OK)
        return status;
    int ret = parse_backend(&service, backend, err, sizeof err);
    if (!ret)
        ret = dtl_gateway(&config, &service, stdout, err, sizeof err);
    dtl_loaded_free(&loaded);
    return dtl_exit_status(usage, ret, err);
}

int dtl_cmd_gateway(int argc, char **argv)
{
    struct dtl_serve_args args = {0};
    char *backend = NULL;
    struct dtl_option options[1 + DTL_SERVE_OPTIONS] = {
        {"--backend", "ADDR:PORT", "the UDP service", &backend}};
    dtl_serve_options(&args, options + 1);
    const struct dtl_usage usage = {
        "gateway",
        "Terminates DTLS 1.2 (AES-CCM; PSK, or ECDHE-ECDSA certificates) in front of a UDP\n"
        "service: opens what clients send and passes it to the service, seals what it answers.\n"
        "SIGINT or SIGTERM says close_notify to every client, prints the counters and ends.",
        "--listen ADDR:PORT --backend ADDR:PORT\n"
        "                      (--psk-file FILE | --psk ID:HEX | --cert FILE --key FILE --ca "
        "FILE)...\n"
        "                      [OPTION...]",
        options, sizeof options / sizeof *options};
    enum dtl_options_result parsed = dtl_options_parse(&usage, argc, argv);
    if (parsed == DTL_OPTIONS_RUN)
        return run(&usage, &args, backend);
    return parsed == DTL_OPTIONS_DONE ? DTL_EXIT_OK : DTL_EXIT_USAGE;
}
