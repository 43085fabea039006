/* SPDX-License-Identifier: Apache-2.0 */
/* The one CSV format of all benchmarks: what,op,key_bits,tag_bytes,size,burst,value,unit. */
#ifndef DTL_BENCH_CSV_H
#define DTL_BENCH_CSV_H

#include <stddef.h>
#include <stdio.h>

/* Opens for appending; writes the header line if the file is new. NULL on failure. */
static inline FILE *bench_open(const char *path)
{
    FILE *f = fopen(path, "a");
    if (f && fseek(f, 0, SEEK_END) == 0 && ftell(f) == 0)
        fputs("what,op,key_bits,tag_bytes,size,burst,value,unit\n", f);
    return f;
}

/* 0 in a number column means that it does not apply. */
static inline void bench_row(FILE *f, const char *what, const char *op, int key_bits, int tag_bytes,
                             size_t size, unsigned burst, double value, const char *unit)
{
    fprintf(f, "%s,%s,%d,%d,%zu,%u,%.4g,%s\n", what, op, key_bits, tag_bytes, size, burst, value,
            unit);
}

#endif
