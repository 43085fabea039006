// SPDX-License-Identifier: Apache-2.0
//
// The server's endpoint: its clients are mbedTLS's.
#include "tests/fuzz/dtls_program.h"

FUZZ_TARGET(server)
{
    DtlsProgram(in, DTL_ROLE_SERVER).Run();
}
