/* SPDX-License-Identifier: Apache-2.0 */
/* The S-box of FIPS 197 by arithmetic instead of a table or gates. */
#ifndef TESTS_RTL_AES_MATH_H
#define TESTS_RTL_AES_MATH_H

#include <cstdint>

namespace aes
{

/* In GF(2^8) modulo x^8 + x^4 + x^3 + x + 1, section 4.2. */
inline uint8_t times(uint8_t x, uint8_t y)
{
    uint8_t product = 0;
    for (; y; y = uint8_t(y >> 1)) {
        product ^= y & 1 ? x : 0;
        x = uint8_t(x << 1 ^ (x & 0x80 ? 0x1B : 0));
    }
    return product;
}

/* The inverse, a^254, and the affine map, section 5.1.1. */
inline uint8_t sub_byte(uint8_t a)
{
    uint8_t inverse = 1, s = 0x63;
    for (int i = 0; i < 254; i++)
        inverse = times(inverse, a);
    for (int turn = 0; turn < 5; turn++)
        s ^= uint8_t(inverse << turn | inverse >> (8 - turn));
    return s;
}

} // namespace aes

#endif
