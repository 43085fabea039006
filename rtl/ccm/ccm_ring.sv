// SPDX-License-Identifier: Apache-2.0
//
// The AES round of a lane: a ring of four registers, so four blocks at once, one round a cycle. In cycle
// 0 of four the counter block of context A is at the ring's end, in 1 that of B, in 2 the MAC block of A,
// in 3 that of B.
//
// AddRoundKey and everything that enters is gathered in `add_q` one cycle before. The last round's key
// and the next block's first are one addition for the MAC (KeyChain); for what leaves, k[Nr] of each
// context is in a register of its own. A tag is the sum of two blocks that leave, so k[Nr] cancels.
//
// Each bit of a register has one LUT of four inputs, but for MixColumns. Hence two copies of what
// leaves: left_q, and left_mac_q, which registers' own resets make zero where no MAC wants it.

module ccm_ring #(
  parameter bit SboxGates = 1'b0
) (
  input  logic         clk_i,
  input  logic         wipe_i,      // k[Nr] becomes key_i, which is zero before this ends

  // Of the block at the ring's end.
  input  logic         mid_i,       // a middle round: MixColumns
  input  logic         go_on_i,     // mid, or its value enters the next block
  input  logic         b_i,         // context B's

  // Of the block at the ring's end in the next cycle.
  input  logic [127:0] key_i,
  input  logic [1:0]   last_key_i,  // key_i is k[Nr] of A, B: remember it
  input  logic [6:0]   counter_i,   // goes into the last byte
  input  logic [127:0] text_i,
  input  logic         text_en_i,   // text_i enters

  // Of the block there two cycles on: bytes of what leaves now that are not added to it.
  input  logic [15:0]  drop_i,

  input  logic         out_tag_i,   // out_o is the sum of what left last and two cycles before
  output logic [127:0] out_o        // text ^ what left last
);

  logic [127:0] state_q, shifted, mixed, add_q, left, left_q, left_2_q, left_3_q, left_mac_q, out_q;
  logic [127:0] last_key_a_q, last_key_b_q;

  aes_round #(
    .SboxGates(SboxGates)
  ) u_round (
    .clk_i    (clk_i),
    .a_i      (state_q),
    .shifted_o(shifted),
    .mixed_o  (mixed)
  );

  assign left = shifted ^ (b_i ? last_key_b_q : last_key_a_q);

  always_ff @(posedge clk_i) begin
    add_q    <= key_i ^ {1'b0, counter_i, 120'd0} ^ (text_i & {128{text_en_i}}) ^ left_mac_q;
    // mixed ^ shifted has fewer terms than mixed.
    state_q  <= add_q ^ ((mixed ^ shifted) & {128{mid_i}}) ^ (shifted & {128{go_on_i}});
    left_q   <= left;
    left_2_q <= left_q;
    left_3_q <= left_2_q;
    out_q    <= left_q ^ (out_tag_i ? left_3_q : text_i);
  end

  for (genvar i = 0; i < 16; i++) begin : gen_mac
    always_ff @(posedge clk_i) begin
      if (drop_i[i]) left_mac_q[8*i +: 8] <= '0;
      else           left_mac_q[8*i +: 8] <= left[8*i +: 8];
    end
  end

  always_ff @(posedge clk_i) begin
    if (last_key_i[0] || wipe_i) last_key_a_q <= key_i;
    if (last_key_i[1] || wipe_i) last_key_b_q <= key_i;
  end

  assign out_o = out_q;

endmodule
