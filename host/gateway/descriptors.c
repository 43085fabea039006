/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* struct rlimit */
#include "host/gateway/descriptors.h"

#include <sys/resource.h>

#define OTHERS 64 /* standard streams, the loop's, the engine's */

uint32_t dtl_descriptors_reserve(uint32_t n)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)n + OTHERS;
    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= wanted)
        return n;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur == wanted)
        return n;
    return limit.rlim_cur > OTHERS ? (uint32_t)(limit.rlim_cur - OTHERS) : 0;
}
