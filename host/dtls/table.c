/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/table.h"

#include <stdlib.h>
#include <string.h>

#include "host/dtls/association.h"

int dtl_table_init(struct dtl_table *t, uint32_t capacity, uint64_t seed)
{
    uint32_t buckets = 1;
    while (buckets < capacity && buckets < 1u << 31)
        buckets *= 2;
    *t = (struct dtl_table){.capacity = capacity, .mask = buckets - 1, .seed = seed};
    t->slots = calloc(capacity, sizeof t->slots[0]);
    t->buckets = calloc(buckets, sizeof t->buckets[0]);
    return t->slots && t->buckets ? 0 : DTL_ERR_NOMEM;
}

void dtl_table_free(struct dtl_table *t)
{
    free(t->slots);
    free(t->buckets);
}

void dtl_table_add(struct dtl_table *t, struct dtl_association *a)
{
    while (t->slots[t->next_slot].a)
        t->next_slot = (t->next_slot + 1) % t->capacity;
    struct dtl_slot_entry *s = &t->slots[t->next_slot];
    s->a = a;
    s->generation++;
    a->id = (uint64_t)s->generation << 32 | t->next_slot;
    t->next_slot = (t->next_slot + 1) % t->capacity;
    t->used++;
}

void dtl_table_remove(struct dtl_table *t, struct dtl_association *a)
{
    t->slots[dtl_assoc_slot(a->id)].a = NULL;
    t->used--;
}

struct dtl_association *dtl_table_find(const struct dtl_table *t, dtl_assoc id)
{
    uint32_t slot = dtl_assoc_slot(id);
    if (slot >= t->capacity)
        return NULL;
    struct dtl_association *a = t->slots[slot].a;
    return a && a->id == id ? a : NULL;
}

/* A keyed multiply-xorshift over 8-byte words. */
static struct dtl_association **bucket(const struct dtl_table *t, const struct dtl_path *path)
{
    uint64_t h = t->seed ^ path->len;
    for (size_t i = 0; i < path->len; i += 8) {
        uint64_t word = 0;
        memcpy(&word, path->bytes + i, path->len - i < 8 ? path->len - i : 8);
        h = (h ^ word) * 0x9e3779b97f4a7c15ULL;
        h ^= h >> 29;
    }
    return &t->buckets[(h >> 16) & t->mask];
}

static bool same_path(const struct dtl_path *a, const struct dtl_path *b)
{
    return a->len == b->len && !memcmp(a->bytes, b->bytes, a->len);
}

void dtl_table_link(struct dtl_table *t, struct dtl_association *a)
{
    struct dtl_association **head = bucket(t, &a->path);
    a->hash_next = *head;
    *head = a;
}

void dtl_table_unlink(struct dtl_table *t, struct dtl_association *a)
{
    struct dtl_association **p = bucket(t, &a->path);
    while (*p && *p != a)
        p = &(*p)->hash_next;
    if (*p)
        *p = a->hash_next;
}

struct dtl_association *dtl_table_find_path(const struct dtl_table *t, const struct dtl_path *path)
{
    struct dtl_association *a = *bucket(t, path);
    while (a && !same_path(&a->path, path))
        a = a->hash_next;
    return a;
}
