// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/dtls_pki.h"

#include <cstring>

#include "tests/unit/dtls_world.h"

static const uint8_t *Text(const char *pem)
{
    return reinterpret_cast<const uint8_t *>(pem);
}

static void Make(certs_pair *pair, const certs_pair *issuer, uint64_t seed,
                 const char *not_after = nullptr)
{
    certs_request r{};
    r.name = issuer ? DtlsPki::kHost : "CA";
    r.issuer_name = "CA";
    r.issuer = issuer;
    r.ca = !issuer;
    r.seed = seed;
    r.not_after = not_after;
    certs_make(pair, &r);
}

DtlsPki::DtlsPki()
{
    Make(&ca, nullptr, 1);
    Make(&good, &ca, 2);
    Make(&expired, &ca, 3, "20210228235959");
    Make(&other_ca, nullptr, 4);
    Make(&strange, &other_ca, 5);

    char err[256];
    dtls::Require(dtl_credentials_init(&ours) == 0, "credentials");
    dtls::Require(dtl_credentials_set_identity(ours, Text(good.cert), std::strlen(good.cert),
                                               Text(good.key), std::strlen(good.key), err,
                                               sizeof err) == 0,
                  "identity");
    dtls::Require(
        dtl_credentials_set_trust(ours, Text(ca.cert), std::strlen(ca.cert), err, sizeof err) == 0,
        "trust");
}

DtlsPki::~DtlsPki()
{
    dtl_credentials_free(ours);
}

const DtlsPki &Pki()
{
    static const DtlsPki pki;
    return pki;
}
