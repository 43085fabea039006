/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/streams.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host/cli/commands.h"

void dtl_streams_fill(void)
{
    int fd;
    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

int dtl_streams_end(const char *program, int status)
{
    if (!fflush(stdout) && !ferror(stdout))
        return status;
    fprintf(stderr, "%s: cannot write standard output: %s\n", program, strerror(errno));
    return status == DTL_EXIT_OK ? DTL_EXIT_FAILED : status;
}
