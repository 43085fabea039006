// SPDX-License-Identifier: Apache-2.0
//
// The queues of one direction: records in order, answers, output beats, and the admission that
// keeps them from overflowing.

module rec_queues #(
  parameter int unsigned OutBeats = 512,
  parameter int unsigned RspDepth = 8
) (
  input  logic                            clk_i,
  input  logic                            rst_ni,

  // Admission, as in rec_admit.
  input  logic [rec_types_pkg::NeedW-1:0] need_i,
  output logic                            admit_ok_o,
  input  logic                            begin_i,
  output logic                            idle_o,

  input  logic                            order_valid_i,
  input  rec_types_pkg::record_t          order_i,
  output logic                            order_valid_o,
  input  logic                            order_ready_i,
  output rec_types_pkg::record_t          order_o,

  input  logic                            put_valid_i,
  input  logic                            put_last_i,
  input  logic [127:0]                    put_i,
  input  logic                            commit_i,
  input  logic                            rollback_i,

  input  logic                            end_i,  // a record is done, this is its answer
  input  logic [rec_types_pkg::NeedW-1:0] end_need_i,
  input  rec_pkg::rec_rsp_t               end_rsp_i,

  output logic                            rsp_valid_o,
  input  logic                            rsp_ready_i,
  output rec_pkg::rec_rsp_t               rsp_o,
  output logic                            m_axis_tvalid,
  input  logic                            m_axis_tready,
  output logic [127:0]                    m_axis_tdata,
  output logic                            m_axis_tlast
);

  logic [$clog2(OutBeats):0] space;
  logic                      order_ready, put_ready, end_ready;

  rec_admit #(
    .OutBeats(OutBeats),
    .RspDepth(RspDepth)
  ) u_admit (
    .clk_i      (clk_i),
    .rst_ni     (rst_ni),
    .space_i    (space),
    .need_i     (need_i),
    .ok_o       (admit_ok_o),
    .begin_i    (begin_i),
    .end_i      (end_i),
    .end_need_i (end_need_i),
    .rsp_taken_i(rsp_valid_o && rsp_ready_i),
    .idle_o     (idle_o)
  );

  stream_fifo #(
    .Width($bits(rec_types_pkg::record_t)),
    .Depth(RspDepth)
  ) u_order (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .valid_i(order_valid_i),
    .ready_o(order_ready),
    .data_i (order_i),
    .valid_o(order_valid_o),
    .ready_i(order_ready_i),
    .data_o (order_o)
  );

  packet_fifo #(
    .Width(129),
    .Depth(OutBeats)
  ) u_out (
    .clk_i     (clk_i),
    .rst_ni    (rst_ni),
    .valid_i   (put_valid_i),
    .ready_o   (put_ready),
    .data_i    ({put_last_i, put_i}),
    .commit_i  (commit_i),
    .rollback_i(rollback_i),
    .space_o   (space),
    .valid_o   (m_axis_tvalid),
    .ready_i   (m_axis_tready),
    .data_o    ({m_axis_tlast, m_axis_tdata})
  );

  stream_fifo #(
    .Width($bits(rec_pkg::rec_rsp_t)),
    .Depth(RspDepth)
  ) u_rsp (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .valid_i(end_i),
    .ready_o(end_ready),
    .data_i (end_rsp_i),
    .valid_o(rsp_valid_o),
    .ready_i(rsp_ready_i),
    .data_o (rsp_o)
  );

  logic unused_ready;  // u_admit sees to it that there is room
  assign unused_ready = &{order_ready, put_ready, end_ready};

endmodule
