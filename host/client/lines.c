/* SPDX-License-Identifier: Apache-2.0 */
#include "host/client/lines.h"

#include <string.h>

uint8_t *dtl_lines_space(struct dtl_lines *l, size_t *room)
{
    memmove(l->bytes, l->bytes + l->first, l->end - l->first);
    l->end -= l->first;
    l->first = 0;
    *room = sizeof l->bytes - l->end;
    return l->bytes + l->end;
}

void dtl_lines_added(struct dtl_lines *l, size_t n)
{
    l->end += n;
}

/* Bytes of the line that begins at `first`, as far as they are here. */
static size_t line_len(const struct dtl_lines *l, bool *whole)
{
    const uint8_t *begin = l->bytes + l->first;
    const uint8_t *newline = memchr(begin, '\n', l->end - l->first);
    *whole = newline || l->ended;
    return newline ? (size_t)(newline - begin) + 1 : l->end - l->first;
}

enum dtl_line dtl_lines_next(struct dtl_lines *l, const uint8_t **line, size_t *len)
{
    bool whole;
    size_t n = line_len(l, &whole);
    *line = l->bytes + l->first;
    *len = l->skipped + n;
    if (whole && !*len)
        return DTL_LINE_NONE;
    if (whole)
        return *len > DTL_LINE_MAX ? DTL_LINE_TOO_LONG : DTL_LINE_WHOLE;
    if (*len > DTL_LINE_MAX) {
        l->skipped = *len;
        l->first = l->end = 0;
    }
    return DTL_LINE_NONE;
}

void dtl_lines_take(struct dtl_lines *l)
{
    bool whole;
    l->first += line_len(l, &whole);
    l->skipped = 0;
}

bool dtl_lines_empty(const struct dtl_lines *l)
{
    return l->first == l->end && !l->skipped;
}
