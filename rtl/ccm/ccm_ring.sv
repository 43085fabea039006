// SPDX-License-Identifier: Apache-2.0
//
// The AES round of a lane: a ring of four registers, so four blocks at once, one round a cycle. In cycle
// 0 of four the counter block of context A is at the ring's end, in 1 that of B, in 2 the MAC block of A,
// in 3 that of B. Names of registers give the cycle in which their value is used at the ring's end.
//
// AddRoundKey and everything that enters is gathered in `add_q` one cycle before. The last round's key
// and the next block's first are one addition for the MAC (KeyChain); for what leaves, k[Nr] comes
// from a small RAM of its own.

module ccm_ring #(
  parameter bit SboxGates = 1'b0
) (
  input  logic         clk_i,

  // Of the block at the ring's end.
  input  logic         mid_i,        // a middle round: MixColumns
  input  logic         chain_i,      // its value enters the next block
  input  logic [127:0] last_key_i,   // k[Nr]
  input  logic [127:0] keep_mask_i,  // of what leaves

  // Of the block at the ring's end in the next cycle.
  input  logic [127:0] key_i,
  input  logic [127:0] counter_i,    // a counter block, or zero
  input  logic [127:0] text_i,       // a MAC block
  input  logic         text_en_i,
  input  logic         decrypt_i,    // what left last is added to text_i

  output logic [127:0] left_o,       // what left, in the cycle after
  output logic [127:0] left_3_o      // and two cycles later still
);

  logic [127:0] state_q, shifted, mixed, add_q, left_q, left_2_q, left_3_q;

  aes_round #(
    .SboxGates(SboxGates)
  ) u_round (
    .clk_i    (clk_i),
    .a_i      (state_q),
    .shifted_o(shifted),
    .mixed_o  (mixed)
  );

  always_ff @(posedge clk_i) begin
    add_q    <= key_i ^ counter_i ^ (text_i & {128{text_en_i}}) ^ (left_q & {128{decrypt_i}});
    state_q  <= add_q ^ (mid_i ? mixed : shifted & {128{chain_i}});
    left_q   <= (shifted ^ last_key_i) & keep_mask_i;
    left_2_q <= left_q;
    left_3_q <= left_2_q;
  end

  assign left_o   = left_q;
  assign left_3_o = left_3_q;

endmodule
