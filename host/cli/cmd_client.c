/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* explicit_bzero */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host/cli/client_args.h"
#include "host/cli/commands.h"

#define SIGNALLED 128 /* as shells report it */

static void on_complaint(void *usage, const char *sentence)
{
    dtl_complain(usage, "%s", sentence);
}

static int exit_status(enum dtl_client_end end, int signal)
{
    switch (end) {
    case DTL_CLIENT_OK:
        return DTL_EXIT_OK;
    case DTL_CLIENT_BAD_ARG:
        return DTL_EXIT_USAGE;
    case DTL_CLIENT_NO_ANSWER:
        return DTL_EXIT_NO_ANSWER;
    case DTL_CLIENT_REFUSED:
        return DTL_EXIT_REFUSED;
    case DTL_CLIENT_CERTIFICATE:
        return DTL_EXIT_CERTIFICATE;
    case DTL_CLIENT_INTERRUPTED:
        return SIGNALLED + signal;
    case DTL_CLIENT_FAILED:
        break;
    }
    return DTL_EXIT_FAILED;
}

static int talk(const struct dtl_usage *usage, const struct dtl_target *target,
                struct dtl_client_config *config)
{
    struct dtl_addr addresses[DTL_ADDRESSES_MAX];
    char err[512];
    int signal = 0, n = dtl_target_resolve(target, addresses, err, sizeof err);
    if (n < 0)
        return dtl_exit_status(usage, n, err);
    config->addresses = addresses;
    config->addresses_n = n;
    config->in = STDIN_FILENO;
    config->out = STDOUT_FILENO;
    enum dtl_client_end end = dtl_client(config, on_complaint, (void *)usage, &signal);
    return exit_status(end, signal);
}

static int talk_with(const struct dtl_usage *usage, const struct dtl_client_args *args,
                     const struct dtl_target *target, struct dtl_client_config *config,
                     struct dtl_loaded *loaded)
{
    char err[512];
    uint8_t key[DTL_PSK_MAX];
    config->credentials = loaded->certificates;
    if (loaded->psks.n) {
        if (dtl_client_args_pick(args, &loaded->psks, &config->identity, &config->identity_len, err,
                                 sizeof err))
            return dtl_exit_status(usage, DTL_ERR_ARG, err);
        config->psk_len = dtl_psks_find(&loaded->psks, config->identity, config->identity_len, key);
        config->psk = key;
    }
    int status = talk(usage, target, config);
    explicit_bzero(key, sizeof key);
    return status;
}

static int run(const struct dtl_usage *usage, struct dtl_client_args *args)
{
    struct dtl_client_config config;
    struct dtl_target target;
    struct dtl_loaded loaded;
    char err[512];
    int ret = dtl_client_args_check(args, &target, &config, err, sizeof err);
    if (ret)
        return dtl_exit_status(usage, ret, err);
    int status = dtl_credential_args_load(&args->credentials, usage, &loaded);
    if (status != DTL_EXIT_OK)
        return status;
    status = talk_with(usage, args, &target, &config, &loaded);
    dtl_loaded_free(&loaded);
    return status;
}

int dtl_cmd_client(int argc, char **argv)
{
    struct dtl_client_args args = {0};
    struct dtl_option options[DTL_CLIENT_OPTIONS];
    dtl_client_options(&args, options);
    const struct dtl_usage usage = {
        "client",
        "Speaks DTLS 1.2 (AES-CCM; PSK, or ECDHE-ECDSA certificates) with a server. Each line of\n"
        "standard input, with its newline, goes out as one record; what comes in goes to standard\n"
        "output. Ends with close_notify: when the server says it, or after the input's end.\n"
        "\n"
        "Exit status: 0 closed properly; 1 something failed, was not sent, or met nobody any\n"
        "more; 2 usage; 3 nobody answered; 4 the server refused us, or fell silent during the\n"
        "handshake; 5 the server's certificate is refused; 128 + n signal n.",
        "--connect HOST:PORT (--psk-file FILE | --psk ID:HEX | --ca FILE)... [OPTION...]", options,
        sizeof options / sizeof *options};
    enum dtl_options_result parsed = dtl_options_parse(&usage, argc, argv);
    if (parsed == DTL_OPTIONS_RUN)
        return run(&usage, &args);
    return parsed == DTL_OPTIONS_DONE ? DTL_EXIT_OK : DTL_EXIT_USAGE;
}
