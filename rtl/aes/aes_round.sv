// SPDX-License-Identifier: Apache-2.0
//
// A round of FIPS 197 without its AddRoundKey, three cycles after the block came: SubBytes and
// ShiftRows, and beside it the same with MixColumns.

module aes_round #(
  parameter bit SboxGates = 1'b0
) (
  input  logic         clk_i,
  input  logic [127:0] a_i,
  output logic [127:0] shifted_o,
  output logic [127:0] mixed_o
);

  logic [127:0] sub;

  for (genvar i = 0; i < 16; i++) begin : gen_sbox
    aes_sbox #(
      .Gates(SboxGates)
    ) u_sbox (
      .clk_i(clk_i),
      .a_i  (a_i[8*i +: 8]),
      .s_o  (sub[8*i +: 8])
    );
  end

  assign shifted_o = aes_pkg::shift_rows(sub);
  assign mixed_o   = aes_pkg::mix_columns(shifted_o);

endmodule
