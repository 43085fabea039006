/* SPDX-License-Identifier: Apache-2.0 */
/* A client's session, kept in a file until the next handshake. It is as secret as a key. */
#ifndef DTL_SESSION_FILE_H
#define DTL_SESSION_FILE_H

#include "host/files/read_file.h"

/* A file that does not exist is no session: 0 and nothing in `f`. What is no
 * regular file is refused. Else as dtl_file_read. */
int dtl_session_file_read(struct dtl_file *f, const char *path, char *err, size_t err_len);

/* Readable by its owner only. Whoever reads meanwhile sees the old session or the new one. Returns
 * 0, or DTL_ERR_IO with a sentence in `err`. */
int dtl_session_file_write(const char *path, const uint8_t *session, size_t len, char *err,
                           size_t err_len);

#endif
