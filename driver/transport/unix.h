/* SPDX-License-Identifier: Apache-2.0 */
/* A device behind a Unix stream socket: dtlane-sim, or anything that speaks docs/PROTOCOL.md. */
#ifndef DTL_TRANSPORT_UNIX_H
#define DTL_TRANSPORT_UNIX_H

#include "driver/engine.h"

/* Scheme "unix": the rest of the URI is the socket's path. */
extern const struct dtl_engine_kind dtl_engine_unix;

#endif
