/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* mkostemp */
#include "host/files/session_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "driver/error.h"

#define SESSION_FILE_MAX (1u << 20) /* bytes */

/* Writing replaces the file, which must not happen to a link or a device. */
static int check_kind(const char *path, char *err, size_t err_len)
{
    struct stat st;
    if (lstat(path, &st) || S_ISREG(st.st_mode))
        return 0;
    snprintf(err, err_len, "%s is not a regular file, and a session is kept in nothing else", path);
    return DTL_ERR_IO;
}

int dtl_session_file_read(struct dtl_file *f, const char *path, char *err, size_t err_len)
{
    *f = (struct dtl_file){0};
    int ret = check_kind(path, err, err_len);
    if (ret || (access(path, F_OK) && errno == ENOENT))
        return ret;
    ret = dtl_file_read(f, path, SESSION_FILE_MAX, err, err_len);
    if (!ret)
        dtl_file_warn_if_open_to_others(f, path);
    return ret;
}

/* Returns 0, or -1 and errno. */
static int write_all(int fd, const uint8_t *bytes, size_t len)
{
    while (len) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0 && errno != EINTR)
            return -1;
        bytes += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
    return 0;
}

static int write_beside(char *name, const char *path, const uint8_t *session, size_t len)
{
    int fd = mkostemp(name, O_CLOEXEC); /* mode 0600 */
    if (fd < 0)
        return -1;
    int ret = write_all(fd, session, len);
    if (close(fd) || ret || rename(name, path)) {
        int error = errno;
        unlink(name);
        errno = error;
        return -1;
    }
    return 0;
}

int dtl_session_file_write(const char *path, const uint8_t *session, size_t len, char *err,
                           size_t err_len)
{
    char name[PATH_MAX];
    if (check_kind(path, err, err_len))
        return DTL_ERR_IO;
    int n = snprintf(name, sizeof name, "%s.XXXXXX", path);
    errno = ENAMETOOLONG;
    if (n < (int)sizeof name && !write_beside(name, path, session, len))
        return 0;
    snprintf(err, err_len, "cannot write %s: %s", path, strerror(errno));
    return DTL_ERR_IO;
}
