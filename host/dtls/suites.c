/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/suites.h"

#include <mbedtls/ssl_ciphersuites.h>
#include <stddef.h>

/* In order of preference. Certificates come first, for their forward secrecy; then the 16-byte
 * tags: 8 bytes save a little of every record, but forgeries cost 2^64 less. */
static const struct dtl_suite suites[DTL_SUITES] = {
    {MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_CCM, "TLS-ECDHE-ECDSA-WITH-AES-128-CCM", 16, 16, false},
    {MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_CCM, "TLS-ECDHE-ECDSA-WITH-AES-256-CCM", 32, 16, false},
    {MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8, "TLS-ECDHE-ECDSA-WITH-AES-128-CCM-8", 16, 8,
     false},
    {MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8, "TLS-ECDHE-ECDSA-WITH-AES-256-CCM-8", 32, 8,
     false},
    {MBEDTLS_TLS_PSK_WITH_AES_128_CCM, "TLS-PSK-WITH-AES-128-CCM", 16, 16, true},
    {MBEDTLS_TLS_PSK_WITH_AES_256_CCM, "TLS-PSK-WITH-AES-256-CCM", 32, 16, true},
    {MBEDTLS_TLS_PSK_WITH_AES_128_CCM_8, "TLS-PSK-WITH-AES-128-CCM-8", 16, 8, true},
    {MBEDTLS_TLS_PSK_WITH_AES_256_CCM_8, "TLS-PSK-WITH-AES-256-CCM-8", 32, 8, true},
};

void dtl_suites_offer(int ids[DTL_SUITES + 1], bool psk, bool certificates)
{
    size_t n = 0;
    for (size_t i = 0; i < DTL_SUITES; i++)
        if (suites[i].psk ? psk : certificates)
            ids[n++] = suites[i].id;
    ids[n] = 0;
}

const struct dtl_suite *dtl_suite_find(int id)
{
    for (size_t i = 0; i < DTL_SUITES; i++)
        if (suites[i].id == id)
            return &suites[i];
    return NULL;
}
