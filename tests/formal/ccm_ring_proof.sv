// SPDX-License-Identifier: Apache-2.0
//
// What follows SubBytes (aes_sbox_proof) in a turn of ccm_ring is a round of FIPS 197, section 5.1.
//
// G1 A middle round: ShiftRows, MixColumns and AddRoundKey of the key given with it.
// G2 What leaves is the last round: ShiftRows and k[Nr], no MixColumns.
// G3 A block that does not go on leaves nothing behind: only what enters is there. That is, in all
//    rounds: the key, counter, text if enabled, and of what left before it the bytes that are kept.
// G4 k[Nr] of A and G5 that of B are what was given as such last, or in a wipe's last cycle.

module ccm_ring_proof (
  input logic         clk_i,
  input logic         wipe_i,
  input logic         mid_i,
  input logic         go_on_i,
  input logic         b_i,
  input logic [127:0] key_i,
  input logic [6:0]   counter_i,
  input logic [127:0] text_i,
  input logic         text_en_i,
  input logic [15:0]  keep_i,
  input logic [1:0]   last_key_i
);

  logic [127:0] left_out;

  ccm_ring dut (
    .clk_i     (clk_i),
    .wipe_i    (wipe_i),
    .mid_i     (mid_i),
    .go_on_i   (go_on_i || mid_i),
    .b_i       (b_i),
    .key_i     (key_i),
    .counter_i (counter_i),
    .text_i    (text_i),
    .text_en_i (text_en_i),
    .keep_i    (keep_i),
    .last_key_i(last_key_i),
    .left_o    (left_out)
  );

  // What leaves, what of what left before is added to a MAC block, and what enters.
  logic [127:0] shifted, left, kept, enters;
  assign shifted = fips197_pkg::shift_rows(dut.u_round.sub);
  assign left    = shifted ^ (b_i ? dut.last_key_b_q : dut.last_key_a_q);
  assign enters  = key_i ^ (128'(counter_i) << 120) ^ (text_en_i ? text_i : '0) ^ kept;

  // What was there a cycle ago.
  logic [127:0] shifted_q, left_q, enters_q, key_q, last_a_q, last_b_q;
  logic         mid_q, go_on_q, wipe_q;
  logic [1:0]   last_key_q;
  logic [1:0]   age_q = '0;

  always_comb begin
    for (int unsigned i = 0; i < 16; i++) kept[8*i +: 8] = keep_i[i] ? left_q[8*i +: 8] : 8'd0;
  end

  always_ff @(posedge clk_i) begin
    if (age_q != '1) age_q <= age_q + 1'b1;
    {shifted_q, left_q, enters_q, key_q} <= {shifted, left, enters, key_i};
    {last_a_q, last_b_q}                 <= {dut.last_key_a_q, dut.last_key_b_q};
    {mid_q, go_on_q}                     <= {mid_i, go_on_i};
    {wipe_q, last_key_q}                 <= {wipe_i, last_key_i};
  end

  always_comb begin
    if (age_q >= 2'd2) begin
      G1: assert (!mid_q || dut.state_q == (fips197_pkg::mix_columns(shifted_q) ^ enters_q));
      G2: assert (left_out == left_q);
      G3: assert (mid_q || dut.state_q == ((go_on_q ? shifted_q : '0) ^ enters_q));
      G4: assert (dut.last_key_a_q == ((wipe_q || last_key_q[0]) ? key_q : last_a_q));
      G5: assert (dut.last_key_b_q == ((wipe_q || last_key_q[1]) ? key_q : last_b_q));
    end
  end

endmodule
