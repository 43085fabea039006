/* SPDX-License-Identifier: Apache-2.0 */
/* The engines that this program has. */
#include "driver/engine.h"
#include "driver/soft/soft.h"
#include "driver/transport/model.h"
#include "driver/transport/unix.h"

const struct dtl_engine_kind *const dtl_engine_kinds[] = {
    &dtl_engine_soft,
    &dtl_engine_model,
    &dtl_engine_unix,
    NULL,
};
