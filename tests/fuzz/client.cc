// SPDX-License-Identifier: Apache-2.0
//
// The client's endpoint: its servers are mbedTLS's.
#include "tests/fuzz/dtls_program.h"

FUZZ_TARGET(client)
{
    DtlsProgram(in, DTL_ROLE_CLIENT).Run();
}
