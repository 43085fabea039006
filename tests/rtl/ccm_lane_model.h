/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CCM records for a lane, formatted as SP 800-38C appendix A says, and what OpenSSL and mbedTLS
 * make of them.
 */
#ifndef TESTS_RTL_CCM_LANE_MODEL_H
#define TESTS_RTL_CCM_LANE_MODEL_H

#include <algorithm>

#include <mbedtls/ccm.h>
#include <openssl/evp.h>

#include "tests/rtl/ccm_lane_dut.h"

namespace lane
{

struct Record {
    Bytes key, nonce, aad, plain, cipher, tag; /* the tag's size is its length t */
    bool decrypt = false;
    bool has_trailer = false;
    Bytes trailer; /* 16 bytes */
};

/* B0 and A0, appendix A.2.1 and A.3: both hold the nonce between their flags and the q last bytes.
 */
inline Block first_block(const Record &r, uint8_t flags, size_t number)
{
    Block b{};
    b[0] = uint8_t(flags | (14 - r.nonce.size()));
    std::copy(r.nonce.begin(), r.nonce.end(), b.begin() + 1);
    b[14] |= uint8_t(number >> 8);
    b[15] |= uint8_t(number);
    return b;
}

inline void append_blocks(std::vector<Block> &blocks, const Bytes &bytes)
{
    for (size_t at = 0; at < bytes.size(); at += 16) {
        Block b{};
        for (size_t i = 0; i < 16; i++)
            b[i] = at + i < bytes.size() ? bytes[at + i] : 0;
        blocks.push_back(b);
    }
}

inline Job job_of(const Record &r)
{
    Job j{};
    j.decrypt = r.decrypt;
    j.key_256 = r.key.size() == 32;
    j.has_trailer = r.has_trailer;
    j.len = r.plain.size();
    j.key = r.key;
    const uint8_t flags = uint8_t((r.aad.empty() ? 0 : 0x40) | (r.tag.size() - 2) / 2 << 3);
    j.beats = {first_block(r, 0, 0), first_block(r, flags, r.plain.size())};
    if (!r.aad.empty()) { /* appendix A.2.2: its length, two bytes, comes first */
        Bytes aad{uint8_t(r.aad.size() >> 8), uint8_t(r.aad.size())};
        aad.insert(aad.end(), r.aad.begin(), r.aad.end());
        append_blocks(j.beats, aad);
    }
    j.aad_blocks = unsigned(j.beats.size() - 2);
    append_blocks(j.beats, r.decrypt ? r.cipher : r.plain);
    if (r.has_trailer)
        append_blocks(j.beats, r.trailer);
    return j;
}

/* The tag's first t bytes are what CCM calls the tag; the rest of the beat is not compared. */
inline Bytes tag_of(const Record &r, const Result &result)
{
    const Block &b = result.beats.at(0);
    return Bytes(b.begin(), b.begin() + long(r.tag.size()));
}

/* All that must come after the tag: the trailer as it was, the text. */
inline Bytes rest_of(const Record &r)
{
    Bytes rest = r.has_trailer ? r.trailer : Bytes();
    const Bytes &text = r.decrypt ? r.plain : r.cipher;
    rest.insert(rest.end(), text.begin(), text.end());
    return rest;
}

/* What is past the text in its last block is not compared: it is key stream. */
inline bool rest_matches(const Record &r, const Result &result)
{
    const Bytes want = rest_of(r);
    Bytes got;
    for (size_t i = 1; i < result.beats.size(); i++)
        got.insert(got.end(), result.beats[i].begin(), result.beats[i].end());
    if (got.size() != (want.size() + 15) / 16 * 16)
        return false;
    return std::equal(want.begin(), want.end(), got.begin());
}

/* Fills in cipher and tag; the tag's size says how long it is to be. */
inline void seal_openssl(Record &r)
{
    auto check = [](int ok) {
        if (ok != 1)
            throw std::runtime_error("OpenSSL refuses a CCM step");
    };
    std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> ctx(EVP_CIPHER_CTX_new(),
                                                                        EVP_CIPHER_CTX_free);
    EVP_CIPHER_CTX *c = ctx.get();
    int n;
    const uint8_t none = 0; /* OpenSSL takes NULL for the end of the message */
    r.cipher.assign(r.plain.size() + 1, 0);
    check(EVP_EncryptInit_ex(c, r.key.size() == 32 ? EVP_aes_256_ccm() : EVP_aes_128_ccm(), nullptr,
                             nullptr, nullptr));
    check(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_CCM_SET_IVLEN, int(r.nonce.size()), nullptr));
    check(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_CCM_SET_TAG, int(r.tag.size()), nullptr));
    check(EVP_EncryptInit_ex(c, nullptr, nullptr, r.key.data(), r.nonce.data()));
    check(EVP_EncryptUpdate(c, nullptr, &n, nullptr, int(r.plain.size())));
    if (!r.aad.empty())
        check(EVP_EncryptUpdate(c, nullptr, &n, r.aad.data(), int(r.aad.size())));
    check(EVP_EncryptUpdate(c, r.cipher.data(), &n, r.plain.empty() ? &none : r.plain.data(),
                            int(r.plain.size())));
    check(EVP_EncryptFinal_ex(c, r.cipher.data(), &n));
    check(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_CCM_GET_TAG, int(r.tag.size()), r.tag.data()));
    r.cipher.pop_back();
}

inline void seal_mbedtls(Record &r)
{
    mbedtls_ccm_context c;
    mbedtls_ccm_init(&c);
    r.cipher.assign(r.plain.size(), 0);
    int bad =
        mbedtls_ccm_setkey(&c, MBEDTLS_CIPHER_ID_AES, r.key.data(), unsigned(r.key.size() * 8));
    if (!bad)
        bad = mbedtls_ccm_encrypt_and_tag(&c, r.plain.size(), r.nonce.data(), r.nonce.size(),
                                          r.aad.data(), r.aad.size(), r.plain.data(),
                                          r.cipher.data(), r.tag.data(), r.tag.size());
    mbedtls_ccm_free(&c);
    if (bad)
        throw std::runtime_error("mbedTLS refuses a CCM record");
}

} // namespace lane

#endif
