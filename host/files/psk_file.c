/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* explicit_bzero */
#include "host/files/psk_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_ROOM 65536

struct text {
    char *bytes;
    size_t len, room;
};

static void text_free(struct text *t)
{
    if (t->bytes)
        explicit_bzero(t->bytes, t->room);
    free(t->bytes);
}

/* Not realloc, which would leave keys behind. */
static int text_grow(struct text *t)
{
    struct text bigger = {.room = t->room ? 2 * t->room : FIRST_ROOM, .len = t->len};
    bigger.bytes = malloc(bigger.room);
    if (!bigger.bytes)
        return DTL_ERR_NOMEM;
    if (t->len)
        memcpy(bigger.bytes, t->bytes, t->len);
    text_free(t);
    *t = bigger;
    return 0;
}

/* To the end, whatever kind of file it is: a pipe has no size. */
static int read_all(int fd, struct text *t)
{
    for (;;) {
        if (t->len > DTL_PSK_FILE_MAX)
            return DTL_ERR_FORMAT;
        if (t->len == t->room && text_grow(t))
            return DTL_ERR_NOMEM;
        ssize_t n = read(fd, t->bytes + t->len, t->room - t->len);
        if (n == 0)
            return 0;
        if (n < 0 && errno != EINTR)
            return DTL_ERR_IO;
        t->len += n > 0 ? (size_t)n : 0;
    }
}

static void warn_if_open_to_others(int fd, const char *path)
{
    struct stat st;
    if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_mode & (S_IROTH | S_IWOTH))
        fprintf(stderr, "%s: warning: other users may %s it; chmod o= %s\n", path,
                st.st_mode & S_IWOTH ? "change" : "read", path);
}

static void complain(void *path, unsigned line, const char *reason)
{
    fprintf(stderr, "%s:%u: %s; the line is not used\n", (const char *)path, line, reason);
}

static int parse(struct dtl_psks *set, const struct text *t, const char *path, char *err,
                 size_t err_len)
{
    int ret = dtl_psks_parse(set, t->bytes, t->len, complain, (void *)path);
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
    struct text t = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int ret = fd < 0 ? DTL_ERR_IO : read_all(fd, &t);
    if (ret == DTL_ERR_IO)
        snprintf(err, err_len, "cannot read %s: %s", path, strerror(errno));
    else if (ret == DTL_ERR_FORMAT)
        snprintf(err, err_len, "%s is longer than %u MiB", path, DTL_PSK_FILE_MAX >> 20);
    else if (ret)
        snprintf(err, err_len, "%s: out of memory", path);
    else
        ret = parse(set, &t, path, err, err_len);
    if (fd >= 0) {
        warn_if_open_to_others(fd, path);
        close(fd);
    }
    text_free(&t);
    return ret;
}
