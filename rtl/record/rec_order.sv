// SPDX-License-Identifier: Apache-2.0
//
// Records of one direction in order, from their begin to their end, and the admission that keeps their
// results from overflowing the output.

module rec_order #(
  parameter int unsigned OutBeats = 512,
  parameter int unsigned Records  = 16,
  parameter bit          Open     = 1'b0
) (
  input  logic                            clk_i,
  input  logic                            rst_ni,

  // Admission, as in rec_admit.
  input  logic [rec_types_pkg::NeedW-1:0] need_i,
  output logic                            admit_ok_o,
  input  logic                            begin_i,
  input  logic                            end_i,
  input  logic [rec_types_pkg::NeedW-1:0] spare_i,
  output logic                            read_ok_o,
  input  logic                            read_i,
  output logic                            idle_o,

  input  logic                            record_valid_i,  // there is room
  input  rec_types_pkg::record_t          record_i,
  input  logic [ccm_pkg::LaneW-1:0]       lane_i,          // where it is, unless it was refused
  input  logic [ccm_pkg::LaneBufW-1:0]    buffer_i,
  output logic                            order_valid_o,
  input  logic                            order_ready_i,
  output rec_types_pkg::order_t           order_o
);

  logic                  room, valid, ready;
  rec_types_pkg::order_t first;

  rec_admit #(
    .OutBeats(OutBeats),
    .Records (Records)
  ) u_admit (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .need_i   (need_i),
    .ok_o     (admit_ok_o),
    .begin_i  (begin_i),
    .end_i    (end_i),
    .spare_i  (spare_i),
    .read_ok_o(read_ok_o),
    .read_i   (read_i),
    .idle_o   (idle_o)
  );

  stream_fifo #(
    .Width($bits(rec_types_pkg::order_t)),
    .Depth(Records)
  ) u_order (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .valid_i(record_valid_i),
    .ready_o(room),
    .data_i (rec_types_pkg::order_of(record_i, Open, lane_i, buffer_i)),
    .valid_o(valid),
    .ready_i(ready),
    .data_o (first)
  );

  assign ready = !order_valid_o || order_ready_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni)    order_valid_o <= 1'b0;
    else if (ready) order_valid_o <= valid;
  end
  always_ff @(posedge clk_i) if (ready) order_o <= first;

  logic unused;  // u_admit sees to it that there is room
  assign unused = &{room, record_i};

endmodule
