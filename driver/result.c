/* SPDX-License-Identifier: Apache-2.0 */
#include "driver/engine.h"

const char *dtl_result_str(enum dtl_result r)
{
    switch (r) {
    case DTL_R_OK:
        return "ok";
    case DTL_R_BAD_RECORD:
        return "not a DTLS 1.2 record, or its length is wrong";
    case DTL_R_TOO_LONG:
        return "longer than the engine or the buffer takes";
    case DTL_R_UNKNOWN_SESSION:
        return "unknown session";
    case DTL_R_WRONG_EPOCH:
        return "wrong epoch";
    case DTL_R_REPLAY_DUP:
        return "replay: this number was accepted before";
    case DTL_R_REPLAY_OLD:
        return "replay: older than the window";
    case DTL_R_AUTH:
        return "authentication failed";
    case DTL_R_BAD_MAC_LIMIT:
        return "too many forgeries, session refuses to open";
    case DTL_R_EXPIRED:
        return "hard limit reached, session refuses to seal";
    case DTL_R_SEQ_OVERFLOW:
        return "sequence numbers are used up";
    case DTL_R_NO_SLOT:
        return "no free session slot";
    case DTL_R_BUSY:
        return "no buffer free, try again";
    case DTL_R_LOST:
        return "no answer, it may or may not have been done";
    case DTL_R_DEVICE_LOST:
        return "the device is gone or was reset";
    case DTL_R_REFUSED:
        return "refused: malformed or outside the engine's limits";
    }
    return "unknown result";
}
