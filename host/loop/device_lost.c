/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* uv.h */
#include "host/loop/log.h"
#include "host/loop/loop.h"

/* What goes on if a device is lost and keys are retained. It cannot be lost. */
#define FALLBACK "soft"

static int fall_back(struct dtl_loop *l)
{
    char err[256];
    int ret = dtl_engine_side_replace(&l->engine, FALLBACK, err, sizeof err);
    if (!ret) /* cannot fail: keys are retained */
        dtl_endpoint_move(l->shared.endpoint, dtl_engine_limits(l->engine.engine), dtl_loop_now(l));
    if (ret)
        dtl_log("event=error what=\"cannot fall back to the engine " FALLBACK ": %s\"", err);
    else
        dtl_log("event=fallback engine=" FALLBACK " associations=%u",
                dtl_endpoint_associations(l->shared.endpoint));
    return ret;
}

void dtl_loop_device_lost(struct dtl_loop *l)
{
    dtl_log("event=device_lost engine=%s keys=%s associations=%u "
            "what=\"the device is gone or was reset, and with it all sessions\"",
            dtl_loop_scheme(l), l->keys_retained ? "retained" : "isolated",
            dtl_endpoint_associations(l->shared.endpoint));
    l->engine.lost = false;
    if (l->keys_retained && !fall_back(l))
        return;
    l->failed = true;
    dtl_loop_stop(l);
}
