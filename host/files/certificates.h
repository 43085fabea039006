/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates and their key, from files. */
#ifndef DTL_CERTIFICATES_H
#define DTL_CERTIFICATES_H

#include <stddef.h>

#include "host/dtls/credentials.h"

#define DTL_CERTIFICATE_FILE_MAX (1u << 20) /* bytes */

/* Paths. NULL: not given; `cert` and `key` go together. */
struct dtl_certificate_files {
    const char *cert, *key, *ca;
};

/* Says on standard error if others may read the key. Returns 0, or a negative code with a sentence
 * in `err` that names the file. */
int dtl_certificates_read(struct dtl_credentials **c, const struct dtl_certificate_files *files,
                          char *err, size_t err_len);

#endif
