/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "host/cli/commands.h"
#include "host/cli/open_engine.h"
#include "host/cli/selftest.h"

int dtl_cmd_selftest(int argc, char **argv)
{
    struct dtl_engine *e;
    int status =
        dtl_open_engine(&e, "selftest",
                        "Checks an engine against known answers of the four CCM suites, in\n"
                        "both directions, with a replay and with wrong tags. The exit\n"
                        "status is 0 if all is well.",
                        argc, argv);
    if (!e)
        return status;
    struct dtl_selftest_result r = dtl_selftest(e);
    if (r.failed)
        printf("selftest of engine '%s': %u of %u checks FAILED\n", e->kind->scheme, r.failed,
               r.checks);
    else
        printf("selftest of engine '%s': all %u checks passed\n", e->kind->scheme, r.checks);
    dtl_engine_close(e);
    return r.failed ? DTL_EXIT_FAILED : DTL_EXIT_OK;
}
