// SPDX-License-Identifier: Apache-2.0
//
// The compact lane with registers around it, to place it without pins: as rec_engine_ooc.

module ccm_lane_compact_ooc (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic serial_i,
  output logic parity_o
);

  localparam int unsigned BufW  = ccm_pkg::LaneBufW;
  localparam int unsigned InW   = $bits(ccm_pkg::lane_req_t) + 2 * 128 + 4 + 2 * BufW + 5;
  localparam int unsigned OutW  = 128 + ccm_pkg::LaneBufs + BufW + 6;
  localparam int unsigned Folds = (OutW + 15) / 16;

  logic [InW-1:0]      in_q;
  logic [OutW-1:0]     out, out_q;
  logic [Folds*16-1:0] padded;
  logic [Folds-1:0]    fold_q, chain_q;
  logic                rst_q;

  assign padded = (Folds * 16)'(out_q);

  always_ff @(posedge clk_i) begin
    rst_q <= rst_ni;
    in_q  <= {in_q[InW-2:0], serial_i};
    out_q <= out;
    for (int unsigned i = 0; i < Folds; i++) begin
      fold_q[i]  <= ^padded[16*i +: 16];
      chain_q[i] <= fold_q[i] ^ ((i == 0) ? 1'b0 : chain_q[i-1]);
    end
  end

  assign parity_o = chain_q[Folds-1];

  ccm_pkg::lane_req_t           req;
  logic                         req_valid, beat_valid, key_we, drain_valid, wipe;
  logic [127:0]                 beat, key, result;
  logic [BufW-1:0]              key_buf, drain_buf, req_buf;
  logic [3:0]                   key_addr;
  logic [ccm_pkg::LaneBufs-1:0] done;
  logic [5:0]                   flags;

  assign {req_valid, req, beat_valid, beat, key_we, key_buf, key_addr, key, drain_valid, drain_buf, wipe} = in_q;
  assign out = {result, done, req_buf, flags};

  ccm_lane_compact u_lane (
    .clk_i        (clk_i),
    .rst_ni       (rst_q),
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
