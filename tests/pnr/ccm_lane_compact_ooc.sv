// SPDX-License-Identifier: Apache-2.0
//
// The compact lane with registers around it, to place it without pins.

module ccm_lane_compact_ooc (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic serial_i,
  output logic parity_o
);

  localparam int unsigned BufW  = ccm_pkg::LaneBufW;
  localparam int unsigned InW   = $bits(ccm_pkg::lane_req_t) + 2 * 128 + 4 + 2 * BufW + 5;
  localparam int unsigned OutW  = 128 + ccm_pkg::LaneBufs + BufW + 6;

  logic [InW-1:0]  in;
  logic [OutW-1:0] out;
  logic            rst_n;

  ooc_registers #(
    .InW (InW),
    .OutW(OutW)
  ) u_registers (
    .clk_i   (clk_i),
    .rst_ni  (rst_ni),
    .serial_i(serial_i),
    .parity_o(parity_o),
    .rst_no  (rst_n),
    .in_o    (in),
    .out_i   (out)
  );

  ccm_pkg::lane_req_t           req;
  logic                         req_valid, beat_valid, key_we, drain_valid, wipe;
  logic [127:0]                 beat, key, result;
  logic [BufW-1:0]              key_buf, drain_buf, req_buf;
  logic [3:0]                   key_addr;
  logic [ccm_pkg::LaneBufs-1:0] done;
  logic [5:0]                   flags;

  assign {req_valid, req, beat_valid, beat, key_we, key_buf, key_addr, key, drain_valid, drain_buf, wipe} = in;
  assign out = {result, done, req_buf, flags};

  ccm_lane_compact u_lane (
    .clk_i        (clk_i),
    .rst_ni       (rst_n),
    .req_valid_i  (req_valid),
    .req_ready_o  (flags[0]),
    .req_i        (req),
    .req_buf_o    (req_buf),
    .beat_valid_i (beat_valid),
    .beat_ready_o (flags[1]),
    .beat_i       (beat),
    .key_we_i     (key_we),
    .key_buf_i    (key_buf),
    .key_addr_i   (key_addr),
    .key_i        (key),
    .done_o       (done),
    .drain_valid_i(drain_valid),
    .drain_ready_o(flags[2]),
    .drain_buf_i  (drain_buf),
    .out_valid_o  (flags[3]),
    .out_last_o   (flags[4]),
    .out_o        (result),
    .wipe_i       (wipe),
    .idle_o       (flags[5])
  );

endmodule
