/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DTL_CLOCK_H
#define DTL_CLOCK_H

#include <stdint.h>

/* Milliseconds of the monotonic clock. */
uint64_t dtl_clock_ms(void);

#endif
