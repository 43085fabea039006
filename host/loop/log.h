/* SPDX-License-Identifier: Apache-2.0 */
/* Log lines of the form key=value on standard error, one for each event. Never keys. */
#ifndef DTL_LOG_H
#define DTL_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "host/dtls/endpoint.h"

/* Bytes that escaping turns `len` bytes into at most, terminated. */
#define DTL_ESCAPED_MAX(len) (4 * (len) + 1)

/* Printable ASCII stays; quotes, backslashes and all else become \xHH. `out` has room for
 * DTL_ESCAPED_MAX(len). */
void dtl_escape(char *out, const uint8_t *in, size_t len);

/* One line, at most 1023 bytes, in one write. The newline is added. */
void dtl_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The two lines of an association's life. */
void dtl_log_established(const struct dtl_out *out, const char *engine);
void dtl_log_closed(const struct dtl_out *out);

/* What the system refused an association. */
void dtl_log_error(dtl_assoc assoc, const char *what);

#endif
