/* SPDX-License-Identifier: Apache-2.0 */
/* Small files, whole, whose bytes may be keys. */
#ifndef DTL_READ_FILE_H
#define DTL_READ_FILE_H

#include <stddef.h>
#include <stdint.h>

/* Zero-initialised: nothing. */
struct dtl_file {
    uint8_t *bytes;
    size_t len, room;
    unsigned mode; /* permission bits; 0 if it is no regular file */
};

/* Reads to the end, whatever kind of file it is. Returns 0, or with a sentence in `err` DTL_ERR_IO
 * (it cannot be read), DTL_ERR_FORMAT (longer than `max` bytes) or DTL_ERR_NOMEM. */
int dtl_file_read(struct dtl_file *f, const char *path, size_t max, char *err, size_t err_len);

/* Says on standard error if any user may read or change it. */
void dtl_file_warn_if_open_to_others(const struct dtl_file *f, const char *path);

/* Wipes the bytes. */
void dtl_file_free(struct dtl_file *f);

#endif
