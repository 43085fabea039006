/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/client_args.h"

#include <stdio.h>
#include <string.h>

#include "host/cli/values.h"

#define TIMEOUT_S   15
#define LINGER_S    1
#define SECONDS_MAX 86400

void dtl_client_options(struct dtl_client_args *args, struct dtl_option *options)
{
    const struct dtl_option others[] = {
        {"--host", "NAME",
         "name that the server's certificate must be for\n"
         "(default: HOST of --connect)",
         &args->host},
        {"--identity", "ID", "which line of a PSK file with several is ours", &args->identity},
        {"--resume", "FILE",
         "resume the session in FILE if there is one, and keep this one\n"
         "there; as secret as a key",
         &args->resume},
        {"--timeout", "SECONDS", "how long to wait for the handshake (default 15)", &args->timeout},
        {"--linger", "SECONDS",
         "how long the server may be silent after the input's end\n"
         "before the client closes (default 1)",
         &args->linger},
        dtl_option_engine(&args->engine),
        dtl_option_keys(&args->keys),
    };
    *options++ = (struct dtl_option){"--connect", "HOST:PORT",
                                     "the server: a name or an address, as in localhost:5684,\n"
                                     "192.0.2.1:5684 or [2001:db8::1]:5684",
                                     &args->connect};
    dtl_credential_options(&args->credentials, DTL_ROLE_CLIENT, options);
    memcpy(options + DTL_CREDENTIAL_OPTIONS, others, sizeof others);
}

static int check_target(const struct dtl_client_args *args, struct dtl_target *target, char *err,
                        size_t err_len)
{
    char why[256];
    if (!args->connect) {
        snprintf(err, err_len,
                 "--connect is missing: say where the server is, as in --connect localhost:5684");
        return DTL_ERR_ARG;
    }
    if (!dtl_target_parse(target, args->connect, why, sizeof why))
        return 0;
    snprintf(err, err_len, "--connect: %s", why);
    return DTL_ERR_ARG;
}

static int check_host(const struct dtl_client_args *args, const struct dtl_target *target,
                      const char **host, char *err, size_t err_len)
{
    *host = args->host ? args->host : args->credentials.ca ? target->host : NULL;
    if (args->host && !args->credentials.ca)
        snprintf(err, err_len, "--host is a certificate's name: give --ca FILE too");
    else if (args->host && strlen(args->host) > DTL_HOST_MAX)
        snprintf(err, err_len, "--host: a name has at most %d characters", DTL_HOST_MAX);
    else
        return 0;
    return DTL_ERR_ARG;
}

static int check_identity(const struct dtl_client_args *args, char *err, size_t err_len)
{
    if (!args->identity || args->credentials.psk_file || args->credentials.psk)
        return 0;
    snprintf(err, err_len, "--identity picks a pre-shared key: give --psk-file FILE too");
    return DTL_ERR_ARG;
}

static int seconds(uint32_t *ms, const char *option, const char *text, uint32_t otherwise,
                   char *err, size_t err_len)
{
    uint32_t s = otherwise;
    int ret = text ? dtl_value_number(&s, option, text, 0, SECONDS_MAX, err, err_len) : 0;
    *ms = s * 1000;
    return ret;
}

int dtl_client_args_check(const struct dtl_client_args *args, struct dtl_target *target,
                          struct dtl_client_config *config, char *err, size_t err_len)
{
    *config = (struct dtl_client_config){
        .engine_uri = args->engine ? args->engine : "soft",
        .resume = args->resume,
    };
    int ret = check_target(args, target, err, err_len);
    if (!ret)
        ret = dtl_credential_args_check(&args->credentials, DTL_ROLE_CLIENT, err, err_len);
    if (!ret)
        ret = check_host(args, target, &config->host, err, err_len);
    if (!ret)
        ret = check_identity(args, err, err_len);
    if (!ret)
        ret = dtl_value_keys(&config->keys, args->keys, err, err_len);
    if (!ret)
        ret = seconds(&config->timeout_ms, "--timeout", args->timeout, TIMEOUT_S, err, err_len);
    if (!ret)
        ret = seconds(&config->linger_ms, "--linger", args->linger, LINGER_S, err, err_len);
    return ret;
}

int dtl_client_args_pick(const struct dtl_client_args *args, const struct dtl_psks *psks,
                         const uint8_t **identity, size_t *len, char *err, size_t err_len)
{
    if (!args->identity && psks->n == 1) {
        *identity = dtl_psks_identity(psks, 0, len);
        return 0;
    }
    if (!args->identity) {
        snprintf(err, err_len, "%s has %zu identities; say with --identity ID which one is ours",
                 args->credentials.psk_file, psks->n);
        return DTL_ERR_ARG;
    }
    for (size_t i = 0; i < psks->n; i++) {
        *identity = dtl_psks_identity(psks, i, len);
        if (*len == strlen(args->identity) && !memcmp(*identity, args->identity, *len))
            return 0;
    }
    snprintf(err, err_len, "--identity: there is no key for '%.128s'", args->identity);
    return DTL_ERR_ARG;
}
