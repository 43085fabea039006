// SPDX-License-Identifier: Apache-2.0
//
// The compact lane without its 128-bit ports: blocks come in a byte at a time, and text and tag are read
// a byte at a time. One record at a time; its next block is asked for when the one before is in the AES.

module small_ccm (
  input  logic                        clk_i,
  input  logic                        rst_ni,

  // A record of `len_i` bytes of payload. Blocks follow: A0, B0, one of AAD, the payload's, the last one
  // filled with zeros.
  input  logic                        start_i,
  input  small_pkg::job_t             job_i,
  input  logic [10:0]                 len_i,
  input  logic                        keyed_i,

  output logic                        block_ready_o,
  input  logic                        block_we_i,
  input  logic [7:0]                  block_i,

  output logic                        text_valid_o,  // of the last block
  output logic                        tag_valid_o,
  input  logic                        take_i,        // the one that tag_i says is no longer needed
  input  logic                        tag_i,
  input  logic [3:0]                  index_i,
  output logic [7:0]                  result_o,      // in the next cycle, while index_i stays

  output logic [5:0]                  key_addr_o,
  input  logic [31:0]                 key_i
);

  ccm_compact_pkg::record_t record;
  ccm_compact_pkg::step_t   step;
  logic [7:0]               counter;
  logic                     full_q, taken;
  logic [3:0]               fill_q;  // bytes of the block that came
  logic [1:0]               beat_column, result_column;
  logic [31:0]              beat, result, result_word;
  logic                     result_we, result_tag, ends;
  logic                     unused_key_buffer, unused_buffer, unused_trailer, unused_loading, unused_load_buffer;
  logic [6:0]               unused_row;

  always_comb begin
    record             = '0;
    record.decrypt     = job_i.decrypt;
    record.key_256     = job_i.key_256;
    record.aad_blocks  = 3'd1;
    record.text_blocks = 7'(len_i[10:4]) + 7'(len_i[3:0] != '0);
    record.last_bytes  = len_i[3:0];
  end

  // --- the block that comes ---

  assign block_ready_o = !full_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      full_q <= 1'b0;
      fill_q <= '0;
    end else begin
      if (block_we_i) fill_q <= fill_q + 1'b1;
      full_q <= (block_we_i && fill_q == '1) || (full_q && !taken);
    end
  end

  ram_bytes #(
    .Words(4)
  ) u_block (
    .clk_i  (clk_i),
    .we_i   (block_we_i),
    .waddr_i(fill_q),
    .wdata_i(block_i),
    .raddr_i(beat_column),
    .rdata_o(beat)
  );

  // --- the lane ---

  ccm_compact_seq u_seq (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .take_i      (start_i),
    .record_i    (record),
    .keyed_i     (keyed_i),
    .loading_o   (unused_loading),
    .buffer_o    (unused_load_buffer),
    .beat_valid_i(full_q),
    .beat_taken_i(taken),
    .step_o      (step),
    .counter_o   (counter),
    .row_o       (unused_row)
  );

  ccm_compact_path u_path (
    .clk_i           (clk_i),
    .step_i          (step),
    .counter_i       (counter),
    .beat_column_o   (beat_column),
    .beat_i          (beat),
    .beat_taken_o    (taken),
    .key_addr_o      ({unused_key_buffer, key_addr_o}),
    .key_i           (key_i),
    .result_we_o     (result_we),
    .result_buffer_o (unused_buffer),
    .result_tag_o    (result_tag),
    .result_trailer_o(unused_trailer),
    .result_column_o (result_column),
    .result_o        (result),
    .ends_o          (ends),
    .wipe_i          (1'b0),
    .wipe_addr_i     (4'd0)
  );

  // --- text and tag ---

  ram_sync #(
    .Width(32),
    .Depth(8)
  ) u_result (
    .clk_i  (clk_i),
    .we_i   (result_we),
    .waddr_i({result_tag, result_column}),
    .wdata_i(result),
    .raddr_i({tag_i, index_i[3:2]}),
    .rdata_o(result_word)
  );
  assign result_o = result_word[{index_i[1:0], 3'd0} +: 8];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      text_valid_o <= 1'b0;
      tag_valid_o  <= 1'b0;
    end else begin
      // What a short reset left in the pipe is forgotten when a record starts.
      text_valid_o <= (result_we && !result_tag && result_column == '1) ||
                      (text_valid_o && !(take_i && !tag_i) && !start_i);
      tag_valid_o  <= ends || (tag_valid_o && !(take_i && tag_i) && !start_i);
    end
  end

endmodule
