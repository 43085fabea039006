// SPDX-License-Identifier: Apache-2.0
//
// The cipher of the software engine: NIST's vectors on mbedTLS's CCM, called as the engine calls
// it.
#include <gtest/gtest.h>
#include <mbedtls/ccm.h>

#include "tests/shim/cavp.h"
#include "tests/unit/engine_harness.h"

struct CavpFile {
    const char *name;
    size_t vectors;

    friend std::ostream &operator<<(std::ostream &out, const CavpFile &file)
    {
        return out << file.name;
    }
};

class SoftCavp : public testing::TestWithParam<CavpFile>
{
  protected:
    static bool Opens(mbedtls_ccm_context *ccm, const cavp::Vector &v, Bytes *payload)
    {
        payload->resize(v.cipher.size());
        return mbedtls_ccm_auth_decrypt(ccm, v.cipher.size(), v.nonce.data(), v.nonce.size(),
                                        v.adata.data(), v.adata.size(), v.cipher.data(),
                                        payload->data(), v.tag.data(), v.tag.size()) == 0;
    }

    static Bytes Seals(mbedtls_ccm_context *ccm, const cavp::Vector &v)
    {
        Bytes out(v.payload.size() + v.tag.size());
        EXPECT_EQ(mbedtls_ccm_encrypt_and_tag(ccm, v.payload.size(), v.nonce.data(), v.nonce.size(),
                                              v.adata.data(), v.adata.size(), v.payload.data(),
                                              out.data(), out.data() + v.payload.size(),
                                              v.tag.size()),
                  0);
        return out;
    }

    static void Check(const cavp::Vector &v)
    {
        mbedtls_ccm_context ccm;
        mbedtls_ccm_init(&ccm);
        ASSERT_EQ(mbedtls_ccm_setkey(&ccm, MBEDTLS_CIPHER_ID_AES, v.key.data(),
                                     static_cast<unsigned>(8 * v.key.size())),
                  0);
        Bytes opened, expected = v.cipher;
        EXPECT_EQ(Opens(&ccm, v, &opened), v.pass) << v.name;
        EXPECT_EQ(opened, v.pass ? v.payload : Bytes(opened.size(), 0)) << v.name;
        if (v.pass) {
            expected.insert(expected.end(), v.tag.begin(), v.tag.end());
            EXPECT_EQ(Seals(&ccm, v), expected) << v.name;
        }
        mbedtls_ccm_free(&ccm);
    }
};

TEST_P(SoftCavp, AllVectors)
{
    std::vector<cavp::Vector> vectors = cavp::read(GetParam().name);
    for (const cavp::Vector &v : vectors)
        Check(v);
    EXPECT_EQ(vectors.size(), GetParam().vectors) << "of " << GetParam().name;
    printf("%s: %zu vectors\n", GetParam().name, vectors.size());
}

static std::string FileName(const testing::TestParamInfo<CavpFile> &info)
{
    std::string name = info.param.name;
    return name.substr(0, name.find('.'));
}

INSTANTIATE_TEST_SUITE_P(Nist, SoftCavp,
                         testing::Values(CavpFile{"DVPT128.rsp", 240}, CavpFile{"DVPT256.rsp", 240},
                                         CavpFile{"VADT128.rsp", 330}, CavpFile{"VADT256.rsp", 330},
                                         CavpFile{"VNT128.rsp", 70}, CavpFile{"VNT256.rsp", 70},
                                         CavpFile{"VPT128.rsp", 250}, CavpFile{"VPT256.rsp", 250},
                                         CavpFile{"VTT128.rsp", 70}, CavpFile{"VTT256.rsp", 70}),
                         FileName);
