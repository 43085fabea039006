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
  input  logic                            read_i,
  output logic                            idle_o,

  input  logic                            record_valid_i,  // there is room
  input  rec_types_pkg::record_t          record_i,        // stays for the next cycle
  input  logic [ccm_pkg::LaneW-1:0]       lane_i,          // where it is, unless it was refused; stays too
  input  logic [ccm_pkg::LaneBufW-1:0]    buffer_i,

  // The first record, which leaves with ready. Where it is stands there a cycle before valid.
  output logic                            order_valid_o,
  input  logic                            order_ready_i,
  output logic                            refused_o,
  output logic [ccm_pkg::LaneW-1:0]       lane_o,
  output logic [ccm_pkg::LaneBufW-1:0]    buffer_o,
  output rec_types_pkg::order_t           order_o
);

  logic                         put_q, room, valid, named_q;
  logic [ccm_pkg::LaneW-1:0]    lane;
  logic [ccm_pkg::LaneBufW-1:0] buffer;

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
    .read_i   (read_i),
    .idle_o   (idle_o)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) put_q <= 1'b0;
    else         put_q <= record_valid_i;
  end

  stream_fifo #(
    .Width($bits(rec_types_pkg::order_t) + ccm_pkg::LaneW + ccm_pkg::LaneBufW),
    .Depth(Records)
  ) u_order (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .valid_i(put_q),
    .ready_o(room),
    .data_i ({rec_types_pkg::order_of(record_i, Open), lane_i, buffer_i}),
    .valid_o(valid),
    .ready_i(order_valid_o && order_ready_i),
    .data_o ({order_o, lane, buffer})
  );

  // Where the record is comes from registers, the rest from the FIFO's RAM.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      named_q       <= 1'b0;
      order_valid_o <= 1'b0;
    end else begin
      named_q       <= valid && !order_valid_o;
      order_valid_o <= order_valid_o ? !order_ready_i : named_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!order_valid_o) begin
      refused_o <= order_o.result != rec_pkg::ResOk;
      lane_o    <= lane;
      buffer_o  <= buffer;
    end
  end

  logic unused;  // u_admit sees to it that there is room
  assign unused = &{room, record_i};

endmodule
