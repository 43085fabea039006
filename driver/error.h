/* SPDX-License-Identifier: Apache-2.0 */
/* Return codes of every dtl_ function: 0, or one of these. */
#ifndef DTL_ERROR_H
#define DTL_ERROR_H

enum {
    DTL_ERR_ARG = -1,    /* the caller's argument is outside what the header allows */
    DTL_ERR_NOMEM = -2,  /* no memory */
    DTL_ERR_IO = -3,     /* the operating system or a device refused; errno may say more */
    DTL_ERR_FULL = -4,   /* a queue or table has reached its cap; counted where it lives */
    DTL_ERR_FORMAT = -5, /* input that does not parse */
    DTL_ERR_CRYPTO = -6, /* the crypto library failed */
    DTL_ERR_STATE = -7,  /* not possible now: closed, or not yet established */
    DTL_ERR_NOT_FOUND = -8,
};

/* A sentence for logs, without a final stop. Never NULL. */
const char *dtl_strerror(int err);

#endif
