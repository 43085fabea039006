/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What may stay in this host's memory once an engine has a session: nothing ("isolated"), or what
 * it takes to go on without that engine, and to make a later handshake short ("retained"). See
 * docs/SECURITY.md.
 */
#ifndef DTL_LOOP_KEYS_H
#define DTL_LOOP_KEYS_H

#include <stdbool.h>

#include "driver/engine.h"

enum dtl_keys {
    DTL_KEYS_DEFAULT = 0, /* isolated if the engine keeps keys in a device, else retained */
    DTL_KEYS_ISOLATED,
    DTL_KEYS_RETAINED,
};

enum dtl_resumption {
    DTL_RESUMPTION_DEFAULT = 0, /* on with retained keys */
    DTL_RESUMPTION_ON,
    DTL_RESUMPTION_OFF,
};

bool dtl_keys_retained(enum dtl_keys keys, const struct dtl_engine_limits *limits);

/* Returns 0, or DTL_ERR_ARG with a sentence in `err` if they are to be isolated, and the engine of
 * that scheme cannot do that. */
int dtl_keys_check(enum dtl_keys keys, const struct dtl_engine_limits *limits, const char *scheme,
                   char *err, size_t err_len);

/* Whether traffic keys stay in memory for another engine to go on with: if they may, and if this
 * one is a device, which can be lost. */
bool dtl_keys_kept_for_fallback(enum dtl_keys keys, const struct dtl_engine_limits *limits);

/* Returns 0, or DTL_ERR_ARG with a sentence in `err` if it is asked for but not allowed. */
int dtl_resumption_choose(bool *on, enum dtl_resumption wanted, enum dtl_keys keys,
                          const struct dtl_engine_limits *limits, char *err, size_t err_len);

#endif
