/* SPDX-License-Identifier: Apache-2.0 */
/* Lines out of a stream of any bytes. A line ends with its newline, which belongs to it; the last
 * one may lack it. */
#ifndef DTL_LINES_H
#define DTL_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DTL_LINE_MAX 16384 /* bytes, as a record's payload, RFC 5246 section 6.2.1 */

/* Zero-initialised: the stream's beginning. */
struct dtl_lines {
    uint8_t bytes[DTL_LINE_MAX + 1];
    size_t first, end; /* those that are not taken */
    size_t skipped;    /* of a line that is too long */
    bool ended;        /* no more bytes will come; set by the owner */
};

/* Where the stream's next bytes go: `*room` of them, at least one if dtl_lines_next said NONE. */
uint8_t *dtl_lines_space(struct dtl_lines *l, size_t *room);
void dtl_lines_added(struct dtl_lines *l, size_t n);

enum dtl_line {
    DTL_LINE_NONE,     /* not until more bytes come */
    DTL_LINE_WHOLE,    /* `*len` bytes at `*line`, valid until the next call of dtl_lines_space */
    DTL_LINE_TOO_LONG, /* over DTL_LINE_MAX, `*len` bytes long; they are gone */
};

/* The same line until it is taken. */
enum dtl_line dtl_lines_next(struct dtl_lines *l, const uint8_t **line, size_t *len);
void dtl_lines_take(struct dtl_lines *l);

/* Nothing was added that is not taken, not even the beginning of a line. */
bool dtl_lines_empty(const struct dtl_lines *l);

#endif
