// SPDX-License-Identifier: Apache-2.0
//
// The S-boxes of aes_key_expand, whatever round key is in it.
//
// K6 While a round key is made, they give SubWord of the last word that was in newer_q a cycle ago, of
//    RotWord of it if it is to be rotated, without its constant; otherwise zero. (aes_step proves that
//    aes_pkg's table is FIPS 197's S-box.)

module aes_key_sub_proof #(
  parameter bit SboxGates = 1'b0
) (
  input logic clk_i
);

  logic        running_q = 1'b0;
  logic [31:0] word_1_q;

  aes_key_expand #(
    .SboxGates(SboxGates)
  ) dut (
    .clk_i    (clk_i),
    .rst_ni   (1'b1),
    .valid_i  (1'b0),
    .ready_o  (),
    .last_o   (),
    .key_256_i(1'b0),
    .half_i   ('0),
    .we_o     (),
    .addr_o   (),
    .key_o    ()
  );

  always_ff @(posedge clk_i) begin
    running_q <= 1'b1;
    word_1_q  <= dut.rotate_q ? {dut.newer_q[103:96], dut.newer_q[127:104]} : dut.newer_q[127:96];
  end

  always_comb K6: assert (!running_q ||
                          dut.sub == (dut.makes ? aes_pkg::sub_word(word_1_q) ^ 32'h63636363 : '0));

endmodule
