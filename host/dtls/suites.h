/* SPDX-License-Identifier: Apache-2.0 */
/* The cipher suites that are offered: AES-CCM with a pre-shared key, RFC 6655 section 4. */
#ifndef DTL_SUITES_H
#define DTL_SUITES_H

#include <stdint.h>

struct dtl_suite {
    int id; /* IANA number, as mbedTLS has it */
    const char *name;
    uint8_t key_len;
    uint8_t tag_len;
};

/* In order of preference, ended by 0; for mbedtls_ssl_conf_ciphersuites. */
extern const int dtl_suite_ids[];

/* NULL: not one of ours. */
const struct dtl_suite *dtl_suite_find(int id);

#endif
