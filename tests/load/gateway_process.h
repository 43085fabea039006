/* SPDX-License-Identifier: Apache-2.0 */
/* `dtlane gateway` in a process of its own, on a free port of 127.0.0.1. Ends the program if it
 * does not start. */
#ifndef DTL_TESTS_GATEWAY_PROCESS_H
#define DTL_TESTS_GATEWAY_PROCESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "host/loop/addr.h"

#ifdef __cplusplus
extern "C" {
#endif

struct gateway_process;

struct gateway_usage {
    long rss_kib;  /* resident memory */
    long data_kib; /* what malloc has from the system, touched or not, and the stack */
    unsigned descriptors;
    double cpu_s; /* that it has used, user and system */
};

/* The program is $DTL_BUILD/dtlane. `options` end with NULL. */
struct gateway_process *gateway_process_start(uint16_t service_port, const char *const *options);
pid_t gateway_process_id(const struct gateway_process *g);
struct dtl_addr gateway_process_address(const struct gateway_process *g);
uint32_t gateway_process_clients_max(const struct gateway_process *g); /* as it says itself */
struct gateway_usage gateway_process_usage(const struct gateway_process *g);

/* Ends it with SIGTERM. Returns its exit status, and writes its counters into `counters`, lines of
 * the form group.name=value without those that are 0. */
int gateway_process_stop(struct gateway_process *g, char *counters, size_t cap);

/* The value of a counter in such lines; ends the program if the gateway has no counter of this
 * name. */
uint64_t gateway_counter(const char *counters, const char *name);

#ifdef __cplusplus
}
#endif

#endif
