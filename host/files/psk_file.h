/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a PSK file, dtlane-psk(5). */
#ifndef DTL_PSK_FILE_H
#define DTL_PSK_FILE_H

#include "host/files/psks.h"

#define DTL_PSK_FILE_MAX (16u << 20) /* bytes */

/* Fills an empty set from the file. Says on standard error what is wrong with it: each line that is
 * not used, and whether others may read it. Returns 0, or with a sentence in `err` DTL_ERR_IO (it
 * cannot be read), DTL_ERR_FORMAT (too large, or no usable entry) or DTL_ERR_NOMEM. */
int dtl_psk_file_read(struct dtl_psks *set, const char *path, char *err, size_t err_len);

#endif
