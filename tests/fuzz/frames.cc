// SPDX-License-Identifier: Apache-2.0
//
// COBS, frames and messages of the link, as bytes from a device.
#include "tests/fuzz/fuzz.h"

extern "C" {
#include "driver/link/message.h"
}

namespace
{

Bytes Encode(Bytes body)
{
    const size_t len = body.size();
    Bytes frame(DTL_COBS_MAX(len + DTL_FRAME_CRC_LEN) + 1);
    body.resize(len + DTL_FRAME_CRC_LEN);
    frame.resize(dtl_frame_encode(frame.data(), body.data(), len));
    return frame;
}

struct Stream {
    dtl_frame_decoder decoder{};
    std::vector<Bytes> bodies;

    void Feed(const Bytes &piece)
    {
        auto copy = Exactly(piece);
        for (size_t at = 0; at < piece.size();) {
            const uint8_t *body = nullptr;
            size_t len = 0,
                   n = dtl_frame_decode(&decoder, copy.get() + at, piece.size() - at, &body, &len);
            ASSERT_GT(n, 0u);
            ASSERT_LE(n, piece.size() - at);
            at += n;
            if (body)
                bodies.emplace_back(body, body + len);
        }
    }
};

void CheckCobs(const Bytes &bytes)
{
    Bytes stuffed(DTL_COBS_MAX(bytes.size())), plain;
    stuffed.resize(dtl_cobs_encode(stuffed.data(), Exactly(bytes).get(), bytes.size()));
    EXPECT_EQ(std::count(stuffed.begin(), stuffed.end(), 0), 0);

    size_t len = 0;
    plain.resize(stuffed.size());
    ASSERT_EQ(dtl_cobs_decode(plain.data(), &len, stuffed.data(), stuffed.size()), 0);
    plain.resize(len);
    EXPECT_EQ(plain, bytes);

    // Any bytes: at most as many come out, wherever they go.
    auto place = Exactly(bytes);
    if (dtl_cobs_decode(place.get(), &len, place.get(), bytes.size()) == 0) {
        EXPECT_LE(len, bytes.size());
    }
}

void CheckMessage(const Bytes &body)
{
    auto copy = Exactly(body);
    dtl_response r;
    if (dtl_response_get(&r, copy.get(), body.size()))
        return;
    EXPECT_TRUE(copy[0] & DTL_LINK_RESPONSE);
    EXPECT_EQ(r.payload + r.length, copy.get() + body.size());
    if (r.length == DTL_QUERY_LEN) {
        dtl_session_state state;
        dtl_query_get(&state, r.payload);
    }
}

// However a stream is cut up, the same frames come out, and each part between delimiters is
// counted.
void CheckStream(const Bytes &bytes, size_t step)
{
    Stream whole, cut;
    whole.Feed(bytes);
    for (size_t at = 0; at < bytes.size(); at += step)
        cut.Feed(Bytes(bytes.begin() + static_cast<long>(at),
                       bytes.begin() + static_cast<long>(std::min(at + step, bytes.size()))));
    EXPECT_EQ(cut.bodies, whole.bodies);
    EXPECT_EQ(cut.decoder.errors, whole.decoder.errors);

    uint64_t parts = 0;
    for (size_t i = 1; i < bytes.size(); i++)
        parts += bytes[i] == 0 && bytes[i - 1] != 0;
    EXPECT_EQ(whole.decoder.frames + whole.decoder.errors, parts);
    EXPECT_EQ(whole.decoder.frames, whole.bodies.size());
    for (const Bytes &body : whole.bodies) {
        CheckMessage(body);
        Stream again;
        again.Feed(Encode(body));
        EXPECT_EQ(again.bodies, std::vector<Bytes>{body});
    }
}

void CheckFrame(const Bytes &body)
{
    Stream s;
    s.Feed(Encode(body));
    bool good = body.size() >= DTL_FRAME_HEADER_LEN && body.size() <= DTL_FRAME_BODY_MAX;
    EXPECT_EQ(s.bodies, good ? std::vector<Bytes>{body} : std::vector<Bytes>{});
    EXPECT_EQ(s.decoder.errors, good ? 0u : 1u);
}

} // namespace

// The first byte says how the rest is cut up, the second makes a frame about as long as the
// longest.
FUZZ_TARGET(frames)
{
    const size_t step = 1 + size_t{in.Byte()};
    CheckFrame(Bytes(DTL_FRAME_BODY_MAX - 3 + in.Byte() % 8, 1));
    const Bytes bytes = in.Rest();
    CheckCobs(bytes);
    CheckMessage(bytes);
    CheckFrame(bytes);
    CheckStream(bytes, step);
}
