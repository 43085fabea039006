// SPDX-License-Identifier: Apache-2.0
//
// Both S-boxes side by side.

module aes_sbox_tb (
  input  logic       clk_i,
  input  logic [7:0] a_i,
  output logic [7:0] table_o,
  output logic [7:0] gates_o
);

  aes_sbox #(
    .Gates(1'b0)
  ) u_table (
    .clk_i(clk_i),
    .a_i  (a_i),
    .s_o  (table_o)
  );

  aes_sbox #(
    .Gates(1'b1)
  ) u_gates (
    .clk_i(clk_i),
    .a_i  (a_i),
    .s_o  (gates_o)
  );

endmodule
