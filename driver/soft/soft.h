/* SPDX-License-Identifier: Apache-2.0 */
/* The software engine: records are sealed and opened by mbedTLS's CCM during enqueue. */
#ifndef DTL_SOFT_H
#define DTL_SOFT_H

#include "driver/engine.h"

extern const struct dtl_engine_kind dtl_engine_soft; /* scheme "soft", no options */

#endif
