/* SPDX-License-Identifier: Apache-2.0 */
#include "host/files/certificates.h"

#include <stdio.h>
#include <string.h>

#include "driver/error.h"
#include "host/files/read_file.h"

#define WHY_MAX 384

static int read_pem(struct dtl_file *f, const char *path, char *err, size_t err_len)
{
    return dtl_file_read(f, path, DTL_CERTIFICATE_FILE_MAX, err, err_len);
}

static int set_identity(struct dtl_credentials *c, const struct dtl_certificate_files *files,
                        const struct dtl_file *cert, const struct dtl_file *key, char *err,
                        size_t err_len)
{
    char why[WHY_MAX] = "";
    int ret = dtl_credentials_set_identity(c, cert->bytes, cert->len, key->bytes, key->len, why,
                                           sizeof why);
    if (ret)
        snprintf(err, err_len, "%s: %s", strncmp(why, "key", 3) ? files->cert : files->key, why);
    return ret;
}

static int read_identity(struct dtl_credentials *c, const struct dtl_certificate_files *files,
                         char *err, size_t err_len)
{
    struct dtl_file cert = {0}, key = {0};
    int ret = read_pem(&cert, files->cert, err, err_len);
    if (!ret)
        ret = read_pem(&key, files->key, err, err_len);
    if (!ret) {
        dtl_file_warn_if_open_to_others(&key, files->key);
        ret = set_identity(c, files, &cert, &key, err, err_len);
    }
    dtl_file_free(&cert);
    dtl_file_free(&key);
    return ret;
}

static int read_trust(struct dtl_credentials *c, const char *path, char *err, size_t err_len)
{
    char why[WHY_MAX] = "";
    struct dtl_file ca;
    int ret = read_pem(&ca, path, err, err_len);
    if (ret)
        return ret;
    ret = dtl_credentials_set_trust(c, ca.bytes, ca.len, why, sizeof why);
    if (ret)
        snprintf(err, err_len, "%s: %s", path, why);
    dtl_file_free(&ca);
    return ret;
}

int dtl_certificates_read(struct dtl_credentials **c, const struct dtl_certificate_files *files,
                          char *err, size_t err_len)
{
    int ret = dtl_credentials_init(c);
    if (ret) {
        snprintf(err, err_len, "cannot read certificates: %s", dtl_strerror(ret));
        return ret;
    }
    if (files->cert)
        ret = read_identity(*c, files, err, err_len);
    if (!ret && files->ca)
        ret = read_trust(*c, files->ca, err, err_len);
    if (!ret)
        return 0;
    dtl_credentials_free(*c);
    *c = NULL;
    return ret;
}
