/* SPDX-License-Identifier: Apache-2.0 */
/* From what mbedTLS exports to the keys of an engine session. */
#ifndef DTL_KEYS_H
#define DTL_KEYS_H

#include <mbedtls/ssl.h>
#include <stdbool.h>

#include "driver/engine.h"
#include "host/dtls/suites.h"

#define DTL_MASTER_LEN 48
#define DTL_RANDOM_LEN 32

#define DTL_KEY_BLOCK_MAX (2 * (DTL_KEY_MAX + DTL_SALT_LEN))

/* Wipe it when its use ends. */
struct dtl_secrets {
    bool known;
    mbedtls_tls_prf_types prf;
    uint8_t master[DTL_MASTER_LEN];
    uint8_t client_random[DTL_RANDOM_LEN];
    uint8_t server_random[DTL_RANDOM_LEN];
    size_t block_len; /* of the key block, 0: it is not known */
    uint8_t block[DTL_KEY_BLOCK_MAX];
};

/* Fills lengths, keys and salts of `p` for our side of the connection; nothing else.
 * Returns 0 or DTL_ERR_CRYPTO. */
int dtl_keys_derive(struct dtl_session_params *p, const struct dtl_secrets *s,
                    const struct dtl_suite *suite, bool we_are_server);

/* Opens one whole record that was sealed with our own transmit key. `out` has room for
 * the payload. Returns the payload's length, DTL_ERR_FORMAT or DTL_ERR_CRYPTO. */
int dtl_keys_open_own(const struct dtl_session_params *p, const uint8_t *record, size_t len,
                      uint8_t *out, size_t out_cap);

#endif
