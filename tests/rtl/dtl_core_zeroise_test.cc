// SPDX-License-Identifier: Apache-2.0
//
// What is left of keys in the whole device, anywhere in its state: nothing, once their session has
// gone, or if it never came about.

#include <cstring>

#include DEVICE_SYMS_H
#include "tests/rtl/core_fixture.h"
#include "tests/rtl/key_material.h"

class CoreZeroise : public Core
{
  protected:
    // Registers, wires and RAMs of the Verilated device.
    unsigned held(const rec::Params &p)
    {
        auto *state = host.dut->rootp->vlSymsp;
        unsigned n = 0;
        for (const Bytes &block : key_material(p))
            n += memmem(state, sizeof *state, block.data(), block.size()) != nullptr;
        return n;
    }

    void use(Session s)
    {
        expect_like_model(request(wire::Seal, s, random_bytes(100)));
        expect_like_model(request(wire::Open, s, peer_record(s, 5, random_bytes(100))));
    }

    // The request in a frame that ends early, at any of its bytes.
    void send_cut(const Request &q, size_t bytes)
    {
        Bytes frame = q.bytes();
        frame.resize(bytes);
        frame.push_back(0);
        host.send(frame);
        host.settle();
    }
};

TEST_F(CoreZeroise, ARemovedSessionsKeysAreNowhere)
{
    for (bool used : {false, true}) {
        const uint16_t generation = 1 + used;
        const Session going{generation, 3}, staying{generation, uint16_t(4 + used)};
        rec::Params p[2] = {random_params(), random_params()};
        install(going, p[0]);
        install(staying, p[1]);
        if (used) {
            use(staying);
            use(going);
        }
        EXPECT_GT(held(p[0]), 0u);
        EXPECT_EQ(host.ask(request(wire::Remove, going)).result, 0u);
        model.remove(going);
        EXPECT_EQ(held(p[0]), 0u);
        EXPECT_GT(held(p[1]), 0u) << "another session lost its key";
        use(staying);
    }
}

TEST_F(CoreZeroise, AnotherTokenLeavesNoKeys)
{
    rec::Params p[3];
    for (uint16_t slot = 0; slot < 3; slot++) {
        install({1, slot}, p[slot] = random_params());
        use({1, slot});
    }
    EXPECT_EQ(attach(token + 1).result, 0u);
    for (const rec::Params &gone : p)
        EXPECT_EQ(held(gone), 0u);
}

TEST_F(CoreZeroise, AResetIsFollowedByAWipe)
{
    rec::Params p = random_params();
    install({1, 7}, p);
    use({1, 7});
    host.reset();
    EXPECT_EQ(host.read(REG(STATUS)), 0u);
    host.settle();
    EXPECT_EQ(held(p), 0u);
}

TEST_F(CoreZeroise, AnInstallThatIsRefusedLeavesNoKeys)
{
    const rec::Params live = random_params();
    install({7, 2}, live);
    for (int fault = 0; fault < 4; fault++) {
        rec::Params p = random_params();
        Request q = request(wire::Install, {8, 2}, p.wire()); // the slot is taken
        if (fault == 1)
            q.slot = 60000;
        if (fault == 2)
            q.value = token + 1;
        if (fault == 3) {
            q.slot = 3;
            q.payload[0] = 0x80;
        }
        EXPECT_NE(host.ask(q).result, 0u) << fault;
        host.settle();
        EXPECT_EQ(held(p), 0u) << fault;
    }
    EXPECT_GT(held(live), 0u);
}

TEST_F(CoreZeroise, AnInstallThatIsCutShortLeavesNoKeys)
{
    rec::Params p = random_params();
    for (size_t bytes = 30; bytes < 148; bytes += 7) {
        send_cut(request(wire::Install, {1, 2}, p.wire()), bytes);
        ASSERT_EQ(held(p), 0u) << "after " << bytes << " bytes";
    }
    EXPECT_EQ(host.read(REG(STATUS)), token);
}
