/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/counters.h"

const char *const dtl_count_names[DTL_COUNT_N] = {
#define DTL_COUNT_NAME(name) #name,
    DTL_COUNTS(DTL_COUNT_NAME)
#undef DTL_COUNT_NAME
};
