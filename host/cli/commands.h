/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of the program. Each gets its own name as argv[0] and returns the exit status. */
#ifndef DTL_COMMANDS_H
#define DTL_COMMANDS_H

enum dtl_exit {
    DTL_EXIT_OK = 0,
    DTL_EXIT_FAILED = 1, /* the machine, a file, a device */
    DTL_EXIT_USAGE = 2,  /* the command line */
    DTL_EXIT_NO_ANSWER = 3,
    DTL_EXIT_REFUSED = 4,     /* by the peer */
    DTL_EXIT_CERTIFICATE = 5, /* the peer's was refused */
};

int dtl_cmd_client(int argc, char **argv);
int dtl_cmd_gateway(int argc, char **argv);
int dtl_cmd_info(int argc, char **argv);
int dtl_cmd_selftest(int argc, char **argv);
int dtl_cmd_server(int argc, char **argv);
int dtl_cmd_version(int argc, char **argv);

#endif
