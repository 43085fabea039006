/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates for tests, made when they are needed: ECDSA on P-256, in PEM. */
#ifndef DTL_TESTS_CERTS_H
#define DTL_TESTS_CERTS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct certs_pair {
    char cert[2048];
    char key[1024];
};

struct certs_request {
    const char *name;                   /* common name */
    const char *not_before, *not_after; /* YYYYMMDDhhmmss; NULL: 2020 to 2099 */
    bool ca;
    const struct certs_pair *issuer; /* NULL: itself */
    const char *issuer_name;
    uint64_t seed; /* of the key */
};

/* Aborts on failure: tests cannot go on without. */
void certs_make(struct certs_pair *out, const struct certs_request *request);

#ifdef __cplusplus
}
#endif

#endif
