/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Computed with AESCCM of Python's cryptography 50.0.2 and, with the same result, with EVP CCM of
 * OpenSSL 3.0: nonce = salt || epoch || number, additional data = epoch || number || 17 fe fd ||
 * length of the payload; the record is 17 fe fd || epoch || number || length || epoch || number ||
 * cipher text || tag.
 */
#include "host/cli/selftest_vectors.h"

const uint8_t dtl_vector_salt[4] = {0xa0, 0xa1, 0xa2, 0xa3};

const struct dtl_vector dtl_vectors[] = {
    {
        .suite = "AES_128_CCM_8",
        .key_len = 16,
        .tag_len = 8,
        .payload = "64746c616e65",
        .record = "17fefd0001000102030405001600010001020304053c5e8c3f6a72cbf1ad6296e162c2",
        .empty = "17fefd0001000102030406001000010001020304067b25cf34024ceb28",
    },
    {
        .suite = "AES_128_CCM",
        .key_len = 16,
        .tag_len = 16,
        .payload = "7369787465656e2062797465732e2e21",
        .record = "17fefd0001000102030405002800010001020304052b43982a61726cf204ceb32b63c5902893"
                  "f7a7a216a84650bbe314362daae658",
        .empty = "17fefd0001000102030406001800010001020304063f858a7d0cb075ddf1ebdcd4dbb1e933",
    },
    {
        .suite = "AES_256_CCM_8",
        .key_len = 32,
        .tag_len = 8,
        .payload = "7365616c20616e64206f70656e2c20626f746820646972656374696f6e73",
        .record = "17fefd0001000102030405002e0001000102030405109adfe15caf67e5f43118550d923a0edb"
                  "972efb44b263f62bd392146f9d905d302e44a172d5",
        .empty = "17fefd000100010203040600100001000102030406c02c6c43b85415b2",
    },
    {
        .suite = "AES_256_CCM",
        .key_len = 32,
        .tag_len = 16,
        .payload = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425"
                   "262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f",
        .record = "17fefd00010001020304050058000100010203040563febc8e78cb0f86dc57623b6fb31463a4"
                  "f254c834ce078450bee1601df3cd465e10db37b99237d0c71ba9cbad5c5588f33a4756dafe67"
                  "b3c24d69a12a3159f128a419b78b702ff9402aa53ff969b7f6",
        .empty = "17fefd0001000102030406001800010001020304060870cfd2efe045cc9c4c602200118835",
    },
};

const size_t dtl_vectors_n = sizeof dtl_vectors / sizeof *dtl_vectors;
