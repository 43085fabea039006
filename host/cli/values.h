/* SPDX-License-Identifier: Apache-2.0 */
/* Options' values. Each returns 0, or DTL_ERR_ARG with a sentence in `err` that names the option.
 */
#ifndef DTL_VALUES_H
#define DTL_VALUES_H

#include <stddef.h>
#include <stdint.h>

#include "host/cli/options.h"
#include "host/loop/addr.h"
#include "host/loop/keys.h"

int dtl_value_address(struct dtl_addr *a, const char *option, const char *text, char *err,
                      size_t err_len);

/* A number from `min` to `max`. */
int dtl_value_number(uint32_t *n, const char *option, const char *text, uint32_t min, uint32_t max,
                     char *err, size_t err_len);

/* --engine and --keys, as every command that moves records has them. */
struct dtl_option dtl_option_engine(char **target);
struct dtl_option dtl_option_keys(char **target);

/* isolated or retained; NULL: the default. */
int dtl_value_keys(enum dtl_keys *keys, const char *text, char *err, size_t err_len);

/* on or off; NULL: the default. */
int dtl_value_resumption(enum dtl_resumption *resumption, const char *text, char *err,
                         size_t err_len);

#endif
