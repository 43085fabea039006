/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/suites.h"

#include <mbedtls/ssl_ciphersuites.h>
#include <stddef.h>

/* The 16-byte tags first: 8 bytes save a little of every record, but forgeries cost 2^64 less. */
const int dtl_suite_ids[] = {
    MBEDTLS_TLS_PSK_WITH_AES_128_CCM,
    MBEDTLS_TLS_PSK_WITH_AES_256_CCM,
    MBEDTLS_TLS_PSK_WITH_AES_128_CCM_8,
    MBEDTLS_TLS_PSK_WITH_AES_256_CCM_8,
    0,
};

static const struct dtl_suite suites[] = {
    {MBEDTLS_TLS_PSK_WITH_AES_128_CCM, "TLS-PSK-WITH-AES-128-CCM", 16, 16},
    {MBEDTLS_TLS_PSK_WITH_AES_256_CCM, "TLS-PSK-WITH-AES-256-CCM", 32, 16},
    {MBEDTLS_TLS_PSK_WITH_AES_128_CCM_8, "TLS-PSK-WITH-AES-128-CCM-8", 16, 8},
    {MBEDTLS_TLS_PSK_WITH_AES_256_CCM_8, "TLS-PSK-WITH-AES-256-CCM-8", 32, 8},
};

const struct dtl_suite *dtl_suite_find(int id)
{
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
        if (suites[i].id == id)
            return &suites[i];
    return NULL;
}
