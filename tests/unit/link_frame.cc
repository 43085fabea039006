// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <gtest/gtest.h>

#include <numeric>

#include "tests/unit/link_fault.h"

// --- COBS ----------------------------------------------------------------------------------------

static Bytes Cobs(const Bytes &in)
{
    Bytes out(DTL_COBS_MAX(in.size()));
    out.resize(dtl_cobs_encode(out.data(), in.data(), in.size()));
    return out;
}

static Bytes UnCobs(const Bytes &in)
{
    Bytes out(in.size());
    size_t len = 0;
    EXPECT_EQ(dtl_cobs_decode(out.data(), &len, in.data(), in.size()), 0);
    out.resize(len);
    return out;
}

static Bytes Count(unsigned from, unsigned n)
{
    Bytes b(n);
    std::iota(b.begin(), b.end(), static_cast<uint8_t>(from));
    return b;
}

static Bytes operator+(Bytes a, const Bytes &b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

// Figure 3 of the paper, and its rules for the ends of blocks.
TEST(LinkCobs, VectorsOfThePaper)
{
    const std::pair<Bytes, Bytes> vectors[] = {
        {{0x45, 0x00, 0x00, 0x2C, 0x4C, 0x79, 0x00, 0x00, 0x40, 0x06, 0x4F, 0x37},
         {0x02, 0x45, 0x01, 0x04, 0x2C, 0x4C, 0x79, 0x01, 0x05, 0x40, 0x06, 0x4F, 0x37}},
        {{}, {0x01}},
        {{0x00}, {0x01, 0x01}},
        {{0x00, 0x00}, {0x01, 0x01, 0x01}},
        {{0x11, 0x22, 0x00, 0x33}, {0x03, 0x11, 0x22, 0x02, 0x33}},
        {{0x11, 0x00, 0x00, 0x00}, {0x02, 0x11, 0x01, 0x01, 0x01}},
        {Count(1, 253), Bytes{0xFE} + Count(1, 253)},
        {Count(1, 254), Bytes{0xFF} + Count(1, 254)},
        {Bytes{0} + Count(1, 254), Bytes{0x01, 0xFF} + Count(1, 254)},
        {Count(1, 255), Bytes{0xFF} + Count(1, 254) + Bytes{0x02, 0xFF}},
        {Count(1, 254) + Bytes{0}, Bytes{0xFF} + Count(1, 254) + Bytes{0x01, 0x01}},
    };
    for (const auto &[plain, stuffed] : vectors) {
        EXPECT_EQ(Cobs(plain), stuffed);
        EXPECT_EQ(UnCobs(stuffed), plain);
    }
}

TEST(LinkCobs, EmptyBlockAfterAFullOneIsUnderstood)
{
    EXPECT_EQ(UnCobs(Bytes{0xFF} + Count(1, 254) + Bytes{0x01}), Count(1, 254));
}

TEST(LinkCobs, EveryLengthRoundTripsWithoutAZero)
{
    for (size_t len = 0; len < 1100; len++)
        for (uint32_t zeros : {0u, 1u, 7u, 255u}) {
            Bytes in = Pattern(len, zeros + 1);
            for (uint8_t &b : in) // no zeros, all zeros, or some
                b = zeros == 0 ? (b ? b : 1) : zeros == 1 ? 0 : b % zeros == 0 ? 0 : b;
            Bytes stuffed = Cobs(in);
            ASSERT_LE(stuffed.size(), DTL_COBS_MAX(len));
            ASSERT_EQ(std::count(stuffed.begin(), stuffed.end(), 0), 0);
            ASSERT_EQ(UnCobs(stuffed), in) << len;
        }
}

TEST(LinkCobs, CodeThatPointsPastTheEndOrIsZeroIsAnError)
{
    for (const Bytes &bad : {Bytes{0x02}, Bytes{0x03, 0x11}, Bytes{0xFF, 0x01}, Bytes{0x00},
                             Bytes{0x02, 0x11, 0x05, 0x01}}) {
        Bytes out(bad.size());
        size_t len;
        EXPECT_EQ(dtl_cobs_decode(out.data(), &len, bad.data(), bad.size()), DTL_ERR_FORMAT);
    }
}

// --- frames --------------------------------------------------------------------------------------

class LinkFrame : public testing::Test
{
  protected:
    // All bodies that come out, fed `step` bytes at a time.
    std::vector<Bytes> Feed(const Bytes &bytes, size_t step = 1 << 20)
    {
        std::vector<Bytes> bodies;
        for (size_t from = 0; from < bytes.size(); from += step) {
            size_t end = std::min(bytes.size(), from + step);
            for (size_t at = from; at < end;) {
                const uint8_t *body;
                size_t len;
                at += dtl_frame_decode(&decoder, bytes.data() + at, end - at, &body, &len);
                if (body)
                    bodies.emplace_back(body, body + len);
            }
        }
        return bodies;
    }

    dtl_frame_decoder decoder{};
};

// The catalogued check value: the CRC of "123456789" is CBF43926; sent least significant byte
// first.
TEST_F(LinkFrame, CrcIsThatOfEthernet)
{
    uint8_t body[9 + DTL_FRAME_CRC_LEN + 1] = "123456789", out[32];
    size_t len = dtl_frame_encode(out, body, 9);
    EXPECT_EQ(out[len - 1], 0);
    Bytes plain = UnCobs(Bytes(out, out + len - 1));
    EXPECT_EQ(Bytes(plain.end() - 4, plain.end()), (Bytes{0x26, 0x39, 0xF4, 0xCB}));
}

TEST_F(LinkFrame, FramesComeOutHoweverTheyAreCutUp)
{
    Bytes one = Pattern(16, 1), two = Pattern(2064, 2), three = Pattern(100, 3);
    Bytes stream =
        Bytes{0, 0} + EncodeFrame(one) + Bytes{0} + EncodeFrame(two) + EncodeFrame(three);
    for (size_t step : {size_t{1}, size_t{2}, size_t{3}, size_t{17}, size_t{254}, stream.size()})
        EXPECT_EQ(Feed(stream, step), (std::vector<Bytes>{one, two, three})) << step;
    EXPECT_EQ(decoder.errors, 0u) << "idle fill is no error";
}

TEST_F(LinkFrame, BodiesTooShortOrTooLongAreDropped)
{
    EXPECT_TRUE(Feed(EncodeFrame(Pattern(15, 1))).empty());
    EXPECT_TRUE(Feed(EncodeFrame(Pattern(0, 1))).empty());
    Bytes huge = Pattern(2065 + 4, 1), out(DTL_COBS_MAX(2069) + 1);
    out.resize(dtl_frame_encode(out.data(), huge.data(), 2065));
    EXPECT_TRUE(Feed(out).empty());
    EXPECT_EQ(decoder.errors, 3u);
    EXPECT_EQ(Feed(EncodeFrame(Pattern(16, 1))).size(), 1u);
}

TEST_F(LinkFrame, EndlessGarbageCostsTheFrameThatItHitsAndNoMore)
{
    Bytes garbage = Pattern(100000, 5);
    for (uint8_t &b : garbage)
        b = b ? b : 1;
    EXPECT_TRUE(Feed(garbage).empty());
    EXPECT_TRUE(Feed(EncodeFrame(Pattern(20, 1))).empty()) << "joined to the garbage";
    EXPECT_EQ(decoder.errors, 1u);
    EXPECT_EQ(Feed(EncodeFrame(Pattern(20, 2))).size(), 1u);
}

TEST_F(LinkFrame, NoFlippedByteGetsThrough)
{
    Bytes body = Pattern(64, 9), good = EncodeFrame(body);
    for (size_t i = 0; i + 1 < good.size(); i++)
        for (unsigned mask :
             {1u, 0x80u, 0xffu, unsigned{good[i]}}) { // the last makes it a delimiter
            Bytes bad = good;
            bad[i] ^= static_cast<uint8_t>(mask);
            Feed({0});
            uint64_t errors = decoder.errors;
            EXPECT_TRUE(Feed(bad).empty()) << "byte " << i;
            EXPECT_GT(decoder.errors, errors);
            EXPECT_EQ(Feed(good), std::vector<Bytes>{body});
        }
}

TEST_F(LinkFrame, NoTruncatedFrameGetsThrough)
{
    Bytes good = EncodeFrame(Pattern(64, 9));
    for (size_t len = 0; len + 1 < good.size(); len++) {
        Bytes bad(good.begin(), good.begin() + static_cast<long>(len));
        bad.push_back(0);
        EXPECT_TRUE(Feed(bad).empty()) << len;
    }
}

TEST_F(LinkFrame, RandomBytesNeverMakeAFrame)
{
    EXPECT_TRUE(Feed(Pattern(1 << 20, 123)).empty());
    EXPECT_EQ(decoder.frames, 0u);
}
