// SPDX-License-Identifier: Apache-2.0
//
// One lane, with what loads and drains it, and a key expander, wired as in the record engine: the buffer
// of a key is held while its round keys are made.

module ccm_lane_tb #(
  parameter bit Compact = 1'b0
) (
  input  logic                         clk_i,
  input  logic                         rst_ni,

  input  logic                         req_valid_i,
  output logic                         req_ready_o,
  input  ccm_pkg::lane_req_t           req_i,
  output logic [ccm_pkg::LaneBufW-1:0] req_buf_o,

  input  logic                         beat_valid_i,
  output logic                         beat_ready_o,
  input  logic [127:0]                 beat_i,

  input  logic                         key_valid_i,
  output logic                         key_ready_o,
  input  logic                         key_256_i,
  input  logic [255:0]                 key_i,
  input  logic [ccm_pkg::LaneBufW-1:0] key_buf_i,

  output logic [ccm_pkg::LaneBufs-1:0] done_o,
  input  logic                         drain_valid_i,
  output logic                         drain_ready_o,
  input  logic [ccm_pkg::LaneBufW-1:0] drain_buf_i,
  output logic                         out_valid_o,
  output logic                         out_last_o,
  output logic [127:0]                 out_o,

  input  logic                         wipe_i,
  output logic                         idle_o
);

  logic                         round_key_we;
  logic [ccm_pkg::LaneBufW-1:0] round_key_buf_q;
  logic [3:0]                   round_key_addr;
  logic [127:0]                 round_key;

  // The expander wants a key's halves one after another.
  logic [255:0] key_q;
  logic [127:0] half;
  logic         second_q, unused_last;

  assign half = second_q ? key_q[255:128] : key_ready_o ? key_i[127:0] : key_q[127:0];

  always_ff @(posedge clk_i) begin
    second_q <= key_valid_i && key_ready_o;
    if (key_valid_i && key_ready_o) {key_q, round_key_buf_q} <= {key_i, key_buf_i};
  end

  logic         wiping_q;
  logic [127:0] key;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) wiping_q <= 1'b0;
    else         wiping_q <= wipe_i || (wiping_q && !idle_o);
  end

  assign key = wiping_q ? '0 : round_key;

  aes_key_expand u_key_expand (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .valid_i  (key_valid_i),
    .ready_o  (key_ready_o),
    .last_o   (unused_last),
    .key_256_i(key_256_i),
    .half_i   (half),
    .we_o     (round_key_we),
    .addr_o   (round_key_addr),
    .key_o    (round_key)
  );

  if (Compact) begin : gen_compact
    ccm_lane_compact u_lane (
      .clk_i        (clk_i),
      .rst_ni       (rst_ni),
      .req_valid_i  (req_valid_i),
      .req_ready_o  (req_ready_o),
      .req_i        (req_i),
      .req_buf_o    (req_buf_o),
      .beat_valid_i (beat_valid_i),
      .beat_ready_o (beat_ready_o),
      .beat_i       (beat_i),
      .key_we_i     (round_key_we),
      .key_buf_i    (round_key_buf_q),
      .key_addr_i   (round_key_addr),
      .key_i        (key),
      .done_o       (done_o),
      .drain_valid_i(drain_valid_i),
      .drain_ready_o(drain_ready_o),
      .drain_buf_i  (drain_buf_i),
      .out_valid_o  (out_valid_o),
      .out_last_o   (out_last_o),
      .out_o        (out_o),
      .wipe_i       (wipe_i),
      .idle_o       (idle_o)
    );
  end else begin : gen_full
    logic [ccm_pkg::LaneW-1:0] lane;
    logic [1:0]                drain_ready, out_valid;

    ccm_lanes u_lanes (
      .clk_i         (clk_i),
      .rst_ni        (rst_ni),
      .req_valid_i   (req_valid_i),
      .req_ready_o   (req_ready_o),
      .req_i         (req_i),
      .req_lane_o    (lane),
      .req_buffer_o  (req_buf_o),
      .beat_valid_i  (beat_valid_i),
      .beat_ready_o  (beat_ready_o),
      .beat_i        (beat_i),
      .key_we_i      (round_key_we),
      .key_lane_i    (lane),
      .key_buffer_i  (round_key_buf_q),
      .key_addr_i    (round_key_addr),
      .key_i         (round_key),
      .drain_valid_i ({1'b0, drain_valid_i}),
      .drain_ready_o (drain_ready),
      .drain_lane_i  ({lane, lane}),
      .drain_buffer_i({drain_buf_i, drain_buf_i}),
      .out_valid_o   (out_valid),
      .out_last_o    (out_last_o),
      .out_o         (out_o),
      .wipe_i        (wipe_i),
      .idle_o        (idle_o)
    );

    assign done_o        = u_lanes.done;
    assign drain_ready_o = drain_ready[0];
    assign out_valid_o   = out_valid[0];

    logic unused;
    assign unused = &{drain_ready[1], out_valid[1], key};
  end

endmodule
