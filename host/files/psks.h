/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pre-shared keys by identity, and their text form, dtlane-psk(5): lines `identity:hexkey`. The
 * last colon separates, so identities such as urn:dev:1 need no escaping.
 */
#ifndef DTL_PSKS_H
#define DTL_PSKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/dtls/endpoint.h"

struct dtl_psk;

/* Zero-initialised: empty. */
struct dtl_psks {
    struct dtl_psk **entries; /* sorted by identity; each stays where it is, so that no sorting or
                                 growing leaves a copy of a key behind */
    size_t n, room;
};

#define DTL_PSK_SHORT 16 /* bytes; a shorter key is complained of */

/* Told of each line that is not used, or is but should not be as it is, with a reason without a
 * final stop. */
typedef void dtl_psk_complain(void *ctx, unsigned line, const char *reason, bool used);

/* Fills an empty set from a text that need not be terminated. A byte order mark before it is
 * complained of and left out. A malformed line, or one with an
 * identity that an earlier line has, is complained of and skipped. Returns 0 or DTL_ERR_NOMEM. */
int dtl_psks_parse(struct dtl_psks *set, const char *text, size_t len, dtl_psk_complain *complain,
                   void *ctx);

/* A dtl_psk_lookup; `set` is a struct dtl_psks. */
size_t dtl_psks_find(void *set, const uint8_t *identity, size_t identity_len,
                     uint8_t key[DTL_PSK_MAX]);

/* The identity of an entry, below set->n. */
const uint8_t *dtl_psks_identity(const struct dtl_psks *set, size_t entry, size_t *len);

/* Wipes the keys. */
void dtl_psks_free(struct dtl_psks *set);

#endif
