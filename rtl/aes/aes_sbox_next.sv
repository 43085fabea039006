// SPDX-License-Identifier: Apache-2.0
//
// SubBytes of one byte, in the next cycle, in the gates of aes_gates_pkg. Its registers stand before the
// inversion: so there is time for a multiplexer before the S-box and for an XOR behind it.

module aes_sbox_next (
  input  logic       clk_i,
  input  logic       valid_i,  // without: 0x63, the constant alone
  input  logic [7:0] a_i,
  output logic [7:0] s_o
);

  aes_gates_pkg::halves_t  halves;
  aes_gates_pkg::forms_t   high_q, low_q, inverse;
  aes_gates_pkg::element_t norm_q;

  assign halves  = aes_gates_pkg::halves(a_i);
  assign inverse = aes_gates_pkg::forms(aes_gates_pkg::invert(norm_q));

  always_ff @(posedge clk_i) begin
    high_q <= aes_gates_pkg::forms(halves.high);
    low_q  <= aes_gates_pkg::forms(halves.low);
    norm_q <= valid_i ? aes_gates_pkg::norm(halves) : '0;
  end

  assign s_o = aes_gates_pkg::affine({aes_gates_pkg::product(inverse, high_q),
                                      aes_gates_pkg::product(inverse, low_q)});

endmodule
