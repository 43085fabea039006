/* SPDX-License-Identifier: Apache-2.0 */
/* The engines that the fuzz targets are linked with. */
#include "driver/soft/soft.h"
#include "tests/shim/engine_device.h"

const struct dtl_engine_kind *const dtl_engine_kinds[] = {&dtl_engine_soft, &dtl_engine_wire, NULL};
