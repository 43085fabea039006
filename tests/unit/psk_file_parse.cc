// SPDX-License-Identifier: Apache-2.0
//
// The text of a PSK file: every way in which a line can be wrong, and that the others live.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

extern "C" {
#include "host/files/psks.h"
}

namespace
{

struct Complaint {
    unsigned line;
    std::string reason;
};

class Psks
{
  public:
    explicit Psks(const std::string &text)
    {
        EXPECT_EQ(dtl_psks_parse(&set_, text.data(), text.size(), Complain, this), 0);
    }
    ~Psks()
    {
        dtl_psks_free(&set_);
    }
    Psks(const Psks &) = delete;

    size_t size() const
    {
        return set_.n;
    }

    // The key in hexadecimal, "" if there is none.
    std::string Find(const std::string &identity)
    {
        uint8_t key[DTL_PSK_MAX];
        size_t len = dtl_psks_find(&set_, reinterpret_cast<const uint8_t *>(identity.data()),
                                   identity.size(), key);
        std::string hex;
        for (size_t i = 0; i < len; i++) {
            char digits[3];
            snprintf(digits, sizeof digits, "%02x", key[i]);
            hex += digits;
        }
        return hex;
    }

    std::string Identity(size_t entry) const
    {
        size_t len;
        const uint8_t *bytes = dtl_psks_identity(&set_, entry, &len);
        return std::string(reinterpret_cast<const char *>(bytes), len);
    }

    std::vector<Complaint> complaints, warnings; // of lines that are not used, that are

  private:
    static void Complain(void *ctx, unsigned line, const char *reason, bool used)
    {
        auto *p = static_cast<Psks *>(ctx);
        (used ? p->warnings : p->complaints).push_back({line, reason});
    }

    dtl_psks set_{};
};

TEST(PskFileParse, ReadsEntriesCommentsAndBlankLines)
{
    Psks p("# clients\n"
           "\n"
           "one:00\n"
           "   \t\n"
           "  # indented comment\n"
           "two:0123456789abcdefABCDEF\n"
           "last line has no end:ff");
    EXPECT_TRUE(p.complaints.empty());
    EXPECT_EQ(p.size(), 3u);
    EXPECT_EQ(p.Find("one"), "00");
    EXPECT_EQ(p.Find("two"), "0123456789abcdefabcdef");
    EXPECT_EQ(p.Find("last line has no end"), "ff");
}

TEST(PskFileParse, IgnoresBlanksAroundALineAndCarriageReturns)
{
    Psks p("  one:01 \t\r\ntwo:02\r\n\r\n");
    EXPECT_TRUE(p.complaints.empty());
    EXPECT_EQ(p.Find("one"), "01");
    EXPECT_EQ(p.Find("two"), "02");
}

TEST(PskFileParse, TheLastColonSeparates)
{
    Psks p("urn:imei:123456789012345:0a0b\n");
    EXPECT_EQ(p.Find("urn:imei:123456789012345"), "0a0b");
}

TEST(PskFileParse, IdentitiesMayHoldAnythingPrintable)
{
    Psks p("caf\xc3\xa9 #5:0a\n");
    EXPECT_TRUE(p.complaints.empty());
    EXPECT_EQ(p.Find("caf\xc3\xa9 #5"), "0a");
}

TEST(PskFileParse, ReportsEachMalformedLineAndKeepsTheOthers)
{
    const struct {
        std::string line, reason;
    } cases[] = {
        {"no separator", "there is no colon, write identity:hexkey"},
        {":00112233", "the identity is empty"},
        {std::string(129, 'i') + ":00", "the identity is longer than 128 bytes"},
        {"bell\a:00", "the identity holds a control character"},
        {std::string("nul\0:00", 7), "the identity holds a control character"},
        {"del\x7f:00", "the identity holds a control character"},
        {"id:", "the key is empty"},
        {"id:001", "the key has an odd number of hexadecimal digits"},
        {"id:0g", "the key is not hexadecimal"},
        {"id: 00", "the key is not hexadecimal"},
        {"id:0x00", "the key is not hexadecimal"},
        {"id:" + std::string(66, '0'), "the key is longer than 32 bytes (64 hexadecimal digits)"},
    };
    for (const auto &c : cases) {
        Psks p("before:01\n\n" + c.line + "\nafter:02\n");
        ASSERT_EQ(p.complaints.size(), 1u) << c.line;
        EXPECT_EQ(p.complaints[0].line, 3u) << c.line;
        EXPECT_EQ(p.complaints[0].reason, c.reason);
        EXPECT_EQ(p.size(), 2u);
        EXPECT_EQ(p.Find("before"), "01");
        EXPECT_EQ(p.Find("after"), "02");
    }
}

TEST(PskFileParse, TakesTheLongestIdentityAndKey)
{
    const std::string identity(DTL_PSK_IDENTITY_MAX, 'i'), key(2 * DTL_PSK_MAX, 'a');
    Psks p(identity + ":" + key);
    EXPECT_TRUE(p.complaints.empty());
    EXPECT_EQ(p.Find(identity), key);
}

TEST(PskFileParse, OfTwoLinesWithOneIdentityTheFirstCounts)
{
    Psks p("b:01\na:02\nb:03\nc:04\nb:05\n");
    ASSERT_EQ(p.complaints.size(), 2u);
    EXPECT_EQ(p.complaints[0].line, 3u);
    EXPECT_EQ(p.complaints[1].line, 5u);
    EXPECT_EQ(p.complaints[0].reason, "the identity has a key already");
    EXPECT_EQ(p.size(), 3u);
    EXPECT_EQ(p.Find("b"), "01");
    EXPECT_EQ(p.Find("c"), "04");
}

TEST(PskFileParse, WarnsOfAKeyThatIsShorterThan16Bytes)
{
    Psks p("good:" + std::string(32, 'a') + "\nshort:" + std::string(30, 'a') + "\n");
    EXPECT_TRUE(p.complaints.empty());
    ASSERT_EQ(p.warnings.size(), 1u);
    EXPECT_EQ(p.warnings[0].line, 2u);
    EXPECT_EQ(p.warnings[0].reason, "the key is shorter than 16 bytes, and may be guessed");
    EXPECT_EQ(p.size(), 2u);
}

TEST(PskFileParse, WarnsOfAByteOrderMarkAndLeavesItOut)
{
    const std::string key(32, 'a');
    Psks p("\xef\xbb\xbfone:" + key + "\n");
    ASSERT_EQ(p.warnings.size(), 1u);
    EXPECT_EQ(p.warnings[0].line, 1u);
    EXPECT_EQ(p.warnings[0].reason,
              "a byte order mark stands before the text; save the file without it");
    EXPECT_EQ(p.Find("one"), key);
    EXPECT_TRUE(Psks("one:" + key).warnings.empty());
    EXPECT_EQ(Psks("\xef\xbb").size(), 0u);
}

TEST(PskFileParse, TellsWhoseKeysItHolds)
{
    Psks p("two:02\na:01\n");
    EXPECT_EQ(p.Identity(0), "a");
    EXPECT_EQ(p.Identity(1), "two");
}

TEST(PskFileParse, FindsNoOtherIdentity)
{
    Psks p("client:01\n");
    for (const char *other : {"", "clien", "client2", "Client", "client\n"})
        EXPECT_EQ(p.Find(other), "") << other;
    EXPECT_EQ(p.Find(std::string("client\0", 7)), "");
    EXPECT_EQ(p.Find(std::string(256 + 6, 'c')), "");
    EXPECT_EQ(Psks("").Find("client"), "");
}

TEST(PskFileParse, HoldsManyEntries)
{
    std::string text;
    for (int i = 0; i < 5000; i++)
        text += "device-" + std::to_string(i * 7919 % 5000) + ":" + (i % 2 ? "aa" : "bb") + "\n";
    Psks p(text);
    EXPECT_TRUE(p.complaints.empty());
    ASSERT_EQ(p.size(), 5000u);
    for (int i = 0; i < 5000; i++)
        EXPECT_EQ(p.Find("device-" + std::to_string(i * 7919 % 5000)), i % 2 ? "aa" : "bb");
}

// Any bytes: no crash, and each line is a comment, an entry or a complaint.
TEST(PskFileParse, SurvivesAnything)
{
    const unsigned seed = 20;
    std::mt19937 random(seed);
    const std::string alphabet("a1:#\n\r \0\xff:0f\n", 14);
    for (int round = 0; round < 3000; round++) {
        std::string text(random() % 200, '\0');
        for (char &c : text)
            c = alphabet[random() % alphabet.size()];
        const size_t lines = 1 + std::count(text.begin(), text.end(), '\n');
        Psks p(text);
        EXPECT_LE(p.size() + p.complaints.size(), lines) << "seed " << seed;
        for (const Complaint &c : p.complaints)
            EXPECT_TRUE(c.line >= 1 && c.line <= lines) << "seed " << seed;
    }
}

} // namespace
