// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/contract.h"

std::vector<const char *> ContractEngines()
{
    return {"soft"};
}

std::string ContractName(const testing::TestParamInfo<const char *> &info)
{
    return std::string(info.param);
}
