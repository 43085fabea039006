// SPDX-License-Identifier: Apache-2.0
//
// The AES round of a lane: a ring of four registers, so four blocks at once, one round a cycle. In cycle
// 0 of four the counter block of context B is at the ring's end, in 1 its MAC block, in 2 and 3 those
// of A.
//
// The last round's key and the next block's first are one addition for the MAC (KeyChain); for what
// leaves, k[Nr] of each context is in a register of its own. S0 and the last MAC leave with the same
// k[Nr], which so cancels in their sum.

module ccm_ring #(
  parameter bit SboxGates = 1'b0
) (
  input  logic         clk_i,
  input  logic         wipe_i,      // k[Nr] becomes key_i, which is zero before this ends

  // Of the block at the ring's end: it leaves, or goes round once more, and the next one enters.
  input  logic         mid_i,       // a middle round: MixColumns
  input  logic         go_on_i,     // mid, or its value enters the next block
  input  logic         b_i,         // context B's
  input  logic [127:0] key_i,       // is added, as are:
  input  logic [6:0]   counter_i,   // to the last byte
  input  logic [127:0] text_i,
  input  logic         text_en_i,   // text_i, if it enters
  input  logic [15:0]  keep_i,      // the bytes of what left before it that enter
  input  logic [1:0]   last_key_i,  // key_i is k[Nr] of A, B: remember it

  output logic [127:0] left_o       // what left last
);

  logic [127:0] state_q, shifted, mixed, enters, left_q, last_key_a_q, last_key_b_q;

  aes_round #(
    .SboxGates(SboxGates)
  ) u_round (
    .clk_i    (clk_i),
    .a_i      (state_q),
    .shifted_o(shifted),
    .mixed_o  (mixed)
  );

  assign enters = key_i ^ {1'b0, counter_i, 120'd0} ^ (text_i & {128{text_en_i}}) ^
                  (left_q & ccm_lane_pkg::mask_bytes(keep_i));

  always_ff @(posedge clk_i) begin
    // mixed ^ shifted has fewer terms than mixed.
    state_q <= enters ^ ((mixed ^ shifted) & {128{mid_i}}) ^ (shifted & {128{go_on_i}});
    left_q  <= shifted ^ (b_i ? last_key_b_q : last_key_a_q);
    if (last_key_i[0] || wipe_i) last_key_a_q <= key_i;
    if (last_key_i[1] || wipe_i) last_key_b_q <= key_i;
  end

  assign left_o = left_q;

endmodule
