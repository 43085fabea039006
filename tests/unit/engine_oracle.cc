// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/engine_oracle.h"

#include <gtest/gtest.h>
#include <mbedtls/ccm.h>
#include <openssl/evp.h>

static void Append(Bytes &to, const Bytes &more)
{
    to.insert(to.end(), more.begin(), more.end());
}

static Bytes Number(uint64_t value, unsigned bytes)
{
    Bytes n;
    for (unsigned i = bytes; i-- > 0;)
        n.push_back(static_cast<uint8_t>(value >> (8 * i)));
    return n;
}

static Bytes EpochAndSeq(const RecordFields &f)
{
    Bytes b = Number(f.epoch, 2);
    Append(b, Number(f.seq, 6));
    return b;
}

static Bytes Aad(const RecordFields &f, size_t payload_len)
{
    Bytes aad = EpochAndSeq(f);
    aad.push_back(f.type);
    Append(aad, Number(f.version, 2));
    Append(aad, Number(payload_len, 2));
    return aad;
}

static Bytes Nonce(const dtl_tx_params &tx, const Bytes &explicit_nonce)
{
    Bytes nonce(tx.salt, tx.salt + DTL_SALT_LEN);
    Append(nonce, explicit_nonce);
    return nonce;
}

static Bytes Assemble(const RecordFields &f, const Bytes &explicit_nonce, const Bytes &text_and_tag)
{
    Bytes record{f.type};
    Append(record, Number(f.version, 2));
    Append(record, EpochAndSeq(f));
    Append(record, Number(explicit_nonce.size() + text_and_tag.size(), 2));
    Append(record, explicit_nonce);
    Append(record, text_and_tag);
    return record;
}

Bytes OpenSslSeal(const dtl_tx_params &tx, unsigned key_len, unsigned tag_len,
                  const RecordFields &f, const Bytes &payload)
{
    Bytes explicit_nonce = f.nonce.empty() ? EpochAndSeq(f) : f.nonce;
    Bytes nonce = Nonce(tx, explicit_nonce), aad = Aad(f, payload.size());
    Bytes out(payload.size() + tag_len);
    int text = static_cast<int>(payload.size()), n = 0;
    const uint8_t none = 0;

    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    EXPECT_EQ(1, EVP_EncryptInit_ex(c, key_len == 16 ? EVP_aes_128_ccm() : EVP_aes_256_ccm(),
                                    nullptr, nullptr, nullptr));
    EXPECT_EQ(1, EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_IVLEN, 12, nullptr));
    EXPECT_EQ(1, EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag_len), nullptr));
    EXPECT_EQ(1, EVP_EncryptInit_ex(c, nullptr, nullptr, tx.key, nonce.data()));
    EXPECT_EQ(1, EVP_EncryptUpdate(c, nullptr, &n, nullptr, text));
    EXPECT_EQ(1, EVP_EncryptUpdate(c, nullptr, &n, aad.data(), static_cast<int>(aad.size())));
    EXPECT_EQ(1, EVP_EncryptUpdate(c, out.data(), &n, text ? payload.data() : &none, text));
    EXPECT_EQ(1, EVP_EncryptFinal_ex(c, out.data() + text, &n));
    EXPECT_EQ(1, EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag_len),
                                     out.data() + text));
    EVP_CIPHER_CTX_free(c);
    return Assemble(f, explicit_nonce, out);
}

Bytes MbedTlsSeal(const dtl_tx_params &tx, unsigned key_len, unsigned tag_len,
                  const RecordFields &f, const Bytes &payload)
{
    Bytes explicit_nonce = f.nonce.empty() ? EpochAndSeq(f) : f.nonce;
    Bytes nonce = Nonce(tx, explicit_nonce), aad = Aad(f, payload.size());
    Bytes out(payload.size() + tag_len);

    mbedtls_ccm_context ccm;
    mbedtls_ccm_init(&ccm);
    EXPECT_EQ(0, mbedtls_ccm_setkey(&ccm, MBEDTLS_CIPHER_ID_AES, tx.key, 8 * key_len));
    EXPECT_EQ(0, mbedtls_ccm_encrypt_and_tag(&ccm, payload.size(), nonce.data(), nonce.size(),
                                             aad.data(), aad.size(), payload.data(), out.data(),
                                             out.data() + payload.size(), tag_len));
    mbedtls_ccm_free(&ccm);
    return Assemble(f, explicit_nonce, out);
}
