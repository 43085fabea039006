// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/contract.h"

#include <algorithm>

std::vector<const char *> ContractEngines()
{
    return {"soft", "model", "wire", "wire:fd"};
}

std::string ContractName(const testing::TestParamInfo<const char *> &info)
{
    std::string name = info.param;
    std::replace(name.begin(), name.end(), ':', '_');
    return name;
}
