// SPDX-License-Identifier: Apache-2.0
//
// Takes the place of rtl/aes/aes_round.sv in a model of the kind aes=dpi: same ports, same three
// cycles, but the round is computed in C. For simulation only.

module aes_round #(
  parameter bit SboxGates = 1'b0
) (
  input  logic         clk_i,
  input  logic [127:0] a_i,
  output logic [127:0] shifted_o,
  output logic [127:0] mixed_o
);

  import "DPI-C" function void dtl_aes_round(
    input  bit [127:0] a,
    output bit [127:0] shifted,
    output bit [127:0] mixed
  );

  logic [127:0] a_q, a2_q, a3_q;

  always_ff @(posedge clk_i) begin
    a_q  <= a_i;
    a2_q <= a_q;
    a3_q <= a2_q;
  end

  always_comb dtl_aes_round(a3_q, shifted_o, mixed_o);

  logic unused;
  assign unused = SboxGates;

endmodule
