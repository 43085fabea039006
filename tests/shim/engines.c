/* SPDX-License-Identifier: Apache-2.0 */
/* The engines that the unit tests are linked with. */
#include "driver/engine.h"
#include "driver/soft/soft.h"
#include "driver/transport/model.h"
#include "driver/transport/unix.h"
#include "tests/shim/engine_device.h"

const struct dtl_engine_kind *const dtl_engine_kinds[] = {&dtl_engine_soft, &dtl_engine_model,
                                                          &dtl_engine_unix, &dtl_engine_wire, NULL};
