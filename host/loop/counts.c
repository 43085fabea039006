/* SPDX-License-Identifier: Apache-2.0 */
#include "host/loop/counts.h"

unsigned dtl_counts_list(const struct dtl_counts *c, struct dtl_counter *counters, unsigned n)
{
    const struct dtl_counter all[] = {
#define DTL_COUNT_ENTRY(name) {#name, c->name},
        DTL_LOOP_COUNTS(DTL_COUNT_ENTRY)
#undef DTL_COUNT_ENTRY
    };
    const unsigned count = sizeof all / sizeof *all;
    for (unsigned i = 0; i < n && i < count; i++)
        counters[i] = all[i];
    return count;
}
