/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must not be left of a session in a device's state.
 */
#ifndef TESTS_RTL_KEY_MATERIAL_H
#define TESTS_RTL_KEY_MATERIAL_H

#include "tests/rtl/aes_math.h"
#include "tests/rtl/rec_model.h"

// Whatever would tell a session's keys: their halves, and what the expander makes of them.
inline std::vector<rec::Bytes> key_material(const rec::Params &p)
{
    using rec::Bytes;
    std::vector<Bytes> material;
    for (const uint8_t *key : {p.tx_key, p.rx_key}) {
        Bytes keys = aes::expand(Bytes(key, key + (p.key_256 ? 32 : 16)));
        for (size_t at = 0; at < keys.size(); at += 16)
            material.emplace_back(keys.begin() + long(at), keys.begin() + long(at) + 16);
        Bytes chain = material.back();
        for (size_t i = 0; i < 16; i++)
            chain[i] ^= key[i];
        material.push_back(chain);
    }
    return material;
}

#endif
