// SPDX-License-Identifier: Apache-2.0
//
// The functions of aes_pkg and the gates of aes_gates_pkg against FIPS 197, for every input.
//
// A1 The table and A2 the gates are the S-box of section 5.1.1.
// A3 ShiftRows, A4 MixColumns (sections 5.1.2 and 5.1.3), A5 multiplication by x (section 4.2).

module aes_step_proof (
  input logic         clk_i,
  input logic [7:0]   byte_i,
  input logic [127:0] state_i
);

  logic [7:0]              s, gates;
  aes_gates_pkg::halves_t  halves;
  aes_gates_pkg::element_t inverse;
  assign s       = fips197_pkg::sbox(byte_i);
  assign halves  = aes_gates_pkg::halves(byte_i);
  assign inverse = aes_gates_pkg::invert(aes_gates_pkg::norm(halves));
  assign gates   = aes_gates_pkg::affine(aes_gates_pkg::scale(halves, aes_gates_pkg::forms(inverse)));

  always_comb begin
    A1: assert (aes_pkg::sub_byte(byte_i) == s);
    A2: assert (gates == s);
    A3: assert (aes_pkg::shift_rows(state_i) == fips197_pkg::shift_rows(state_i));
    A4: assert (aes_pkg::mix_columns(state_i) == fips197_pkg::mix_columns(state_i));
    A5: assert (aes_pkg::xtime(byte_i) == fips197_pkg::mul(byte_i, 8'd2));
  end

endmodule
