/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Associations by name and by path. A path leads to at most one association; a second one of the
 * same path (a pending handshake, one that is closing) has a name only.
 */
#ifndef DTL_TABLE_H
#define DTL_TABLE_H

#include "host/dtls/endpoint.h"

struct dtl_association;

struct dtl_slot_entry {
    struct dtl_association *a; /* NULL: free */
    uint32_t generation;       /* of the last name given */
};

struct dtl_table {
    struct dtl_slot_entry *slots;
    struct dtl_association **buckets; /* chained by hash_next */
    uint32_t capacity, used;
    uint32_t next_slot; /* where the search for a free one starts */
    uint32_t mask;      /* buckets - 1 */
    uint64_t seed;      /* addresses are the peers' choice: they must not choose the buckets */
};

/* Returns 0 or DTL_ERR_NOMEM. */
int dtl_table_init(struct dtl_table *t, uint32_t capacity, uint64_t seed);
void dtl_table_free(struct dtl_table *t); /* not the associations */

/* Gives `a` a name, in a->id. The table must not be full. */
void dtl_table_add(struct dtl_table *t, struct dtl_association *a);
void dtl_table_remove(struct dtl_table *t, struct dtl_association *a);
struct dtl_association *dtl_table_find(const struct dtl_table *t, dtl_assoc id);

/* From now on a->path leads to `a`; nothing else may be there. */
void dtl_table_link(struct dtl_table *t, struct dtl_association *a);
void dtl_table_unlink(struct dtl_table *t, struct dtl_association *a); /* no-op if not linked */
struct dtl_association *dtl_table_find_path(const struct dtl_table *t, const struct dtl_path *path);

#endif
