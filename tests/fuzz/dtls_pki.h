// SPDX-License-Identifier: Apache-2.0
//
// Certificates for DtlsProgram, made when the first input wants them: keys take time.
#pragma once

#include "tests/shim/certs.h"

extern "C" {
#include "host/dtls/credentials.h"
}

struct DtlsPki {
    static constexpr const char *kHost = "other end";

    DtlsPki();
    ~DtlsPki();

    certs_pair ca{}, good{}, expired{}, other_ca{}, strange{};
    dtl_credentials *ours = nullptr; // proves `good`, trusts `ca`
};

const DtlsPki &Pki();
