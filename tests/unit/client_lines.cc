// SPDX-License-Identifier: Apache-2.0
//
// Lines out of a stream: any bytes, in pieces of any size, and a line that is too long costs no
// other.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

extern "C" {
#include "host/client/lines.h"
}

namespace
{

std::string TooLong(size_t len)
{
    return "(" + std::to_string(len) + " bytes are too long)";
}

class Lines
{
  public:
    // Gives the stream's bytes in pieces and takes each line as soon as it is there.
    void Feed(const std::string &bytes, size_t piece)
    {
        for (size_t at = 0; at < bytes.size();) {
            size_t room;
            uint8_t *space = dtl_lines_space(&l_, &room);
            ASSERT_GT(room, 0u);
            size_t n = std::min({piece, room, bytes.size() - at});
            memcpy(space, bytes.data() + at, n);
            dtl_lines_added(&l_, n);
            at += n;
            Take();
        }
    }
    void End()
    {
        l_.ended = true;
        Take();
    }

    std::vector<std::string> taken;

  private:
    void Take()
    {
        const uint8_t *line;
        size_t len;
        dtl_line got;
        while ((got = dtl_lines_next(&l_, &line, &len)) != DTL_LINE_NONE) {
            taken.push_back(got == DTL_LINE_TOO_LONG
                                ? TooLong(len)
                                : std::string(reinterpret_cast<const char *>(line), len));
            dtl_lines_take(&l_);
        }
    }

    dtl_lines l_{};
};

std::vector<std::string> Split(const std::string &bytes, size_t piece)
{
    auto lines = std::make_unique<Lines>();
    lines->Feed(bytes, piece);
    lines->End();
    return lines->taken;
}

using Strings = std::vector<std::string>;

TEST(ClientLines, KeepTheirNewline)
{
    EXPECT_EQ(Split("one\ntwo\n", 100), (Strings{"one\n", "two\n"}));
    EXPECT_EQ(Split("\n\nx\n", 100), (Strings{"\n", "\n", "x\n"}));
    EXPECT_EQ(Split("", 100), Strings{});
}

TEST(ClientLines, TheLastMayLackIt)
{
    EXPECT_EQ(Split("one\ntwo", 100), (Strings{"one\n", "two"}));
    EXPECT_EQ(Split("alone", 1), (Strings{"alone"}));
}

TEST(ClientLines, MayHoldAnyBytes)
{
    const std::string binary("\0\r\xff\x1b\n\0\n", 7);
    EXPECT_EQ(Split(binary, 1), (Strings{binary.substr(0, 5), binary.substr(5)}));
}

TEST(ClientLines, WaitForTheirEnd)
{
    Lines l;
    l.Feed("half a ", 100);
    EXPECT_TRUE(l.taken.empty());
    l.Feed("line\nand", 100);
    EXPECT_EQ(l.taken, (Strings{"half a line\n"}));
}

TEST(ClientLines, OfTheGreatestLengthAreWhole)
{
    const std::string longest = std::string(DTL_LINE_MAX - 1, 'x') + "\n";
    const std::string bare(DTL_LINE_MAX, 'x');
    for (size_t piece : {1000, 16384, 100000}) {
        EXPECT_EQ(Split("a\n" + longest + longest + "b\n", piece),
                  (Strings{"a\n", longest, longest, "b\n"}));
        EXPECT_EQ(Split(bare, piece), (Strings{bare}));
    }
}

TEST(ClientLines, ThatAreTooLongCostNoOther)
{
    for (size_t len : {DTL_LINE_MAX + 1, DTL_LINE_MAX + 2, 5 * DTL_LINE_MAX}) {
        const std::string line = std::string(len - 1, 'x') + "\n";
        for (size_t piece : {999, 16385, 1000000})
            EXPECT_EQ(Split("a\n" + line + "b\n" + line + "c", piece),
                      (Strings{"a\n", TooLong(len), "b\n", TooLong(len), "c"}))
                << len << " in pieces of " << piece;
        EXPECT_EQ(Split(std::string(len, 'x'), 1000), (Strings{TooLong(len)}));
    }
}

TEST(ClientLines, AreTheSameInPiecesOfAnySize)
{
    const unsigned seed = 4;
    std::mt19937 random(seed);
    for (int round = 0; round < 200; round++) {
        std::string text;
        for (int i = 0; i < 20; i++)
            text += std::string(random() % 40 ? random() % 50 : random() % 40000, 'x') + "\n";
        EXPECT_EQ(Split(text, 1 + random() % 5000), Split(text, 1000000)) << "seed " << seed;
    }
}

} // namespace
