// SPDX-License-Identifier: Apache-2.0
//
// The data path of a record engine: NumLanes lanes and all that keeps them busy. Records of a direction
// are answered in order. Index 0 is seal, 1 is open.
//
//   request -> rec_seal, rec_open -> rec_dispatch -> rec_lanes -> rec_collect -> rec_out -> response
//                      |                  |              ^             ^
//                      |                  +-> rec_keys --+             |
//                      +-> rec_order: order, room in rec_out ----------+
//
// A request's beats must all be available when the request is, so that a slow source cannot hold the
// lanes. A blocked output of one direction never stalls the other.

module rec_slice #(
  parameter int unsigned NumLanes    = 1,
  parameter int unsigned NumSessions = 128,
  parameter int unsigned OutBeats    = 512,
  parameter int unsigned Records     = 16,    // of a direction, between begin and end
  parameter bit          EveryCycle  = 1'b0,  // a beat leaves every cycle, not every other
  parameter bit          Compact     = 1'b0,
  parameter bit          SboxGates   = 1'b0,
  localparam int unsigned SlotW = $clog2(NumSessions)
) (
  input  logic                                    clk_i,
  input  logic                                    rst_ni,

  input  logic                              [1:0] req_valid_i,
  output logic                              [1:0] req_ready_o,
  input  rec_pkg::rec_req_t                 [1:0] req_i,
  input  logic                              [1:0] s_axis_tvalid,
  output logic                              [1:0] s_axis_tready,
  input  logic                       [1:0][127:0] s_axis_tdata,
  output logic                              [1:0] rsp_valid_o,
  input  logic                              [1:0] rsp_ready_i,
  output rec_pkg::rec_rsp_t                 [1:0] rsp_o,
  output logic                              [1:0] m_axis_tvalid,
  input  logic                              [1:0] m_axis_tready,
  output logic                       [1:0][127:0] m_axis_tdata,
  output logic                              [1:0] m_axis_tlast,

  // Control.
  input  logic                                    hold_i,   // begin no record
  output logic                                    quiet_o,  // none is between begin and end
  input  logic                                    wipe_i,   // overwrite the copies of keys
  output logic                                    wiped_o,
  input  logic                                    key_we_i,
  input  logic                        [SlotW+1:0] key_waddr_i,
  input  logic                            [127:0] key_wdata_i,

  // Order among slices.
  input  logic                              [1:0] may_begin_i,
  output logic                              [1:0] begin_o,
  output logic                                    numbered_o,

  // rec_table, for rec_seal and rec_open.
  output logic                                    tx_re_o,
  input  logic                                    tx_rready_i,
  output logic                          [SlotW:0] tx_raddr_o,
  input  logic                                    tx_rvalid_i,
  input  logic [rec_types_pkg::TxWordW-1:0]       tx_rdata_i,
  output logic                                    tx_we_o,
  output logic                          [SlotW:0] tx_waddr_o,
  output logic [rec_types_pkg::TxWordW-1:0]       tx_wdata_o,
  output logic                                    ctx_re_o,
  output logic                        [SlotW-1:0] ctx_raddr_o,
  input  logic                                    ctx_rvalid_i,
  input  rec_types_pkg::ctx_t                     ctx_rdata_i,

  // rec_verdict.
  output rec_types_pkg::judge_req_t               judge_o,
  input  rec_types_pkg::judge_rsp_t               judge_i
);

  logic                   [1:0]                           job_valid, job_ready;
  rec_types_pkg::record_t [1:0]                           job;
  rec_wire_pkg::nonce_t   [1:0]                           nonce;
  logic                   [1:0]                           due, beat_valid, beat_ready, text_last;
  logic                   [1:0][127:0]                    beat;
  logic                   [1:0]                           begins, admit_ok, dir_idle;
  logic                   [1:0][rec_types_pkg::NeedW-1:0] need;
  logic                   [1:0]                           order_in_valid, order_valid, order_ready;
  logic                   [1:0]                           order_refused;
  logic                   [1:0][ccm_pkg::LaneW-1:0]       order_lane;
  logic                   [1:0][ccm_pkg::LaneBufW-1:0]    order_buffer;
  rec_types_pkg::order_t  [1:0]                           order;  // the first of each direction
  logic                   [1:0]                           drain_valid, drain_ready, result_valid;
  logic                                                   result_last;
  logic                   [127:0]                         result;

  logic lanes_idle, keys_idle;

  assign begin_o = begins;
  assign quiet_o = dir_idle == '1 && wiped_o;
  assign wiped_o = lanes_idle && keys_idle;

  // --- fronts ---

  logic [ccm_pkg::LaneW-1:0]    job_lane;
  logic [ccm_pkg::LaneBufW-1:0] job_buffer;

  rec_seal #(
    .NumSessions(NumSessions)
  ) u_seal (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .req_valid_i   (req_valid_i[0]),
    .req_ready_o   (req_ready_o[0]),
    .req_i         (req_i[0]),
    .s_axis_tvalid (s_axis_tvalid[0]),
    .s_axis_tready (s_axis_tready[0]),
    .s_axis_tdata  (s_axis_tdata[0]),
    .hold_i        (hold_i),
    .need_o        (need[0]),
    .admit_ok_i    (admit_ok[0] && may_begin_i[0]),
    .begin_o       (begins[0]),
    .table_re_o    (tx_re_o),
    .table_rready_i(tx_rready_i),
    .table_raddr_o (tx_raddr_o),
    .table_rvalid_i(tx_rvalid_i),
    .table_rdata_i (tx_rdata_i),
    .table_we_o    (tx_we_o),
    .table_waddr_o (tx_waddr_o),
    .table_wdata_o (tx_wdata_o),
    .numbered_o    (numbered_o),
    .job_valid_o   (job_valid[0]),
    .job_ready_i   (job_ready[0]),
    .job_o         (job[0]),
    .nonce_o       (nonce[0]),
    .due_i         (due[0]),
    .beat_valid_o  (beat_valid[0]),
    .beat_ready_i  (beat_ready[0]),
    .beat_o        (beat[0]),
    .text_last_o   (text_last[0]),
    .order_valid_o (order_in_valid[0])
  );

  rec_open #(
    .NumSessions(NumSessions)
  ) u_open (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .req_valid_i   (req_valid_i[1]),
    .req_ready_o   (req_ready_o[1]),
    .req_i         (req_i[1]),
    .s_axis_tvalid (s_axis_tvalid[1]),
    .s_axis_tready (s_axis_tready[1]),
    .s_axis_tdata  (s_axis_tdata[1]),
    .hold_i        (hold_i),
    .need_o        (need[1]),
    .admit_ok_i    (admit_ok[1] && may_begin_i[1]),
    .begin_o       (begins[1]),
    .table_re_o    (ctx_re_o),
    .table_raddr_o (ctx_raddr_o),
    .table_rvalid_i(ctx_rvalid_i),
    .table_rdata_i (ctx_rdata_i),
    .job_valid_o   (job_valid[1]),
    .job_ready_i   (job_ready[1]),
    .job_o         (job[1]),
    .nonce_o       (nonce[1]),
    .due_i         (due[1]),
    .beat_valid_o  (beat_valid[1]),
    .beat_ready_i  (beat_ready[1]),
    .beat_o        (beat[1]),
    .text_last_o   (text_last[1]),
    .order_valid_o (order_in_valid[1])
  );

  // --- lanes and keys ---

  logic                            lane_req_valid, lane_req_ready, lane_beat_valid, lane_beat_ready;
  ccm_pkg::lane_req_t              lane_req;
  logic [127:0]                    lane_beat, round_key;
  logic                            key_start, key_ready, job_open, round_key_we;
  logic [ccm_pkg::LaneW-1:0]       round_key_lane;
  logic [ccm_pkg::LaneBufW-1:0]    round_key_buffer;
  logic [3:0]                      round_key_addr;

  rec_dispatch u_dispatch (
    .clk_i            (clk_i),
    .rst_ni           (rst_ni),
    .job_valid_i      (job_valid),
    .job_ready_o      (job_ready),
    .job_i            (job),
    .nonce_i          (nonce),
    .due_o            (due),
    .beat_valid_i     (beat_valid),
    .beat_ready_o     (beat_ready),
    .beat_i           (beat),
    .text_last_i      (text_last),
    .lane_req_valid_o (lane_req_valid),
    .lane_req_ready_i (lane_req_ready),
    .lane_req_o       (lane_req),
    .lane_beat_valid_o(lane_beat_valid),
    .lane_beat_ready_i(lane_beat_ready),
    .lane_beat_o      (lane_beat),
    .key_ready_i      (key_ready),
    .key_start_o      (key_start),
    .open_o           (job_open)
  );

  rec_keys #(
    .NumSessions(NumSessions),
    .SboxGates  (SboxGates)
  ) u_keys (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .we_i        (key_we_i),
    .waddr_i     (key_waddr_i),
    .wdata_i     (key_wdata_i),
    .wipe_i      (wipe_i),
    .idle_o      (keys_idle),
    .start_i     (key_start),
    .ready_o     (key_ready),
    .receive_i   (job_open),
    .slot_i      (job[job_open].slot[SlotW-1:0]),
    .key_256_i   (lane_req.key_256),
    .lane_i      (job_lane),
    .buffer_i    (job_buffer),
    .key_we_o    (round_key_we),
    .key_lane_o  (round_key_lane),
    .key_buffer_o(round_key_buffer),
    .key_addr_o  (round_key_addr),
    .key_o       (round_key)
  );

  rec_lanes #(
    .NumLanes (NumLanes),
    .Compact  (Compact),
    .SboxGates(SboxGates)
  ) u_lanes (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .req_valid_i   (lane_req_valid),
    .req_ready_o   (lane_req_ready),
    .req_i         (lane_req),
    .req_lane_o    (job_lane),
    .req_buffer_o  (job_buffer),
    .beat_valid_i  (lane_beat_valid),
    .beat_ready_o  (lane_beat_ready),
    .beat_i        (lane_beat),
    .key_we_i      (round_key_we),
    .key_lane_i    (round_key_lane),
    .key_buffer_i  (round_key_buffer),
    .key_addr_i    (round_key_addr),
    .key_i         (round_key),
    .drain_valid_i (drain_valid),
    .drain_ready_o (drain_ready),
    .drain_lane_i  (order_lane),
    .drain_buffer_i(order_buffer),
    .out_valid_o   (result_valid),
    .out_last_o    (result_last),
    .out_o         (result),
    .wipe_i        (wipe_i),
    .idle_o        (lanes_idle)
  );

  // --- ends ---

  logic                            ending_open, result_begin, result_drop, put_valid, put_answer;
  logic                            result_end;
  logic [127:0]                    put;
  logic [rec_types_pkg::NeedW-1:0] spare;
  logic [1:0]                      read;

  for (genvar d = 0; d < 2; d++) begin : gen_order
    rec_order #(
      .OutBeats(OutBeats),
      .Records (Records),
      .Open    (d == 1)
    ) u_order (
      .clk_i         (clk_i),
      .rst_ni        (rst_ni),
      .need_i        (need[d]),
      .admit_ok_o    (admit_ok[d]),
      .begin_i       (begins[d]),
      .end_i         (result_end && ending_open == 1'(d)),
      .spare_i       (spare),
      .read_i        (read[d]),
      .idle_o        (dir_idle[d]),
      .record_valid_i(order_in_valid[d]),
      .record_i      (job[d]),
      .lane_i        (job_lane),
      .buffer_i      (job_buffer),
      .order_valid_o (order_valid[d]),
      .order_ready_i (order_ready[d]),
      .refused_o     (order_refused[d]),
      .lane_o        (order_lane[d]),
      .buffer_o      (order_buffer[d]),
      .order_o       (order[d])
    );
  end

  rec_collect u_collect (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .order_valid_i  (order_valid),
    .order_ready_o  (order_ready),
    .order_refused_i(order_refused),
    .order_i        (order),
    .drain_valid_o  (drain_valid),
    .drain_ready_i  (drain_ready),
    .lane_valid_i   (result_valid != '0),
    .lane_last_i    (result_last),
    .lane_i         (result),
    .judge_o        (judge_o),
    .judge_i        (judge_i),
    .open_o         (ending_open),
    .begin_o        (result_begin),
    .drop_o         (result_drop),
    .put_valid_o    (put_valid),
    .put_answer_o   (put_answer),
    .put_o          (put),
    .end_o          (result_end),
    .spare_o        (spare)
  );

  rec_out #(
    .OutBeats  (OutBeats),
    .EveryCycle(EveryCycle)
  ) u_out (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .open_i       (ending_open),
    .begin_i      (result_begin),
    .drop_i       (result_drop),
    .put_valid_i  (put_valid),
    .put_answer_i (put_answer),
    .put_i        (put),
    .end_i        (result_end),
    .read_o       (read),
    .rsp_valid_o  (rsp_valid_o),
    .rsp_ready_i  (rsp_ready_i),
    .rsp_o        (rsp_o),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready),
    .m_axis_tdata (m_axis_tdata),
    .m_axis_tlast (m_axis_tlast)
  );

endmodule
