// SPDX-License-Identifier: Apache-2.0
//
// The text of a PSK file, beside a second reader of dtlane-psk(5).
#include <map>

#include "tests/fuzz/fuzz.h"

extern "C" {
#include "host/files/psks.h"
}

namespace
{

using Entries = std::map<std::string, Bytes>;

std::string Trim(std::string line)
{
    line.erase(line.find_last_not_of(" \t\r") + 1);
    line.erase(0, std::min(line.size(), line.find_first_not_of(" \t")));
    return line;
}

int Digit(char c)
{
    const std::string digits = "0123456789abcdef";
    size_t at = digits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
    return at == std::string::npos ? -1 : static_cast<int>(at);
}

bool ReadKey(const std::string &hex, Bytes *key)
{
    if (hex.empty() || hex.size() % 2 || hex.size() > 2 * DTL_PSK_MAX)
        return false;
    for (size_t i = 0; i < hex.size(); i += 2) {
        int high = Digit(hex[i]), low = Digit(hex[i + 1]);
        if (high < 0 || low < 0)
            return false;
        key->push_back(static_cast<uint8_t>(16 * high + low));
    }
    return true;
}

bool IdentityOk(const std::string &identity)
{
    return !identity.empty() && identity.size() <= DTL_PSK_IDENTITY_MAX &&
           std::all_of(identity.begin(), identity.end(),
                       [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
}

// Adds the line's entry. False: there is something to complain about.
bool ReadLine(const std::string &line, Entries *entries)
{
    if (line.empty() || line[0] == '#')
        return true;
    size_t colon = line.rfind(':');
    Bytes key;
    if (colon == std::string::npos || !IdentityOk(line.substr(0, colon)) ||
        !ReadKey(line.substr(colon + 1), &key))
        return false;
    return entries->emplace(line.substr(0, colon), key).second;
}

// The numbers of the lines that are not used.
std::vector<unsigned> Read(const std::string &text, Entries *entries)
{
    std::vector<unsigned> bad;
    unsigned number = 1;
    const size_t mark = text.rfind("\xef\xbb\xbf", 0) == 0 ? 3 : 0;
    for (size_t at = mark; at < text.size(); number++) {
        size_t end = std::min(text.find('\n', at), text.size());
        if (!ReadLine(Trim(text.substr(at, end - at)), entries))
            bad.push_back(number);
        at = end + 1;
    }
    return bad;
}

Bytes Find(dtl_psks *set, const std::string &identity)
{
    Bytes key(DTL_PSK_MAX);
    const Bytes id(identity.begin(), identity.end());
    key.resize(dtl_psks_find(set, Exactly(id).get(), id.size(), key.data()));
    return key;
}

} // namespace

FUZZ_TARGET(psks)
{
    const Bytes bytes = in.Rest();
    std::vector<unsigned> complaints, expected;
    dtl_psks set{};
    auto complain = [](void *ctx, unsigned line, const char *, bool used) {
        if (!used)
            static_cast<std::vector<unsigned> *>(ctx)->push_back(line);
    };
    ASSERT_EQ(dtl_psks_parse(&set, reinterpret_cast<const char *>(Exactly(bytes).get()),
                             bytes.size(), complain, &complaints),
              0);

    Entries entries;
    expected = Read(std::string(bytes.begin(), bytes.end()), &entries);
    std::sort(complaints.begin(), complaints.end()); // doubles are told of last
    EXPECT_EQ(complaints, expected);
    EXPECT_EQ(set.n, entries.size());
    for (const auto &[identity, key] : entries) {
        EXPECT_EQ(Find(&set, identity), key) << identity;
        EXPECT_EQ(entries.count(identity + "x") == 0, Find(&set, identity + "x").empty());
    }
    dtl_psks_free(&set);
}
