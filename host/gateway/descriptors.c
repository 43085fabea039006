/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* struct rlimit */
#include "host/gateway/descriptors.h"

#include <stdio.h>
#include <sys/resource.h>

#include "driver/error.h"

#define OTHERS 64 /* standard streams, the loop's, the engine's */

int dtl_descriptors_reserve(uint32_t n, char *err, size_t err_len)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)n + OTHERS;
    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= wanted)
        return 0;
    limit.rlim_cur = wanted;
    if (!setrlimit(RLIMIT_NOFILE, &limit))
        return 0;
    snprintf(err, err_len,
             "%u clients need %llu open files, but this process may have %llu: ask for fewer with "
             "--max-clients, or raise the limit (ulimit -Hn, LimitNOFILE=)",
             n, (unsigned long long)wanted, (unsigned long long)limit.rlim_max);
    return DTL_ERR_IO;
}
