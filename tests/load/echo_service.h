/* SPDX-License-Identifier: Apache-2.0 */
/* A UDP service on a free port of 127.0.0.1, in a thread, that sends back what it gets. Ends the
 * program if the system refuses something. */
#ifndef DTL_TESTS_ECHO_SERVICE_H
#define DTL_TESTS_ECHO_SERVICE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct echo_service;

struct echo_service *echo_service_start(void);
uint16_t echo_service_port(const struct echo_service *s);
void echo_service_stop(struct echo_service *s);

#ifdef __cplusplus
}
#endif

#endif
