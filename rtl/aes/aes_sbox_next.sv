// SPDX-License-Identifier: Apache-2.0
//
// SubBytes of one byte, in the next cycle, in the gates of aes_gates_pkg. With its registers after the
// inversion it is as deep before them as behind.

module aes_sbox_next (
  input  logic       clk_i,
  input  logic       valid_i,  // without: 0x63, the constant alone
  input  logic [7:0] a_i,
  output logic [7:0] s_o
);

  aes_gates_pkg::halves_t  halves_q, scaled;
  aes_gates_pkg::element_t inverse_q;

  always_ff @(posedge clk_i) begin
    halves_q  <= aes_gates_pkg::halves(a_i);
    inverse_q <= valid_i ? aes_gates_pkg::invert(aes_gates_pkg::norm(aes_gates_pkg::halves(a_i))) : '0;
  end

  assign scaled = aes_gates_pkg::scale(halves_q, aes_gates_pkg::forms(inverse_q));
  assign s_o    = aes_gates_pkg::affine(scaled);

endmodule
