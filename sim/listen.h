/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A listening Unix socket that is nobody else's business: mode 0600 from the moment that it exists.
 * What a dead server left at the path is replaced, a live one's socket is not.
 */
#ifndef DTL_SIM_LISTEN_H
#define DTL_SIM_LISTEN_H

#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

struct dtl_sim_listener {
    int fd;
    struct sockaddr_un address;
    struct stat made; /* what our socket is in the file system */
};

/* Returns 0, DTL_ERR_ARG or DTL_ERR_IO with a sentence in `err`. */
int dtl_sim_listen(struct dtl_sim_listener *l, const char *path, char *err, size_t err_len);

/* Removes the socket, unless another has taken its place. */
void dtl_sim_listener_close(struct dtl_sim_listener *l);

#endif
