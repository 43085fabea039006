/* SPDX-License-Identifier: Apache-2.0 */
#include <mbedtls/version.h>
#include <stdio.h>

#include "driver/engine.h"
#include "host/cli/commands.h"

int dtl_cmd_version(int argc, char **argv)
{
    (void)argv;
    if (argc > 1) {
        fputs("dtlane --version: takes no options\n", stderr);
        return DTL_EXIT_USAGE;
    }
    char mbedtls[18]; /* the length that mbedTLS documents */
    mbedtls_version_get_string_full(mbedtls);
    printf("dtlane %s\n%s\n", DTL_VERSION, mbedtls);
    for (size_t i = 0; dtl_engine_kinds[i]; i++)
        printf("engine %s\n", dtl_engine_kinds[i]->help);
    return DTL_EXIT_OK;
}
