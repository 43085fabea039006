/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/jobs.h"

#include <stdlib.h>
#include <string.h>

struct dtl_job *dtl_job_new(struct dtl_jobs *jobs, size_t in_len, size_t out_len)
{
    if (jobs->n == jobs->max)
        return NULL;
    struct dtl_job *job = malloc(sizeof *job + in_len + out_len);
    if (!job)
        return NULL;
    memset(job, 0, sizeof *job);
    job->in = (uint8_t *)(job + 1);
    job->out = job->in + in_len;
    job->next = jobs->first;
    if (job->next)
        job->next->prev = job;
    jobs->first = job;
    jobs->n++;
    return job;
}

void dtl_job_free(struct dtl_jobs *jobs, struct dtl_job *job)
{
    if (job->prev)
        job->prev->next = job->next;
    else
        jobs->first = job->next;
    if (job->next)
        job->next->prev = job->prev;
    jobs->n--;
    free(job);
}

void dtl_jobs_free_all(struct dtl_jobs *jobs)
{
    while (jobs->first)
        dtl_job_free(jobs, jobs->first);
}
