// SPDX-License-Identifier: Apache-2.0
//
// Datagrams of strangers at a server: the record splitter, its judgement of headers, and what goes
// out before a cookie has come back. Input: datagrams, each as path (1 byte), length (2) and bytes.
#include <numeric>

#include "tests/fuzz/fuzz.h"
#include "tests/unit/dtls_world.h"

namespace
{

// How many records a datagram holds by RFC 6347, section 4.1; one more if something follows them.
unsigned Parts(const Bytes &datagram)
{
    unsigned parts = 0;
    for (size_t at = 0; at < datagram.size(); parts++) {
        const uint8_t *h = datagram.data() + at;
        const size_t left = datagram.size() - at;
        if (left < DTL_HEADER_LEN)
            return parts + 1;
        const bool epoch_0 = !h[3] && !h[4];
        const bool version = h[1] == 0xfe && (h[2] == 0xfd || (h[2] == 0xff && epoch_0));
        const size_t len = DTL_HEADER_LEN + static_cast<size_t>(h[11] << 8 | h[12]);
        if (h[0] < 20 || h[0] > 23 || !version || len > left)
            return parts + 1;
        at += len;
    }
    return parts;
}

uint64_t Counted(const dtl_endpoint *ep)
{
    dtl_counter counters[64];
    const unsigned n = dtl_endpoint_counters(ep, counters, 64);
    return std::accumulate(counters, counters + n, uint64_t{0},
                           [](uint64_t sum, const dtl_counter &c) { return sum + c.value; });
}

} // namespace

FUZZ_TARGET(records)
{
    dtls::World world;
    while (!in.empty()) {
        const std::string path = "p" + std::to_string(in.Byte() % 4);
        const Bytes datagram = in.Take(in.Word());
        const dtl_path p = dtls::Path(path);
        const uint64_t before = Counted(world.ep);
        const size_t sent = world.wire.size();

        dtl_endpoint_datagram(world.ep, &p, Exactly(datagram).get(), datagram.size(), world.now++);
        world.Drain();

        EXPECT_EQ(Counted(world.ep) - before, Parts(datagram)) << "each record is counted once";
        size_t out = 0;
        for (size_t i = sent; i < world.wire.size(); i++) {
            EXPECT_EQ(world.wire[i].path, path);
            out += world.wire[i].bytes.size();
        }
        EXPECT_LE(out, datagram.size()) << "a stranger's datagram was amplified";
        EXPECT_LE(world.wire.size() - sent, 1u) << "the headers of the answers amplify";
        ASSERT_EQ(dtl_endpoint_associations(world.ep), 0u) << "state without a cookie";
    }
}
