/* SPDX-License-Identifier: Apache-2.0 */
/* The cipher suites that are offered: AES-CCM with a pre-shared key (RFC 6655 section 4) or with
 * ECDHE and an ECDSA certificate (RFC 7251 section 2). */
#ifndef DTL_SUITES_H
#define DTL_SUITES_H

#include <stdbool.h>
#include <stdint.h>

struct dtl_suite {
    int id; /* IANA number, as mbedTLS has it */
    const char *name;
    uint8_t key_len;
    uint8_t tag_len;
    bool psk; /* else a certificate */
};

#define DTL_SUITES 8

/* Those that can be used, in order of preference, ended by 0: what
 * mbedtls_ssl_conf_ciphersuites wants. */
void dtl_suites_offer(int ids[DTL_SUITES + 1], bool psk, bool certificates);

/* NULL: not one of ours. */
const struct dtl_suite *dtl_suite_find(int id);

#endif
