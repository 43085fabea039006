/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DTL_OPEN_ENGINE_H
#define DTL_OPEN_ENGINE_H

#include "driver/engine.h"

/* Reads the command line of a command whose one option is --engine, and opens that engine. If there
 * is none to use, *e is NULL and the exit status is returned: help was shown, or a sentence said.
 */
int dtl_open_engine(struct dtl_engine **e, const char *command, const char *summary, int argc,
                    char **argv);

#endif
