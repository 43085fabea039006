/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* explicit_bzero */
#include "host/cli/gateway_args.h"

#include <string.h>

#define CLIENTS_DIGITS 7 /* below 10 million, so that nothing overflows */

static int bad(char *err, size_t err_len, const char *sentence)
{
    snprintf(err, err_len, "%s", sentence);
    return DTL_ERR_ARG;
}

static int check_present(const struct dtl_gateway_args *args, char *err, size_t err_len)
{
    if (!args->listen)
        return bad(err, err_len,
                   "--listen is missing: say where clients come in, as in --listen 0.0.0.0:5684");
    if (!args->backend)
        return bad(err, err_len,
                   "--backend is missing: say where the UDP service is, as in --backend "
                   "127.0.0.1:5683");
    if (!args->psk_file == !args->psk)
        return bad(err, err_len, "give the keys with one of --psk-file FILE and --psk ID:HEX");
    return 0;
}

static int parse_address(struct dtl_addr *a, const char *option, const char *text, char *err,
                         size_t err_len)
{
    char why[256];
    if (!dtl_addr_parse(a, text, why, sizeof why))
        return 0;
    snprintf(err, err_len, "%s: %s", option, why);
    return DTL_ERR_ARG;
}

static int parse_clients_max(uint32_t *n, const char *text, char *err, size_t err_len)
{
    size_t digits = strspn(text, "0123456789");
    *n = 0;
    for (size_t i = 0; i < digits && i < CLIENTS_DIGITS; i++)
        *n = *n * 10 + (uint32_t)(text[i] - '0');
    if (!text[digits] && digits <= CLIENTS_DIGITS && *n)
        return 0;
    snprintf(err, err_len, "--max-clients: '%.40s' is not a number from 1 to 9999999", text);
    return DTL_ERR_ARG;
}

int dtl_gateway_args_check(const struct dtl_gateway_args *args, struct dtl_server_config *config,
                           struct dtl_addr *service, char *err, size_t err_len)
{
    *config = (struct dtl_server_config){.engine_uri = args->engine ? args->engine : "soft"};
    int ret = check_present(args, err, err_len);
    if (!ret)
        ret = parse_address(&config->listen, "--listen", args->listen, err, err_len);
    if (!ret)
        ret = parse_address(service, "--backend", args->backend, err, err_len);
    if (!ret && !dtl_addr_port(service))
        ret = bad(err, err_len, "--backend: port 0 is no service's port");
    if (!ret && args->clients_max)
        ret = parse_clients_max(&config->clients_max, args->clients_max, err, err_len);
    return ret;
}

static void keep_reason(void *ctx, unsigned line, const char *reason)
{
    (void)line;
    *(const char **)ctx = reason;
}

int dtl_gateway_args_psk(struct dtl_psks *psks, const char *text, char *err, size_t err_len)
{
    const char *reason = "write it as ID:HEX";
    int ret = dtl_psks_parse(psks, text, strlen(text), keep_reason, &reason);
    if (!ret && psks->n == 1)
        return 0;
    snprintf(err, err_len, "--psk: %s", ret ? "out of memory" : reason);
    return ret ? ret : DTL_ERR_FORMAT;
}

void dtl_gateway_args_wipe(struct dtl_gateway_args *args)
{
    if (args->psk)
        explicit_bzero(args->psk, strlen(args->psk));
    args->psk = NULL;
}
