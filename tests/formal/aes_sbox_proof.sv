// SPDX-License-Identifier: Apache-2.0
//
// aes_sbox, with table or gates.
//
// B1 What comes out is FIPS 197's S-box of what came in three cycles ago.

module aes_sbox_proof #(
  parameter bit SboxGates = 1'b0
) (
  input logic       clk_i,
  input logic [7:0] a_i
);

  logic [7:0] s, a_1_q, a_2_q, a_3_q;
  logic [1:0] age_q = '0;

  aes_sbox #(
    .Gates(SboxGates)
  ) dut (
    .clk_i(clk_i),
    .a_i  (a_i),
    .s_o  (s)
  );

  always_ff @(posedge clk_i) begin
    if (age_q != '1) age_q <= age_q + 1'b1;
    {a_1_q, a_2_q, a_3_q} <= {a_i, a_1_q, a_2_q};
  end

  always_comb B1: assert (age_q != '1 || s == fips197_pkg::sbox(a_3_q));

endmodule
