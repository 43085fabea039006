// SPDX-License-Identifier: Apache-2.0
//
// The S-box as gates and as a table: the same map, FIPS 197 figure 7, three cycles after its input.

#include <gtest/gtest.h>
#include <verilated.h>

#include "Vaes_sbox_tb.h"
#include "tests/rtl/aes_math.h"

class AesSbox : public ::testing::Test
{
  protected:
    VerilatedContext context;
    std::unique_ptr<Vaes_sbox_tb> dut;

    void SetUp() override
    {
        context.randReset(2);
        context.randSeed(1);
        dut.reset(new Vaes_sbox_tb(&context));
    }

    void clock(uint8_t a)
    {
        dut->a_i = a;
        dut->clk_i = 0;
        dut->eval();
        dut->clk_i = 1;
        dut->eval();
    }
};

TEST_F(AesSbox, HasTheValuesOfTheStandard)
{
    const struct {
        uint8_t a, s;
    } figure_7[] = {{0x00, 0x63}, {0x01, 0x7C}, {0x52, 0x00},
                    {0x53, 0xED}, {0x9A, 0xB8}, {0xFF, 0x16}};
    for (auto spot : figure_7) {
        for (int i = 0; i < 3; i++)
            clock(spot.a);
        EXPECT_EQ(dut->table_o, spot.s) << int(spot.a);
        EXPECT_EQ(dut->gates_o, spot.s) << int(spot.a);
    }
}

TEST_F(AesSbox, TakesAByteACycleAndAnswersInTheThird)
{
    for (int t = 0; t < 2 * 256 + 2; t++) { // forwards, then backwards
        clock(uint8_t(t < 256 ? t : ~t));
        if (t < 2)
            continue;
        const uint8_t a = uint8_t(t - 2 < 256 ? t - 2 : ~(t - 2));
        EXPECT_EQ(dut->table_o, aes::sub_byte(a)) << int(a);
        EXPECT_EQ(dut->gates_o, aes::sub_byte(a)) << int(a);
    }
}
