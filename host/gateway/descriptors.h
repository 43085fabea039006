/* SPDX-License-Identifier: Apache-2.0 */
/* How many files and sockets this process may have open. */
#ifndef DTL_DESCRIPTORS_H
#define DTL_DESCRIPTORS_H

#include <stdint.h>

/* Raises the soft limit, if it must and may, so that `n` more descriptors can be opened. Returns
 * how many can, at most n. */
uint32_t dtl_descriptors_reserve(uint32_t n);

#endif
