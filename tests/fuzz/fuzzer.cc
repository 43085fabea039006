// SPDX-License-Identifier: Apache-2.0
//
// libFuzzer's way into the one target that the program is linked with.
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerInitialize(int *, char ***)
{
    GTEST_FLAG_SET(throw_on_failure, true); // a failed check ends the program
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    fuzz::Run(fuzz::Targets().at(0), data, len);
    return 0;
}
