/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes on their way to a descriptor whose reader may be slow, without ever blocking the loop. */
#ifndef DTL_OUTPUT_H
#define DTL_OUTPUT_H

#include <stdbool.h>

#include "host/client/watch.h"

#define DTL_OUTPUT_PIECE 16384 /* the longest piece that is put in at once */
#define DTL_OUTPUT_MAX   (16 * DTL_OUTPUT_PIECE)

struct dtl_output {
    int fd;
    int error; /* errno that ended it, 0: none. What comes later is thrown away */
    struct dtl_watch watch;
    size_t first, end; /* of `bytes`, those that wait */
    uint8_t bytes[DTL_OUTPUT_MAX];
};

/* Returns 0, or DTL_ERR_IO and errno. */
int dtl_output_init(struct dtl_output *o, uv_loop_t *loop, int fd);

/* Whether there is room for one more piece. */
bool dtl_output_room(const struct dtl_output *o);

/* Takes a copy. There must be room. */
void dtl_output_put(struct dtl_output *o, const uint8_t *data, size_t len);

/* Everything is written, or never will be. */
bool dtl_output_idle(const struct dtl_output *o);

/* The loop must run once more before `o` goes. */
void dtl_output_close(struct dtl_output *o);

#endif
