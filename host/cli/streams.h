/* SPDX-License-Identifier: Apache-2.0 */
/* Standard input, output and error, at a program's begin and end. */
#ifndef DTL_STREAMS_H
#define DTL_STREAMS_H

/* Opens /dev/null for those that are closed, before the first socket would be taken for one. */
void dtl_streams_fill(void);

/* What was written may still be on its way, and find the disk full. Returns `status`, or says what
 * is wrong and returns DTL_EXIT_FAILED if all was well up to here. */
int dtl_streams_end(const char *program, int status);

#endif
