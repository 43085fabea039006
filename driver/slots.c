/* SPDX-License-Identifier: Apache-2.0 */
#include "driver/slots.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_ALLOCATION 16

void dtl_slots_init(struct dtl_slots *t, uint16_t capacity)
{
    memset(t, 0, sizeof *t);
    t->capacity = capacity;
}

void dtl_slots_free(struct dtl_slots *t)
{
    free(t->slot);
    memset(t, 0, sizeof *t);
}

static int grow(struct dtl_slots *t)
{
    uint32_t want = t->allocated ? 2 * t->allocated : FIRST_ALLOCATION;
    if (want > t->capacity)
        want = t->capacity;
    struct dtl_slot *slot = realloc(t->slot, want * sizeof *slot);
    if (!slot)
        return DTL_ERR_NOMEM;
    memset(slot + t->allocated, 0, (want - t->allocated) * sizeof *slot);
    t->slot = slot;
    t->allocated = want;
    return 0;
}

/* The slot for the next name: one that was given back, or else one never used. */
static int take(struct dtl_slots *t, uint16_t *index)
{
    if (t->live + t->retired < t->used) {
        *index = t->free;
        t->free = t->slot[*index].next_free;
        return 0;
    }
    if (t->used == t->capacity)
        return DTL_ERR_FULL;
    if (t->used == t->allocated) {
        int err = grow(t);
        if (err)
            return err;
    }
    *index = (uint16_t)t->used++;
    return 0;
}

int dtl_slots_add(struct dtl_slots *t, void *data, dtl_session *name)
{
    uint16_t index;
    int err = take(t, &index);
    if (err)
        return err;
    struct dtl_slot *slot = &t->slot[index];
    slot->data = data;
    slot->generation++;
    t->live++;
    *name = (dtl_session)slot->generation << 16 | index;
    return 0;
}

void *dtl_slots_find(const struct dtl_slots *t, dtl_session name)
{
    uint16_t index = dtl_session_slot(name);
    if (index >= t->used || t->slot[index].generation != dtl_session_generation(name))
        return NULL;
    return t->slot[index].data;
}

static void release(struct dtl_slots *t, uint16_t index)
{
    struct dtl_slot *slot = &t->slot[index];
    slot->data = NULL;
    t->live--;
    if (slot->generation == UINT16_MAX) {
        t->retired++;
        return;
    }
    slot->next_free = t->free;
    t->free = index;
}

void dtl_slots_remove(struct dtl_slots *t, dtl_session name)
{
    release(t, dtl_session_slot(name));
}

void *dtl_slots_take_next(struct dtl_slots *t, uint32_t *cursor)
{
    while (*cursor < t->used) {
        uint16_t index = (uint16_t)(*cursor)++;
        void *data = t->slot[index].data;
        if (data) {
            release(t, index);
            return data;
        }
    }
    return NULL;
}
