/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "driver/engine.h"
#include "host/cli/commands.h"
#include "host/cli/open_engine.h"

#define COUNTERS_MAX 128

static void show_limits(const struct dtl_engine_limits *l)
{
    printf("sessions      %u\n", l->sessions);
    printf("payload_max   %u bytes\n", l->payload_max);
    printf("window_max    %u numbers\n", l->window_max);
    printf("cid_max       %u bytes\n", l->cid_max);
    printf("lanes         %u\n", l->lanes);
    printf("burst_max     %u operations\n", l->burst_max);
    printf("in_flight     %u operations\n", l->in_flight);
    printf("keys          %s\n", l->caps & DTL_CAP_KEYS_ISOLATED ? "isolated" : "retained");
    printf("path          %s\n", l->caps & DTL_CAP_INLINE ? "inline" : "lookaside");
}

static void show_counters(struct dtl_engine *e)
{
    struct dtl_counter all[COUNTERS_MAX];
    unsigned n = dtl_engine_counters(e, all, COUNTERS_MAX);
    printf("counters\n");
    for (unsigned i = 0; i < n && i < COUNTERS_MAX; i++)
        printf("  %-28s %llu\n", all[i].name, (unsigned long long)all[i].value);
}

int dtl_cmd_info(int argc, char **argv)
{
    struct dtl_engine *e;
    int status =
        dtl_open_engine(&e, "info", "Shows what an engine is and what it has counted.", argc, argv);
    if (!e)
        return status;
    printf("engine        %s\n", e->kind->help);
    show_limits(dtl_engine_limits(e));
    show_counters(e);
    dtl_engine_close(e);
    return DTL_EXIT_OK;
}
