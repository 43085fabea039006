/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* explicit_bzero */
#include "host/files/read_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "driver/error.h"

#define FIRST_ROOM 65536

/* Not realloc, which would leave keys behind. */
static int grow(struct dtl_file *f)
{
    struct dtl_file bigger = *f;
    bigger.room = f->room ? 2 * f->room : FIRST_ROOM;
    bigger.bytes = malloc(bigger.room);
    if (!bigger.bytes)
        return DTL_ERR_NOMEM;
    if (f->len)
        memcpy(bigger.bytes, f->bytes, f->len);
    dtl_file_free(f);
    *f = bigger;
    return 0;
}

/* To the end, not to a size: a pipe has none. */
static int read_all(struct dtl_file *f, int fd, size_t max)
{
    for (;;) {
        if (f->len > max)
            return DTL_ERR_FORMAT;
        if (f->len == f->room && grow(f))
            return DTL_ERR_NOMEM;
        ssize_t n = read(fd, f->bytes + f->len, f->room - f->len);
        if (n < 0 && errno != EINTR)
            return DTL_ERR_IO;
        f->len += n > 0 ? (size_t)n : 0;
        if (n == 0)
            return 0;
    }
}

static int read_open(struct dtl_file *f, int fd, size_t max)
{
    struct stat st;
    if (!fstat(fd, &st) && S_ISREG(st.st_mode))
        f->mode = st.st_mode & ALLPERMS;
    int ret = read_all(f, fd, max);
    int error = errno;
    close(fd);
    errno = error;
    return ret;
}

int dtl_file_read(struct dtl_file *f, const char *path, size_t max, char *err, size_t err_len)
{
    *f = (struct dtl_file){0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int ret = fd < 0 ? DTL_ERR_IO : read_open(f, fd, max);
    if (!ret)
        return 0;
    if (ret == DTL_ERR_IO)
        snprintf(err, err_len, "cannot read %s: %s", path, strerror(errno));
    else if (ret == DTL_ERR_FORMAT)
        snprintf(err, err_len, "%s is longer than %zu MiB", path, max >> 20);
    else
        snprintf(err, err_len, "%s: out of memory", path);
    dtl_file_free(f);
    return ret;
}

void dtl_file_warn_if_open_to_others(const struct dtl_file *f, const char *path)
{
    if (f->mode & (S_IROTH | S_IWOTH))
        fprintf(stderr, "%s: warning: other users may %s it; chmod o= %s\n", path,
                f->mode & S_IWOTH ? "change" : "read", path);
}

void dtl_file_free(struct dtl_file *f)
{
    if (f->bytes)
        explicit_bzero(f->bytes, f->room);
    free(f->bytes);
    *f = (struct dtl_file){0};
}
