// SPDX-License-Identifier: Apache-2.0
//
// A CCM lane of a quarter of the area and of the rate, in place of ccm_lane: a column of
// an AES round a cycle, one record at a time. For parts with little logic and many small block RAMs.
//
// Beats are not stored but used as they come, so that a record takes as long to load as it takes to
// compute. Two buffers hold results: one is drained while the other is filled, and its round keys
// come in while the record before is still in its last turn.

module ccm_lane_compact (
  input  logic                          clk_i,
  input  logic                          rst_ni,

  // A record is offered; on ready it owns buffer req_buf_o, and its beats come next, as lane_req_t says.
  input  logic                          req_valid_i,
  output logic                          req_ready_o,
  input  ccm_pkg::lane_req_t            req_i,
  output logic [ccm_pkg::LaneBufW-1:0]  req_buf_o,

  input  logic                          beat_valid_i,
  output logic                          beat_ready_o,
  input  logic [127:0]                  beat_i,

  // Its round keys. KeyChain marks them complete.
  input  logic                          key_we_i,
  input  logic [ccm_pkg::LaneBufW-1:0]  key_buf_i,
  input  logic [3:0]                    key_addr_i,
  input  logic [127:0]                  key_i,

  // Buffers whose record is done. Draining one streams out the whole tag, the trailer if there is one, and
  // the payload, and frees it. No back-pressure: who drains has room.
  output logic [ccm_pkg::LaneBufs-1:0]  done_o,
  input  logic                          drain_valid_i,
  output logic                          drain_ready_o,
  input  logic [ccm_pkg::LaneBufW-1:0]  drain_buf_i,
  output logic                          out_valid_o,
  output logic                          out_last_o,
  output logic [127:0]                  out_o,

  input  logic                          wipe_i,  // key_i is zero from then on until idle_o
  output logic                          idle_o
);

  localparam int unsigned RowW = ccm_compact_pkg::RowW;

  // --- wipe ---

  logic          wiping_q;
  logic [RowW:0] wipe_row_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) wiping_q <= 1'b0;
    else wiping_q <= wiping_q ? wipe_row_q != '1 : wipe_i;
  end
  always_ff @(posedge clk_i) wipe_row_q <= wiping_q ? wipe_row_q + 1'b1 : '0;

  // --- buffers: given out and filled in turn, drained in any order ---

  ccm_compact_pkg::record_t record;
  logic [1:0]               free_q, keyed_q, done_q;
  logic [1:0]               has_trailer_q;
  logic [1:0][RowW-1:0]     text_blocks_q;
  logic                     give_q, take, loading, load_buffer;
  logic                     ends, ends_buffer, drain_takes, drained, drained_buffer;

  always_comb begin
    record.buffer      = give_q;
    record.decrypt     = req_i.decrypt;
    record.key_256     = req_i.key_256;
    record.has_trailer = req_i.has_trailer;
    record.aad_blocks  = req_i.aad_blocks;
    record.text_blocks = RowW'(req_i.len[10:4]) + RowW'(req_i.len[3:0] != '0);
    record.last_bytes  = req_i.len[3:0];
  end

  assign req_ready_o = free_q[give_q] && !loading && !wiping_q;
  assign req_buf_o   = ccm_pkg::LaneBufW'(give_q);
  assign take        = req_valid_i && req_ready_o;
  assign drain_takes = drain_valid_i && drain_ready_o;
  assign done_o      = ccm_pkg::LaneBufs'(done_q);
  assign idle_o      = free_q == '1 && drain_ready_o && !wiping_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      give_q  <= 1'b0;
      free_q  <= '1;
      keyed_q <= '0;
      done_q  <= '0;
    end else begin
      give_q <= give_q ^ take;
      for (int unsigned b = 0; b < 2; b++) begin
        if (take && give_q == 1'(b))                      free_q[b] <= 1'b0;
        else if (drained && drained_buffer == 1'(b))      free_q[b] <= 1'b1;
        if (take && give_q == 1'(b))                      keyed_q[b] <= 1'b0;
        else if (key_we_i && key_addr_i == ccm_pkg::KeyChain &&
                 key_buf_i[0] == 1'(b))                   keyed_q[b] <= 1'b1;
        // What a reset left in the pipe ends no record.
        if (ends && ends_buffer == 1'(b) && !free_q[b])   done_q[b] <= 1'b1;
        else if (drain_takes && drain_buf_i[0] == 1'(b))  done_q[b] <= 1'b0;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (take) begin
      has_trailer_q[give_q] <= record.has_trailer;
      text_blocks_q[give_q] <= record.text_blocks;
    end
  end

  // --- parts ---

  ccm_compact_pkg::step_t step;
  logic [7:0]             counter;
  logic [6:0]             key_addr;
  logic [31:0]            key, result;
  logic                   result_we, result_buffer, result_tag, result_trailer;
  logic [1:0]             result_column, beat_column, beat_column_q;
  logic [RowW-1:0]        text_row, drain_row;

  ccm_compact_seq u_seq (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .take_i      (take),
    .record_i    (record),
    .keyed_i     (keyed_q[load_buffer]),
    .loading_o   (loading),
    .buffer_o    (load_buffer),
    .beat_valid_i(beat_valid_i),
    .beat_taken_i(beat_ready_o),
    .step_o      (step),
    .counter_o   (counter),
    .row_o       (text_row)
  );

  ccm_compact_path u_path (
    .clk_i           (clk_i),
    .step_i          (step),
    .counter_i       (counter),
    .beat_column_o   (beat_column),
    .beat_i          (beat_i[{beat_column_q, 5'd0} +: 32]),
    .beat_taken_o    (beat_ready_o),
    .key_addr_o      (key_addr),
    .key_i           (key),
    .result_we_o     (result_we),
    .result_buffer_o (result_buffer),
    .result_tag_o    (result_tag),
    .result_trailer_o(result_trailer),
    .result_column_o (result_column),
    .result_o        (result),
    .ends_o          (ends),
    .wipe_i          (wiping_q || wipe_i),
    .wipe_addr_i     (wipe_row_q[3:0])
  );
  assign ends_buffer = result_buffer;

  always_ff @(posedge clk_i) beat_column_q <= beat_column;

  ccm_compact_drain u_drain (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .valid_i      (drain_valid_i),
    .ready_o      (drain_ready_o),
    .buffer_i     (drain_buf_i[0]),
    .has_trailer_i(has_trailer_q[drain_buf_i[0]]),
    .text_blocks_i(text_blocks_q[drain_buf_i[0]]),
    .buffer_o     (drained_buffer),
    .row_o        (drain_row),
    .free_o       (drained),
    .out_valid_o  (out_valid_o),
    .out_last_o   (out_last_o)
  );

  // --- memories ---

  ram_row_in #(
    .Width(32),
    .Rows (2 * 16)
  ) u_keys (
    .clk_i  (clk_i),
    .we_i   (key_we_i || wiping_q),
    .wrow_i (wiping_q ? wipe_row_q[4:0] : {key_buf_i[0], key_addr_i}),
    .wdata_i(key_i),
    .raddr_i(key_addr),
    .rdata_o(key)
  );

  logic [RowW:0] result_row;

  always_comb begin
    if (wiping_q)            result_row = wipe_row_q;
    else if (result_tag)     result_row = {result_buffer, ccm_compact_pkg::TagRow};
    else if (result_trailer) result_row = {result_buffer, ccm_compact_pkg::TrailerRow};
    else                     result_row = {result_buffer, text_row};
  end

  for (genvar w = 0; w < 4; w++) begin : gen_result
    ram_sync #(
      .Width(32),
      .Depth(2 << RowW)
    ) u_result (
      .clk_i  (clk_i),
      .we_i   (wiping_q || (result_we && result_column == 2'(w))),
      .waddr_i(result_row),
      .wdata_i(result),
      .raddr_i({drained_buffer, drain_row}),
      .rdata_o(out_o[32*w +: 32])
    );
  end

endmodule
