/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* explicit_bzero, memrchr */
#include "host/files/psks.h"

#include <stdlib.h>
#include <string.h>

struct dtl_psk {
    uint8_t identity_len, key_len;
    uint8_t identity[DTL_PSK_IDENTITY_MAX];
    uint8_t key[DTL_PSK_MAX];
    unsigned line;
};

static void psk_free(struct dtl_psk *psk)
{
    explicit_bzero(psk, sizeof *psk);
    free(psk);
}

static int compare_identity(const struct dtl_psk *a, const struct dtl_psk *b)
{
    if (a->identity_len != b->identity_len)
        return a->identity_len < b->identity_len ? -1 : 1;
    return memcmp(a->identity, b->identity, a->identity_len);
}

/* Of two entries of one identity, the one that came first stands first. */
static int compare(const void *left, const void *right)
{
    const struct dtl_psk *a = *(struct dtl_psk *const *)left;
    const struct dtl_psk *b = *(struct dtl_psk *const *)right;
    int order = compare_identity(a, b);
    return order ? order : (a->line > b->line) - (a->line < b->line);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The parts of a line return what is wrong with it, or NULL. */

static const char *parse_key(struct dtl_psk *psk, const char *hex, size_t len)
{
    if (!len)
        return "the key is empty";
    for (size_t i = 0; i < len; i++)
        if (hex_digit(hex[i]) < 0)
            return "the key is not hexadecimal";
    if (len % 2)
        return "the key has an odd number of hexadecimal digits";
    if (len / 2 > DTL_PSK_MAX)
        return "the key is longer than 32 bytes (64 hexadecimal digits)";
    psk->key_len = (uint8_t)(len / 2);
    for (size_t i = 0; i < len / 2; i++)
        psk->key[i] = (uint8_t)(hex_digit(hex[2 * i]) << 4 | hex_digit(hex[2 * i + 1]));
    return NULL;
}

static const char *parse_identity(struct dtl_psk *psk, const char *text, size_t len)
{
    if (!len)
        return "the identity is empty";
    if (len > DTL_PSK_IDENTITY_MAX)
        return "the identity is longer than 128 bytes";
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            return "the identity holds a control character";
    psk->identity_len = (uint8_t)len;
    memcpy(psk->identity, text, len);
    return NULL;
}

static const char *parse_line(struct dtl_psk *psk, const char *text, size_t len)
{
    const char *colon = memrchr(text, ':', len);
    if (!colon)
        return "there is no colon, write identity:hexkey";
    size_t identity_len = (size_t)(colon - text);
    const char *reason = parse_identity(psk, text, identity_len);
    return reason ? reason : parse_key(psk, colon + 1, len - identity_len - 1);
}

static int grow(struct dtl_psks *set)
{
    size_t room = set->room ? 2 * set->room : 16;
    struct dtl_psk **entries = realloc(set->entries, room * sizeof(struct dtl_psk *));
    if (!entries)
        return DTL_ERR_NOMEM;
    set->entries = entries;
    set->room = room;
    return 0;
}

static void trim(const char **text, size_t *len)
{
    while (*len && strchr(" \t\r", (*text)[*len - 1]) && (*text)[*len - 1])
        (*len)--;
    while (*len && (**text == ' ' || **text == '\t')) {
        (*text)++;
        (*len)--;
    }
}

static int add_line(struct dtl_psks *set, const char *text, size_t len, unsigned line,
                    dtl_psk_complain *complain, void *ctx)
{
    trim(&text, &len);
    if (!len || *text == '#')
        return 0;
    struct dtl_psk *psk = calloc(1, sizeof *psk);
    if (!psk || (set->n == set->room && grow(set))) {
        free(psk);
        return DTL_ERR_NOMEM;
    }
    psk->line = line;
    const char *reason = parse_line(psk, text, len);
    if (reason) {
        complain(ctx, line, reason, false);
        psk_free(psk);
        return 0;
    }
    if (psk->key_len < DTL_PSK_SHORT)
        complain(ctx, line, "the key is shorter than 16 bytes, and may be guessed", true);
    set->entries[set->n++] = psk;
    return 0;
}

static void sort_and_drop_duplicates(struct dtl_psks *set, dtl_psk_complain *complain, void *ctx)
{
    if (!set->n)
        return;
    qsort(set->entries, set->n, sizeof(struct dtl_psk *), compare);
    size_t kept = 1;
    for (size_t i = 1; i < set->n; i++) {
        struct dtl_psk *psk = set->entries[i];
        if (compare_identity(set->entries[kept - 1], psk)) {
            set->entries[kept++] = psk;
            continue;
        }
        complain(ctx, psk->line, "the identity has a key already", false);
        psk_free(psk);
    }
    set->n = kept;
}

/* Where the text begins. Some editors save UTF-8 with a mark, which is no part of an identity. */
static size_t skip_mark(const char *text, size_t len, dtl_psk_complain *complain, void *ctx)
{
    static const char mark[] = "\xef\xbb\xbf";
    const size_t mark_len = sizeof mark - 1;
    if (len < mark_len || memcmp(text, mark, mark_len))
        return 0;
    complain(ctx, 1, "a byte order mark stands before the text; save the file without it", true);
    return mark_len;
}

int dtl_psks_parse(struct dtl_psks *set, const char *text, size_t len, dtl_psk_complain *complain,
                   void *ctx)
{
    int ret = 0;
    unsigned line = 1;
    for (size_t at = skip_mark(text, len, complain, ctx); at < len && !ret; line++) {
        const char *end = memchr(text + at, '\n', len - at);
        size_t line_len = end ? (size_t)(end - text) - at : len - at;
        ret = add_line(set, text + at, line_len, line, complain, ctx);
        at += line_len + 1;
    }
    sort_and_drop_duplicates(set, complain, ctx);
    return ret;
}

size_t dtl_psks_find(void *ctx, const uint8_t *identity, size_t identity_len,
                     uint8_t key[DTL_PSK_MAX])
{
    const struct dtl_psks *set = ctx;
    struct dtl_psk wanted = {.identity_len = (uint8_t)identity_len};
    if (!identity_len || identity_len > DTL_PSK_IDENTITY_MAX)
        return 0;
    memcpy(wanted.identity, identity, identity_len);
    for (size_t low = 0, high = set->n; low < high;) {
        size_t middle = low + (high - low) / 2;
        const struct dtl_psk *psk = set->entries[middle];
        int order = compare_identity(&wanted, psk);
        if (!order) {
            memcpy(key, psk->key, psk->key_len);
            return psk->key_len;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 0;
}

const uint8_t *dtl_psks_identity(const struct dtl_psks *set, size_t entry, size_t *len)
{
    *len = set->entries[entry]->identity_len;
    return set->entries[entry]->identity;
}

void dtl_psks_free(struct dtl_psks *set)
{
    for (size_t i = 0; i < set->n; i++)
        psk_free(set->entries[i]);
    free(set->entries);
    *set = (struct dtl_psks){0};
}
