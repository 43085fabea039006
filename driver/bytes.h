/* SPDX-License-Identifier: Apache-2.0 */
/* Big-endian numbers in byte arrays. */
#ifndef DTL_BYTES_H
#define DTL_BYTES_H

#include <stdint.h>

static inline void dtl_put16(uint8_t *p, uint16_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

static inline void dtl_put32(uint8_t *p, uint32_t v)
{
    dtl_put16(p, (uint16_t)(v >> 16));
    dtl_put16(p + 2, (uint16_t)v);
}

static inline void dtl_put48(uint8_t *p, uint64_t v)
{
    dtl_put16(p, (uint16_t)(v >> 32));
    dtl_put32(p + 2, (uint32_t)v);
}

static inline void dtl_put64(uint8_t *p, uint64_t v)
{
    dtl_put32(p, (uint32_t)(v >> 32));
    dtl_put32(p + 4, (uint32_t)v);
}

static inline uint16_t dtl_get16(const uint8_t *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t dtl_get32(const uint8_t *p)
{
    return (uint32_t)dtl_get16(p) << 16 | dtl_get16(p + 2);
}

static inline uint64_t dtl_get48(const uint8_t *p)
{
    return (uint64_t)dtl_get16(p) << 32 | dtl_get32(p + 2);
}

static inline uint64_t dtl_get64(const uint8_t *p)
{
    return (uint64_t)dtl_get32(p) << 32 | dtl_get32(p + 4);
}

#endif
