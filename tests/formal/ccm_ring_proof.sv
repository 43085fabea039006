// SPDX-License-Identifier: Apache-2.0
//
// What follows SubBytes (aes_sbox_proof) in a turn of ccm_ring is a round of FIPS 197, section 5.1.
//
// G1 A middle round: ShiftRows, MixColumns and AddRoundKey of the key given for the next block.
// G2 What leaves is the last round: ShiftRows and k[Nr], no MixColumns. It is added to text.
// G3 A block that does not go on leaves nothing behind: only what enters is there. That is, in all
//    rounds: the key, counter, text if enabled, and of what left last the bytes that are not dropped.
// G4 A tag is the sum of two blocks that leave two cycles apart.
// G5 k[Nr] of A and G6 that of B are what was given as such last, or in a wipe's last cycle.

module ccm_ring_proof (
  input logic         clk_i,
  input logic         wipe_i,
  input logic         mid_i,
  input logic         go_on_i,
  input logic         b_i,
  input logic [127:0] key_i,
  input logic [1:0]   last_key_i,
  input logic [6:0]   counter_i,
  input logic [127:0] text_i,
  input logic         text_en_i,
  input logic [15:0]  drop_i,
  input logic         out_tag_i
);

  logic [127:0] out;

  ccm_ring dut (
    .clk_i     (clk_i),
    .wipe_i    (wipe_i),
    .mid_i     (mid_i),
    .go_on_i   (go_on_i || mid_i),
    .b_i       (b_i),
    .key_i     (key_i),
    .last_key_i(last_key_i),
    .counter_i (counter_i),
    .text_i    (text_i),
    .text_en_i (text_en_i),
    .drop_i    (drop_i),
    .out_tag_i (out_tag_i),
    .out_o     (out)
  );

  // What was there so many cycles ago.
  logic [127:0] shifted_1_q, kept_1_q, enters_1_q, enters_2_q, text_1_q, key_1_q, last_a_1_q, last_b_1_q;
  logic [127:0] left_1_q, left_2_q, left_3_q, left_4_q;
  logic         mid_1_q, go_on_1_q, out_tag_1_q, wipe_1_q;
  logic [1:0]   last_key_1_q;
  logic [2:0]   age_q = '0;

  // What leaves, what of it is added to a MAC block, and what enters.
  logic [127:0] shifted, left, kept, enters;
  assign shifted = fips197_pkg::shift_rows(dut.u_round.sub);
  assign left    = shifted ^ (b_i ? dut.last_key_b_q : dut.last_key_a_q);
  assign enters  = key_i ^ (128'(counter_i) << 120) ^ (text_en_i ? text_i : '0) ^ kept_1_q;

  always_comb begin
    for (int unsigned i = 0; i < 16; i++) kept[8*i +: 8] = drop_i[i] ? 8'd0 : left[8*i +: 8];
  end

  always_ff @(posedge clk_i) begin
    if (age_q != '1) age_q <= age_q + 1'b1;
    {left_1_q, left_2_q, left_3_q, left_4_q}     <= {left, left_1_q, left_2_q, left_3_q};
    {enters_1_q, enters_2_q}                     <= {enters, enters_1_q};
    {shifted_1_q, kept_1_q, text_1_q, key_1_q}   <= {shifted, kept, text_i, key_i};
    {last_a_1_q, last_b_1_q}                     <= {dut.last_key_a_q, dut.last_key_b_q};
    {mid_1_q, go_on_1_q, out_tag_1_q}            <= {mid_i, go_on_i, out_tag_i};
    {wipe_1_q, last_key_1_q}                     <= {wipe_i, last_key_i};
  end

  always_comb begin
    if (age_q >= 3'd5) begin
      G1: assert (!mid_1_q || dut.state_q == (fips197_pkg::mix_columns(shifted_1_q) ^ enters_2_q));
      G2: assert (out_tag_1_q || out == (left_2_q ^ text_1_q));
      G3: assert (mid_1_q || dut.state_q == ((go_on_1_q ? shifted_1_q : '0) ^ enters_2_q));
      G4: assert (!out_tag_1_q || out == (left_2_q ^ left_4_q));
      G5: assert (dut.last_key_a_q == ((wipe_1_q || last_key_1_q[0]) ? key_1_q : last_a_1_q));
      G6: assert (dut.last_key_b_q == ((wipe_1_q || last_key_1_q[1]) ? key_1_q : last_b_1_q));
    end
  end

endmodule
