/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/options.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "driver/error.h"
#include "host/cli/commands.h"

#define COLUMN 26 /* where help texts begin */

static const char *program(const struct dtl_usage *usage)
{
    return strncmp(usage->command, "dtlane-", 7) ? "dtlane " : "";
}

void dtl_complain(const struct dtl_usage *usage, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s%s: ", program(usage), usage->command);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}

static void show_option(const char *name, const char *value, const char *help)
{
    int width = printf("  %s %s", name, value ? value : "");
    for (const char *line = help; line;) {
        const char *end = strchr(line, '\n');
        int len = end ? (int)(end - line) : (int)strlen(line);
        printf("%*s%.*s\n", width < COLUMN ? COLUMN - width : 2, "", len, line);
        width = 0;
        line = end ? end + 1 : NULL;
    }
}

static void show_help(const struct dtl_usage *usage)
{
    printf("usage: %s%s %s\n\n%s\n\n", program(usage), usage->command, usage->form, usage->summary);
    for (size_t i = 0; i < usage->n; i++)
        show_option(usage->options[i].name, usage->options[i].value, usage->options[i].help);
    show_option("--help", NULL, "show this");
}

/* The option that `arg` names, up to a '='. */
static const struct dtl_option *find(const struct dtl_usage *usage, const char *arg)
{
    size_t len = strcspn(arg, "=");
    for (size_t i = 0; i < usage->n; i++)
        if (strlen(usage->options[i].name) == len && !strncmp(usage->options[i].name, arg, len))
            return &usage->options[i];
    return NULL;
}

static bool take_value(const struct dtl_usage *usage, const struct dtl_option *o, int argc,
                       char **argv, int *i)
{
    char *equals = strchr(argv[*i], '=');
    if (!o->value && equals) {
        dtl_complain(usage, "%s takes no value", o->name);
        return false;
    }
    if (!o->value)
        *o->target = argv[*i];
    else
        *o->target = equals ? equals + 1 : *i + 1 < argc ? argv[++*i] : NULL;
    if (*o->target && **o->target)
        return true;
    dtl_complain(usage, "%s needs a value: %s %s", o->name, o->name, o->value);
    return false;
}

/* Takes the option at *i and its value. */
static bool take(const struct dtl_usage *usage, int argc, char **argv, int *i)
{
    const struct dtl_option *o = find(usage, argv[*i]);
    if (!o) {
        dtl_complain(usage, "unknown option '%.*s'; see %s%s --help", (int)strcspn(argv[*i], "="),
                     argv[*i], program(usage), usage->command);
        return false;
    }
    if (*o->target) {
        dtl_complain(usage, "%s is given twice", o->name);
        return false;
    }
    return take_value(usage, o, argc, argv, i);
}

enum dtl_options_result dtl_options_parse(const struct dtl_usage *usage, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) {
            show_help(usage);
            return DTL_OPTIONS_DONE;
        }
    for (int i = 1; i < argc; i++)
        if (!take(usage, argc, argv, &i))
            return DTL_OPTIONS_BAD;
    return DTL_OPTIONS_RUN;
}

int dtl_exit_status(const struct dtl_usage *usage, int ret, const char *err)
{
    if (!ret)
        return DTL_EXIT_OK;
    dtl_complain(usage, "%s", err);
    return ret == DTL_ERR_ARG ? DTL_EXIT_USAGE : DTL_EXIT_FAILED;
}
