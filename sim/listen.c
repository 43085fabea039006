/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* SOCK_CLOEXEC, O_DIRECTORY */
#include "sim/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "driver/error.h"

#define BACKLOG 8

__attribute__((format(printf, 4, 5))) static int fail(int code, char *err, size_t err_len,
                                                      const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(err, err_len, format, args);
    va_end(args);
    return code;
}

static int new_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/* Held while a server starts, so that two of them cannot both find the same dead socket and one
 * remove the other's new one. The lock goes with the descriptor and leaves no file. */
static int lock_directory(const char *path, char *err, size_t err_len)
{
    char directory[sizeof((struct sockaddr_un *)0)->sun_path];
    snprintf(directory, sizeof directory, "%s", path);
    char *slash = strrchr(directory, '/');
    if (slash)
        slash[slash == directory] = 0;
    else
        snprintf(directory, sizeof directory, ".");
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return fail(DTL_ERR_IO, err, err_len, "cannot use the directory %s: %s", directory,
                    strerror(errno));
    if (!flock(fd, LOCK_EX | LOCK_NB))
        return fd;
    close(fd);
    return fail(DTL_ERR_IO, err, err_len,
                "another program holds the directory %s while it starts; try again", directory);
}

static bool somebody_serves(const struct sockaddr_un *address)
{
    int fd = new_socket();
    bool dead =
        connect(fd, (const struct sockaddr *)address, sizeof *address) && errno == ECONNREFUSED;
    close(fd);
    return !dead; /* if in doubt, it lives */
}

static int remove_dead(const struct sockaddr_un *address, char *err, size_t err_len)
{
    const char *path = address->sun_path;
    struct stat there;
    if (lstat(path, &there))
        return errno == ENOENT ? 0
                               : fail(DTL_ERR_IO, err, err_len, "%s: %s", path, strerror(errno));
    if (!S_ISSOCK(there.st_mode))
        return fail(DTL_ERR_IO, err, err_len,
                    "%s exists and is no socket; choose another path or remove it", path);
    if (somebody_serves(address))
        return fail(DTL_ERR_IO, err, err_len,
                    "somebody serves %s already; end that program or choose another path", path);
    if (unlink(path))
        return fail(DTL_ERR_IO, err, err_len, "cannot remove the dead socket %s: %s", path,
                    strerror(errno));
    return 0;
}

/* The socket's own mode, less the umask, becomes the file's: there is no moment of another one. */
static int bind_and_listen(struct dtl_sim_listener *l, char *err, size_t err_len)
{
    const struct sockaddr *address = (const struct sockaddr *)&l->address;
    l->fd = new_socket();
    if (l->fd >= 0 && !fchmod(l->fd, S_IRUSR | S_IWUSR) &&
        !bind(l->fd, address, sizeof l->address) && !stat(l->address.sun_path, &l->made) &&
        !listen(l->fd, BACKLOG))
        return 0;
    fail(DTL_ERR_IO, err, err_len, "cannot listen at %s: %s", l->address.sun_path, strerror(errno));
    dtl_sim_listener_close(l);
    return DTL_ERR_IO;
}

int dtl_sim_listen(struct dtl_sim_listener *l, const char *path, char *err, size_t err_len)
{
    *l = (struct dtl_sim_listener){.fd = -1, .address.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof l->address.sun_path)
        return fail(DTL_ERR_ARG, err, err_len, "the path of a socket has at most %zu bytes",
                    sizeof l->address.sun_path - 1);
    strcpy(l->address.sun_path, path);
    int lock = lock_directory(path, err, err_len);
    if (lock < 0)
        return lock;
    int ret = remove_dead(&l->address, err, err_len);
    if (!ret)
        ret = bind_and_listen(l, err, err_len);
    close(lock);
    return ret;
}

void dtl_sim_listener_close(struct dtl_sim_listener *l)
{
    struct stat there;
    if (l->fd < 0)
        return;
    if (!lstat(l->address.sun_path, &there) && there.st_ino == l->made.st_ino &&
        there.st_dev == l->made.st_dev)
        unlink(l->address.sun_path);
    close(l->fd);
    l->fd = -1;
}
