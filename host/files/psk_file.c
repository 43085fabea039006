/* SPDX-License-Identifier: Apache-2.0 */
#include "host/files/psk_file.h"

#include <stdio.h>

#include "host/files/read_file.h"

static void complain(void *path, unsigned line, const char *reason, bool used)
{
    if (used)
        fprintf(stderr, "%s:%u: warning: %s\n", (const char *)path, line, reason);
    else
        fprintf(stderr, "%s:%u: %s; the line is not used\n", (const char *)path, line, reason);
}

static int parse(struct dtl_psks *set, const struct dtl_file *f, const char *path, char *err,
                 size_t err_len)
{
    int ret = dtl_psks_parse(set, (const char *)f->bytes, f->len, complain, (void *)path);
    if (!ret && !set->n) {
        snprintf(err, err_len, "%s has no usable entry; write lines of the form identity:hexkey",
                 path);
        return DTL_ERR_FORMAT;
    }
    if (ret)
        snprintf(err, err_len, "%s: out of memory", path);
    return ret;
}

int dtl_psk_file_read(struct dtl_psks *set, const char *path, char *err, size_t err_len)
{
    struct dtl_file f;
    int ret = dtl_file_read(&f, path, DTL_PSK_FILE_MAX, err, err_len);
    if (ret)
        return ret;
    dtl_file_warn_if_open_to_others(&f, path);
    ret = parse(set, &f, path, err, err_len);
    dtl_file_free(&f);
    return ret;
}
