/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of a loop share. */
#ifndef DTL_SHARED_H
#define DTL_SHARED_H

#include <uv.h>

#include "host/dtls/endpoint.h"
#include "host/loop/counts.h"
#include "host/loop/udp.h"

struct dtl_shared {
    uv_loop_t loop;
    struct dtl_endpoint *endpoint;
    struct dtl_rx *rx; /* one burst at a time, whichever socket it came from */
    struct dtl_counts counts;
};

#endif
