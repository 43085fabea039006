// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/contract.h"

#include <algorithm>

std::vector<const char *> ContractEngines()
{
    return {"soft",        "model", "model:lanes=2", "model:lanes=4", "model:lanes=4,aes=dpi",
            "model:small", "wire",  "wire:fd",       "unix"};
}

std::string ContractName(const testing::TestParamInfo<const char *> &info)
{
    std::string name = info.param;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return c == ':' || c == '=' || c == ','; }, '_');
    return name;
}
