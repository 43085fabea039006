/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DTL_RUN_OP_H
#define DTL_RUN_OP_H

#include "driver/engine.h"

/* Runs one operation on an idle engine and waits for its end. Its result is DTL_R_LOST if the
 * engine does not take it, or says nothing for 10 s. */
void dtl_run_op(struct dtl_engine *e, struct dtl_op *op);

#endif
