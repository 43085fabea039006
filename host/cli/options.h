/* SPDX-License-Identifier: Apache-2.0 */
/* Command lines of the form --name VALUE, --name=VALUE or, of an option that takes none, --name. No
 * abbreviations, no other arguments. */
#ifndef DTL_OPTIONS_H
#define DTL_OPTIONS_H

#include <stddef.h>
#include <stdio.h>

struct dtl_option {
    const char *name;  /* with the dashes */
    const char *value; /* what help calls its value; NULL: it takes none */
    const char *help;  /* lines are separated by \n */
    char **target;     /* NULL before, the value (or the option) in argv after; may be given once */
};

enum dtl_options_result {
    DTL_OPTIONS_RUN = 1,
    DTL_OPTIONS_DONE, /* help was asked for and shown */
    DTL_OPTIONS_BAD,  /* one sentence was said on standard error */
};

struct dtl_usage {
    const char *command; /* "gateway"; a program of its own: "dtlane-sim" */
    const char *summary; /* of what it does, any number of lines */
    const char *form;    /* its options on the usage line */
    const struct dtl_option *options;
    size_t n;
};

/* argv[0] is the command. */
enum dtl_options_result dtl_options_parse(const struct dtl_usage *usage, int argc, char **argv);

/* Says "dtlane COMMAND: ..." on standard error. */
void dtl_complain(const struct dtl_usage *usage, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The exit status of what a dtl_ function returned. Says `err` if it failed. */
int dtl_exit_status(const struct dtl_usage *usage, int ret, const char *err);

#endif
