// SPDX-License-Identifier: Apache-2.0
//
// Data path of the compact lane: one column of an AES round a cycle, a counter block and a MAC block
// in turn (C-slow 2). States lie in four RAMs, one for each row, so that ShiftRows is a matter of
// addresses.
//
//   cycle 1   state RAMs
//   cycle 2   S-boxes                     key RAM
//   cycle 3   MixColumns -> round_q       key + beat -> add_q      scratch RAM
//   cycle 4   round_q + add_q + scratch -> state RAMs, scratch RAM, result

module ccm_compact_path (
  input  logic                          clk_i,

  input  ccm_compact_pkg::step_t        step_i,     // in its first cycle
  input  logic [7:0]                    counter_i,
  output logic [1:0]                    beat_column_o,
  input  logic [31:0]                   beat_i,      // in the next cycle
  output logic                          beat_taken_o,

  output logic [6:0]                    key_addr_o,  // {buffer, round key, column}
  input  logic [31:0]                   key_i,       // in the next cycle

  // What left, with its place in the result's row.
  output logic                          result_we_o,
  output logic                          result_buffer_o,
  output logic                          result_tag_o,      // it belongs to the tag,
  output logic                          result_trailer_o,  // or to the trailer, otherwise to the text
  output logic [1:0]                    result_column_o,
  output logic [31:0]                   result_o,
  output logic                          ends_o,            // that was the record's last

  // Fills the RAMs with zeros, one word a cycle. No step may be under way.
  input  logic                          wipe_i,
  input  logic [3:0]                    wipe_addr_i
);

  ccm_compact_pkg::step_t at_2_q, at_3_q, at_4_q;

  always_ff @(posedge clk_i) begin
    at_2_q <= step_i;
    at_3_q <= at_2_q;
    at_4_q <= at_3_q;
  end

  assign key_addr_o    = {at_2_q.buffer, at_2_q.key, at_2_q.column};
  assign beat_column_o = at_2_q.column;
  assign beat_taken_o  = at_3_q.takes;

  // --- state and S-boxes: row i of a column is byte i ---

  logic [31:0] to_state, shifted, doubled, mixed;
  logic        state_we;
  logic [3:0]  state_waddr;

  assign state_we    = at_4_q.to_state || wipe_i;
  assign state_waddr = wipe_i ? wipe_addr_i : {!at_4_q.bank, at_4_q.mac, at_4_q.column};

  for (genvar i = 0; i < 4; i++) begin : gen_row
    logic [7:0] state;

    ram_sync #(
      .Width(8),
      .Depth(16)
    ) u_state (
      .clk_i  (clk_i),
      .we_i   (state_we),
      .waddr_i(state_waddr),
      .wdata_i(to_state[8*i +: 8]),
      .raddr_i({step_i.bank, step_i.mac, step_i.column + 2'(i)}),
      .rdata_o(state)
    );

    aes_sbox_rom u_sbox (
      .clk_i(clk_i),
      .a_i  (state),
      .s_o  (shifted[8*i +: 8]),
      .s2_o (doubled[8*i +: 8])
    );

    // 2 a + 3 b + c + d
    assign mixed[8*i +: 8] = doubled[8*i +: 8] ^ doubled[8*((i + 1) % 4) +: 8] ^
                             shifted[8*((i + 1) % 4) +: 8] ^ shifted[8*((i + 2) % 4) +: 8] ^
                             shifted[8*((i + 3) % 4) +: 8];
  end

  // --- sums ---

  logic [31:0] round_q, add_q, scratch, left, kept;
  logic [3:0]  keep_q;

  always_ff @(posedge clk_i) begin
    if (at_3_q.clear || wipe_i) round_q <= '0;
    else                        round_q <= at_3_q.mid ? mixed : shifted;
    if (wipe_i) add_q <= '0;
    else        add_q <= key_i ^ (beat_i & {32{at_3_q.add_beat}});
  end

  always_comb begin
    left     = round_q ^ add_q ^ (scratch & {32{at_4_q.add_scratch}});
    to_state = at_4_q.enter ? scratch : left;
    if (at_4_q.counts) to_state[31:24] ^= counter_i;
    for (int unsigned i = 0; i < 4; i++) kept[8*i +: 8] = left[8*i +: 8] & {8{keep_q[i]}};
  end

  always_ff @(posedge clk_i) keep_q <= at_3_q.keep;

  // --- what leaves, and what is needed again ---

  logic       aside;
  logic       scratch_we;
  logic [1:0] scratch_part, scratch_rpart;
  logic [3:0] scratch_waddr;

  assign aside           = at_3_q.put_a0 || at_3_q.put_trailer;
  assign result_o        = aside ? beat_i : kept;
  assign result_we_o     = at_4_q.to_result || at_3_q.put_trailer;
  assign result_buffer_o = at_4_q.buffer;
  assign result_tag_o    = at_4_q.mac && !aside;
  assign result_trailer_o = aside;
  assign result_column_o = aside ? at_3_q.column : at_4_q.column;
  assign ends_o          = at_4_q.ends;

  assign scratch_we    = at_4_q.to_scratch || at_3_q.put_a0 || wipe_i;
  assign scratch_part  = aside ? ccm_compact_pkg::ScratchA0 :
                         at_4_q.clear ? ccm_compact_pkg::ScratchA0K0 : ccm_compact_pkg::ScratchLeft;
  assign scratch_waddr = wipe_i ? wipe_addr_i : {scratch_part, result_column_o};
  assign scratch_rpart = at_3_q.mac ? ccm_compact_pkg::ScratchLeft :
                         at_3_q.clear ? ccm_compact_pkg::ScratchA0 : ccm_compact_pkg::ScratchA0K0;

  ram_sync #(
    .Width(32),
    .Depth(16)
  ) u_scratch (
    .clk_i  (clk_i),
    .we_i   (scratch_we),
    .waddr_i(scratch_waddr),
    .wdata_i(result_o),
    .raddr_i({scratch_rpart, at_3_q.column}),
    .rdata_o(scratch)
  );

endmodule
