/* SPDX-License-Identifier: Apache-2.0 */
#include "driver/error.h"

const char *dtl_strerror(int err)
{
    switch (err) {
    case 0:
        return "success";
    case DTL_ERR_ARG:
        return "invalid argument";
    case DTL_ERR_NOMEM:
        return "out of memory";
    case DTL_ERR_IO:
        return "input or output failed";
    case DTL_ERR_FULL:
        return "a queue or table is full";
    case DTL_ERR_FORMAT:
        return "malformed input";
    case DTL_ERR_CRYPTO:
        return "the crypto library failed";
    case DTL_ERR_STATE:
        return "not possible in this state";
    case DTL_ERR_NOT_FOUND:
        return "not found";
    }
    return "unknown error";
}
