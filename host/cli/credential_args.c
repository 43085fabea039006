/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* explicit_bzero */
#include "host/cli/credential_args.h"

#include <string.h>

#include "host/cli/commands.h"
#include "host/files/certificates.h"
#include "host/files/psk_file.h"

void dtl_credential_options(struct dtl_credential_args *args, enum dtl_role role,
                            struct dtl_option *options)
{
    bool server = role == DTL_ROLE_SERVER;
    const struct dtl_option all[DTL_CREDENTIAL_OPTIONS] = {
        {"--psk-file", "FILE",
         server ? "keys of the clients, lines of the form identity:hexkey"
                : "our key, a line of the form identity:hexkey",
         &args->psk_file},
        {"--psk", "ID:HEX",
         server ? "one client's key; visible to other users, so for tests only"
                : "our key; visible to other users, so for tests only",
         &args->psk},
        {"--cert", "FILE", "our certificate (ECDSA, P-256 or P-384) and its chain, PEM or DER",
         &args->cert},
        {"--key", "FILE", "its private key", &args->key},
        {"--ca", "FILE",
         server ? "clients must have a certificate of one of these CAs"
                : "CAs, one of which must have issued the server's certificate",
         &args->ca},
    };
    memcpy(options, all, sizeof all);
}

/* --- what fits together ---------------------------------------------------------------------- */

static int bad(char *err, size_t err_len, const char *sentence)
{
    snprintf(err, err_len, "%s", sentence);
    return DTL_ERR_ARG;
}

static int check_server(const struct dtl_credential_args *args, char *err, size_t err_len)
{
    if (args->ca && !args->cert)
        return bad(err, err_len,
                   "--ca asks clients for certificates, which takes one of our own: give --cert "
                   "FILE and --key FILE too");
    if (args->psk_file || args->psk || args->cert)
        return 0;
    return bad(
        err, err_len,
        "say what clients are known by: --psk-file FILE, --psk ID:HEX, or --cert FILE, --key "
        "FILE and --ca FILE");
}

static int check_client(const struct dtl_credential_args *args, char *err, size_t err_len)
{
    if (args->cert && !args->ca)
        return bad(err, err_len,
                   "--cert is used with servers that have a certificate: say with --ca FILE who "
                   "may have issued it");
    if (args->psk_file || args->psk || args->ca)
        return 0;
    return bad(err, err_len,
               "say how the server is known: --psk-file FILE, --psk ID:HEX, or --ca FILE");
}

int dtl_credential_args_check(const struct dtl_credential_args *args, enum dtl_role role, char *err,
                              size_t err_len)
{
    if (args->psk_file && args->psk)
        return bad(err, err_len, "give the keys with one of --psk-file FILE and --psk ID:HEX");
    if (!args->cert != !args->key)
        return bad(err, err_len, "--cert FILE and --key FILE go together");
    return role == DTL_ROLE_SERVER ? check_server(args, err, err_len)
                                   : check_client(args, err, err_len);
}

/* --- reading --------------------------------------------------------------------------------- */

struct said {
    const struct dtl_usage *usage;
    const char *reason; /* why the key is not used */
};

static void on_reason(void *ctx, unsigned line, const char *reason, bool used)
{
    struct said *said = ctx;
    (void)line;
    if (used)
        dtl_complain(said->usage, "warning: --psk: %s", reason);
    else
        said->reason = reason;
}

static int load_psk(const char *text, const struct dtl_usage *usage, struct dtl_psks *psks)
{
    struct said said = {usage, "write it as ID:HEX"};
    dtl_complain(usage, "warning: other users of this machine can see --psk; use --psk-file");
    int ret = dtl_psks_parse(psks, text, strlen(text), on_reason, &said);
    if (!ret && psks->n == 1)
        return DTL_EXIT_OK;
    dtl_complain(usage, "--psk: %s", ret ? "out of memory" : said.reason);
    return ret ? DTL_EXIT_FAILED : DTL_EXIT_USAGE;
}

static int load_psk_file(const char *path, const struct dtl_usage *usage, struct dtl_psks *psks)
{
    char err[512];
    if (!dtl_psk_file_read(psks, path, err, sizeof err))
        return DTL_EXIT_OK;
    dtl_complain(usage, "%s", err);
    return DTL_EXIT_FAILED;
}

static int load_certificates(const struct dtl_credential_args *args, const struct dtl_usage *usage,
                             struct dtl_credentials **certificates)
{
    const struct dtl_certificate_files files = {args->cert, args->key, args->ca};
    char err[512];
    if (!dtl_certificates_read(certificates, &files, err, sizeof err))
        return DTL_EXIT_OK;
    dtl_complain(usage, "%s", err);
    return DTL_EXIT_FAILED;
}

int dtl_credential_args_load(struct dtl_credential_args *args, const struct dtl_usage *usage,
                             struct dtl_loaded *loaded)
{
    int status = DTL_EXIT_OK;
    *loaded = (struct dtl_loaded){0};
    if (args->psk) {
        status = load_psk(args->psk, usage, &loaded->psks);
        explicit_bzero(args->psk, strlen(args->psk));
    }
    if (args->psk_file)
        status = load_psk_file(args->psk_file, usage, &loaded->psks);
    if (status == DTL_EXIT_OK && (args->cert || args->ca))
        status = load_certificates(args, usage, &loaded->certificates);
    if (status != DTL_EXIT_OK)
        dtl_loaded_free(loaded);
    return status;
}

void dtl_loaded_free(struct dtl_loaded *loaded)
{
    dtl_psks_free(&loaded->psks);
    dtl_credentials_free(loaded->certificates);
    loaded->certificates = NULL;
}
