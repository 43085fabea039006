/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates: who we are and whom we trust. Parsed once from bytes that the caller has read;
 * read-only afterwards, and shared by any number of endpoints.
 */
#ifndef DTL_CREDENTIALS_H
#define DTL_CREDENTIALS_H

#include <stddef.h>
#include <stdint.h>

struct dtl_credentials;

/* Returns 0, DTL_ERR_NOMEM or DTL_ERR_CRYPTO. */
int dtl_credentials_init(struct dtl_credentials **c);
void dtl_credentials_free(struct dtl_credentials *c); /* wipes the key; NULL is ignored */

/* Our own certificate, leaf first, with its chain, and its private key (ECDSA, P-256 or P-384), in
 * PEM or DER. Returns 0, or DTL_ERR_FORMAT, DTL_ERR_ARG (the key does not match; no ECDSA key; the
 * certificate is not valid now) or DTL_ERR_NOMEM with a sentence in `err` that begins with
 * "certificate" or "key", for the caller to name the file. At most once. */
int dtl_credentials_set_identity(struct dtl_credentials *c, const uint8_t *cert, size_t cert_len,
                                 const uint8_t *key, size_t key_len, char *err, size_t err_len);

/* The CAs whose peers are trusted, in PEM or DER. Errors as above. At most once. */
int dtl_credentials_set_trust(struct dtl_credentials *c, const uint8_t *ca, size_t ca_len,
                              char *err, size_t err_len);

#endif
