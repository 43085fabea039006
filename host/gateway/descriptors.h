/* SPDX-License-Identifier: Apache-2.0 */
/* How many files and sockets this process may have open. */
#ifndef DTL_DESCRIPTORS_H
#define DTL_DESCRIPTORS_H

#include <stddef.h>
#include <stdint.h>

/* Raises the soft limit so that `n` more descriptors can be opened. Returns 0, or DTL_ERR_IO with a
 * sentence in `err` if the hard limit is lower. */
int dtl_descriptors_reserve(uint32_t n, char *err, size_t err_len);

#endif
