/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/endpoint.h"

const char *dtl_close_reason_str(enum dtl_close_reason r)
{
    switch (r) {
    case DTL_CLOSE_LOCAL:
        return "closed by this side";
    case DTL_CLOSE_NOTIFY:
        return "closed by the peer";
    case DTL_CLOSE_FATAL_ALERT:
        return "the peer sent a fatal alert";
    case DTL_CLOSE_HANDSHAKE:
        return "the handshake failed";
    case DTL_CLOSE_UNKNOWN_IDENTITY:
        return "unknown PSK identity";
    case DTL_CLOSE_CERTIFICATE:
        return "the peer's certificate was refused";
    case DTL_CLOSE_BAD_PSK:
        return "the peer's Finished does not verify, most likely it has another key";
    case DTL_CLOSE_TIMEOUT:
        return "the peer fell silent during the handshake";
    case DTL_CLOSE_IDLE:
        return "idle for too long";
    case DTL_CLOSE_REPLACED:
        return "the same address began anew";
    case DTL_CLOSE_LIMIT:
        return "the keys are used up";
    case DTL_CLOSE_ENGINE:
        return "the engine refused or lost the session";
    }
    return "unknown reason";
}
