/* SPDX-License-Identifier: Apache-2.0 */
/* The S-box of FIPS 197 by arithmetic instead of a table or gates, and the key schedule word by
 * word. */
#ifndef TESTS_RTL_AES_MATH_H
#define TESTS_RTL_AES_MATH_H

#include <cstdint>
#include <cstring>
#include <vector>

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

/* All round keys one after another, section 5.2, figure 11. */
inline std::vector<uint8_t> expand(const std::vector<uint8_t> &key)
{
    const size_t nk = key.size() / 4, words = 4 * (nk + 7);
    std::vector<uint8_t> w = key;
    uint8_t rcon = 1;
    for (size_t i = nk; i < words; i++) {
        uint8_t temp[4];
        std::memcpy(temp, &w[4 * (i - 1)], 4);
        if (i % nk == 0) {
            const uint8_t first = temp[0];
            for (int j = 0; j < 4; j++)
                temp[j] = sub_byte(j < 3 ? temp[j + 1] : first);
            temp[0] ^= rcon;
            rcon = times(rcon, 2);
        } else if (nk > 6 && i % nk == 4) {
            for (uint8_t &byte : temp)
                byte = sub_byte(byte);
        }
        for (size_t j = 0; j < 4; j++)
            w.push_back(w[4 * (i - nk) + j] ^ temp[j]);
    }
    return w;
}

} // namespace aes

#endif
