/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/open_engine.h"

#include "host/cli/clock.h"
#include "host/cli/commands.h"
#include "host/cli/options.h"

int dtl_open_engine(struct dtl_engine **e, const char *command, const char *summary, int argc,
                    char **argv)
{
    char *uri = NULL, err[256];
    const struct dtl_option options[] = {
        {"--engine", "URI", "such as soft, model or model:aes=dpi; dtlane --version lists them",
         &uri},
    };
    const struct dtl_usage usage = {command, summary, "--engine URI", options, 1};
    *e = NULL;
    enum dtl_options_result parsed = dtl_options_parse(&usage, argc, argv);
    if (parsed != DTL_OPTIONS_RUN)
        return parsed == DTL_OPTIONS_DONE ? DTL_EXIT_OK : DTL_EXIT_USAGE;
    if (!uri) {
        dtl_complain(&usage, "--engine is missing: say which, as in --engine soft");
        return DTL_EXIT_USAGE;
    }
    int ret = dtl_engine_open(e, uri, dtl_clock_ms(), err, sizeof err);
    if (ret)
        *e = NULL;
    return dtl_exit_status(&usage, ret, err);
}
