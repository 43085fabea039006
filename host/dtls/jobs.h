/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is on its way out: one engine operation with its buffers, which turns into the datagram or
 * the data that it produced; or a datagram of mbedTLS's. At most records_max exist at once.
 */
#ifndef DTL_JOBS_H
#define DTL_JOBS_H

#include "host/dtls/endpoint.h"
#include "host/dtls/queue.h"

struct dtl_association;

struct dtl_job {
    struct dtl_node node;
    struct dtl_op op;
    struct dtl_job *prev, *next;   /* all jobs of the endpoint */
    struct dtl_association *assoc; /* NULL: a datagram of mbedTLS's */
    const struct dtl_path *path;   /* of a datagram */
    uint8_t *in, *out;             /* the job's own buffers */
    size_t prefix;                 /* bytes of `out` before what is sealed */
    size_t len;                    /* of `out`, once there is a result */
};

struct dtl_jobs {
    struct dtl_job *first;
    uint32_t n, max;
};

/* `in_len` and `out_len` bytes of buffer behind it. NULL: as many as there may be, or no memory. */
struct dtl_job *dtl_job_new(struct dtl_jobs *jobs, size_t in_len, size_t out_len);
void dtl_job_free(struct dtl_jobs *jobs, struct dtl_job *job);
void dtl_jobs_free_all(struct dtl_jobs *jobs);

#endif
