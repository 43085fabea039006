/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/values.h"

#include <stdio.h>
#include <string.h>

#define DIGITS 10 /* of UINT32_MAX */

int dtl_value_address(struct dtl_addr *a, const char *option, const char *text, char *err,
                      size_t err_len)
{
    char why[256];
    if (!dtl_addr_parse(a, text, why, sizeof why))
        return 0;
    snprintf(err, err_len, "%s: %s", option, why);
    return DTL_ERR_ARG;
}

int dtl_value_number(uint32_t *n, const char *option, const char *text, uint32_t min, uint32_t max,
                     char *err, size_t err_len)
{
    size_t digits = strspn(text, "0123456789");
    uint64_t value = 0;
    for (size_t i = 0; i < digits && i < DIGITS; i++)
        value = value * 10 + (uint32_t)(text[i] - '0');
    *n = (uint32_t)value;
    if (digits && !text[digits] && digits <= DIGITS && value >= min && value <= max)
        return 0;
    snprintf(err, err_len, "%s: '%.40s' is not a number from %u to %u", option, text, min, max);
    return DTL_ERR_ARG;
}

struct dtl_option dtl_option_engine(char **target)
{
    return (struct dtl_option){"--engine", "URI", "what seals and opens records (default soft)",
                               target};
}

struct dtl_option dtl_option_keys(char **target)
{
    return (struct dtl_option){"--keys", "MODE",
                               "isolated: once a device has them, no traffic keys stay here;\n"
                               "retained: they may, to resume sessions and to go on in software\n"
                               "if a device is lost (the default with engine soft)",
                               target};
}

int dtl_value_keys(enum dtl_keys *keys, const char *text, char *err, size_t err_len)
{
    *keys = !text                      ? DTL_KEYS_DEFAULT
            : strcmp(text, "isolated") ? DTL_KEYS_RETAINED
                                       : DTL_KEYS_ISOLATED;
    if (*keys != DTL_KEYS_RETAINED || !strcmp(text, "retained"))
        return 0;
    snprintf(err, err_len, "--keys: '%.40s' is neither isolated nor retained", text);
    return DTL_ERR_ARG;
}

int dtl_value_resumption(enum dtl_resumption *resumption, const char *text, char *err,
                         size_t err_len)
{
    *resumption = !text                ? DTL_RESUMPTION_DEFAULT
                  : strcmp(text, "on") ? DTL_RESUMPTION_OFF
                                       : DTL_RESUMPTION_ON;
    if (*resumption != DTL_RESUMPTION_OFF || !strcmp(text, "off"))
        return 0;
    snprintf(err, err_len, "--resumption: '%.40s' is neither on nor off", text);
    return DTL_ERR_ARG;
}
