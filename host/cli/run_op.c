/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/run_op.h"

#include <poll.h>

#include "host/cli/clock.h"

#define PATIENCE_MS 10000

/* Until the engine has something to say, or has to be asked. */
static void wait_for(const struct dtl_engine *e, uint64_t until_ms)
{
    uint64_t now_ms = dtl_clock_ms(), deadline_ms = dtl_engine_deadline(e);
    uint64_t at_ms = deadline_ms < until_ms ? deadline_ms : until_ms;
    struct pollfd fd = {.fd = dtl_engine_fd(e), .events = POLLIN};
    poll(&fd, 1, at_ms > now_ms ? (int)(at_ms - now_ms) : 0);
}

void dtl_run_op(struct dtl_engine *e, struct dtl_op *op)
{
    uint64_t until_ms = dtl_clock_ms() + PATIENCE_MS;
    bool taken = dtl_engine_enqueue_burst(e, &op, 1, dtl_clock_ms()) == 1;
    while (taken && dtl_clock_ms() < until_ms) {
        struct dtl_item item;
        if (!dtl_engine_dequeue_burst(e, &item, 1, dtl_clock_ms()))
            wait_for(e, until_ms);
        else if (item.kind == DTL_ITEM_COMPLETION && item.op == op)
            return;
    }
    op->result = DTL_R_LOST;
}
