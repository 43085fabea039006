/* SPDX-License-Identifier: Apache-2.0 */
#include "host/loop/keys.h"

#include <stdio.h>

bool dtl_keys_retained(enum dtl_keys keys, const struct dtl_engine_limits *limits)
{
    if (keys == DTL_KEYS_DEFAULT)
        return !(limits->caps & DTL_CAP_KEYS_ISOLATED);
    return keys == DTL_KEYS_RETAINED;
}

int dtl_keys_check(enum dtl_keys keys, const struct dtl_engine_limits *limits, const char *scheme,
                   char *err, size_t err_len)
{
    if (keys != DTL_KEYS_ISOLATED || (limits->caps & DTL_CAP_KEYS_ISOLATED))
        return 0;
    snprintf(err, err_len,
             "engine '%s' holds keys in this host's memory, which --keys isolated forbids; give "
             "--engine a device, or --keys retained",
             scheme);
    return DTL_ERR_ARG;
}

bool dtl_keys_kept_for_fallback(enum dtl_keys keys, const struct dtl_engine_limits *limits)
{
    return dtl_keys_retained(keys, limits) && (limits->caps & DTL_CAP_KEYS_ISOLATED);
}

int dtl_resumption_choose(bool *on, enum dtl_resumption wanted, enum dtl_keys keys,
                          const struct dtl_engine_limits *limits, char *err, size_t err_len)
{
    bool retained = dtl_keys_retained(keys, limits);
    *on = wanted == DTL_RESUMPTION_DEFAULT ? retained : wanted == DTL_RESUMPTION_ON;
    if (!*on || retained)
        return 0;
    snprintf(err, err_len,
             "resumption keeps master secrets in the host's memory, and --keys isolated%s allows "
             "none there; give --keys retained, or do without resumption",
             keys == DTL_KEYS_DEFAULT ? ", this engine's default," : "");
    return DTL_ERR_ARG;
}
