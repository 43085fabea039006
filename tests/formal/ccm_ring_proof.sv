// SPDX-License-Identifier: Apache-2.0
//
// What follows SubBytes (aes_sbox_proof) in a turn of ccm_ring is a round of FIPS 197, section 5.1.
//
// G1 A middle round: ShiftRows, MixColumns and AddRoundKey of the key given for the next block.
// G2 What leaves is the last round: ShiftRows and k[Nr], no MixColumns.
// G3 A block that is not chained leaves nothing behind: only what was added enters.

module ccm_ring_proof (
  input logic         clk_i,
  input logic         mid_i,
  input logic         chain_i,
  input logic [127:0] last_key_i,
  input logic [127:0] key_i
);

  logic [127:0] left, left_3;

  ccm_ring dut (
    .clk_i      (clk_i),
    .mid_i      (mid_i),
    .chain_i    (chain_i),
    .last_key_i (last_key_i),
    .keep_mask_i('1),
    .key_i      (key_i),
    .counter_i  ('0),
    .text_i     ('0),
    .text_en_i  (1'b0),
    .decrypt_i  (1'b0),
    .left_o     (left),
    .left_3_o   (left_3)
  );

  // What was there so many cycles ago.
  logic [127:0] key_1_q, key_2_q, sub_1_q, last_key_1_q;
  logic         mid_1_q, chain_1_q;
  logic [1:0]   age_q = '0;

  always_ff @(posedge clk_i) begin
    if (age_q != '1) age_q <= age_q + 1'b1;
    {key_1_q, key_2_q}      <= {key_i, key_1_q};
    {sub_1_q, last_key_1_q} <= {dut.u_round.sub, last_key_i};
    {mid_1_q, chain_1_q}    <= {mid_i, chain_i};
  end

  logic [127:0] shifted;
  assign shifted = fips197_pkg::shift_rows(sub_1_q);

  always_comb begin
    if (age_q >= 2'd2) begin
      G1: assert (!mid_1_q || dut.state_q == (fips197_pkg::mix_columns(shifted) ^ key_2_q));
      G2: assert (left == (shifted ^ last_key_1_q));
      G3: assert (mid_1_q || dut.state_q == ((chain_1_q ? shifted : '0) ^ key_2_q));
    end
  end

  logic unused;
  assign unused = &{left_3};

endmodule
