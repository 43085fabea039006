// SPDX-License-Identifier: Apache-2.0
//
// A compact lane, and who drains it: seal (0) or open (1), in turn when both ask.

module rec_lane_compact (
  input  logic                              clk_i,
  input  logic                              rst_ni,

  input  logic                              req_valid_i,
  output logic                              req_ready_o,
  input  ccm_pkg::lane_req_t                req_i,
  output logic [ccm_pkg::LaneBufW-1:0]      req_buffer_o,

  input  logic                              beat_valid_i,
  output logic                              beat_ready_o,
  input  logic [127:0]                      beat_i,

  input  logic                              key_we_i,
  input  logic [ccm_pkg::LaneBufW-1:0]      key_buffer_i,
  input  logic [3:0]                        key_addr_i,
  input  logic [127:0]                      key_i,

  // Ask for a buffer; ready when its record is done and the lane is free to stream it out.
  input  logic [1:0]                        drain_valid_i,
  output logic [1:0]                        drain_ready_o,
  input  logic [1:0][ccm_pkg::LaneBufW-1:0] drain_buffer_i,
  output logic [1:0]                        out_valid_o,
  output logic                              out_last_o,
  output logic [127:0]                      out_o,

  input  logic                              wipe_i,
  output logic                              idle_o
);

  logic [ccm_pkg::LaneBufs-1:0] done;
  logic                         drain_ready, out_valid, out_last, lane_idle, granted;
  logic [1:0]                   wants, start_q;
  logic [ccm_pkg::LaneBufW-1:0] buffer, buffer_q, drain_buf_q;
  logic                         take, owner_q, asking_q, draining_q, wiping_q;

  ccm_lane_compact u_lane (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .req_valid_i  (req_valid_i),
    .req_ready_o  (req_ready_o),
    .req_i        (req_i),
    .req_buf_o    (buffer),
    .beat_valid_i (beat_valid_i),
    .beat_ready_o (beat_ready_o),
    .beat_i       (beat_i),
    .key_we_i     (key_we_i),
    .key_buf_i    (key_buffer_i),
    .key_addr_i   (key_addr_i),
    .key_i        (wiping_q ? '0 : key_i),
    .done_o       (done),
    .drain_valid_i(start_q[1]),
    .drain_ready_o(drain_ready),
    .drain_buf_i  (drain_buf_q),
    .out_valid_o  (out_valid),
    .out_last_o   (out_last),
    .out_o        (out_o),
    .wipe_i       (wipe_i),
    .idle_o       (lane_idle)
  );

  assign take         = req_valid_i && req_ready_o;
  assign req_buffer_o = take ? buffer : buffer_q;
  always_ff @(posedge clk_i) if (take) buffer_q <= buffer;

  // This lane's first beat comes at once and every cycle one more: two cycles later, for the collector
  // to be ready when it comes.
  assign granted     = asking_q && drain_valid_i[owner_q] && drain_ready;
  assign out_last_o  = out_last;
  assign idle_o      = lane_idle && !asking_q && !draining_q;

  for (genvar d = 0; d < 2; d++) begin : gen_user
    assign wants[d]         = drain_valid_i[d] && done[drain_buffer_i[d]];
    assign drain_ready_o[d] = granted && owner_q == 1'(d);
    assign out_valid_o[d]   = out_valid && owner_q == 1'(d);
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      owner_q    <= 1'b0;
      asking_q   <= 1'b0;
      draining_q <= 1'b0;
      wiping_q   <= 1'b0;
      start_q    <= '0;
    end else begin
      wiping_q <= wipe_i || (wiping_q && !lane_idle);
      if (!asking_q && !draining_q && wants != '0) begin
        owner_q  <= (wants == 2'b11) ? !owner_q : wants[1];
        asking_q <= 1'b1;
      end
      if (asking_q && !drain_valid_i[owner_q]) asking_q <= 1'b0;
      start_q <= {start_q[0], granted};
      if (granted) begin
        asking_q   <= 1'b0;
        draining_q <= 1'b1;
      end
      if (out_valid && out_last) draining_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) if (granted) drain_buf_q <= drain_buffer_i[owner_q];

endmodule
