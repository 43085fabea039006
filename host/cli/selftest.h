/* SPDX-License-Identifier: Apache-2.0 */
/* Checks an engine against known answers. */
#ifndef DTL_SELFTEST_H
#define DTL_SELFTEST_H

#include "driver/engine.h"

struct dtl_selftest_result {
    unsigned checks, failed;
};

/* Seals and opens the vectors with sessions of its own, and tries a replay and forged tags. Prints
 * a line for each check. The engine must be idle. Blocks. */
struct dtl_selftest_result dtl_selftest(struct dtl_engine *e);

#endif
