// SPDX-License-Identifier: Apache-2.0
//
// DTLS 1.2 AES-CCM record engine: sessions, sequence numbers, replay windows and NumLanes CCM lanes
// (RFC 6347 section 4.1, RFC 6655).
//
// Streams are AXI4-Stream without tkeep: lengths travel in the request, handed over before or with the
// first beat of its data, and in the response, handed over before any of its data. A request's beats
// must all be available when the request is, so that a slow source cannot hold the lanes. Seal and open
// answer in order, each on its own; a blocked output of one never stalls the other.
//
//   request -> rec_seal, rec_open -> rec_dispatch -> rec_lanes -> rec_collect -> rec_out -> response
//                      |                  |              ^             ^
//                      |                  +-> rec_keys --+             |
//                      +-> rec_order: order, room in rec_out ----------+
//
// rec_table and rec_keys hold the sessions, rec_ctl installs and removes them. rec_seal numbers, and
// rec_collect counts and marks what was opened; nobody else writes a live session's words.
//
// tlast of the inputs is not looked at: the request says how long its data is.

module rec_engine #(
  parameter int unsigned NumLanes    = 1,
  parameter int unsigned NumSessions = 128,  // a power of two
  // Output beats of each direction, a power of two. Every record in a lane has its whole result
  // reserved, so they grow with the lanes: four lanes need 832 for 1400-byte records of one direction
  // alone, and half of that when both are busy.
  parameter int unsigned OutBeats    = (NumLanes == 1) ? 512 : 256 << $clog2(NumLanes),
  parameter bit          Compact     = 1'b0,  // ccm_lane_compact for lanes
  parameter bit          SboxGates   = 1'b0
) (
  input  logic                clk_i,
  input  logic                rst_ni,

  input  logic                seal_req_valid_i,
  output logic                seal_req_ready_o,
  input  rec_pkg::rec_req_t   seal_req_i,
  input  logic                s_axis_seal_tvalid,
  output logic                s_axis_seal_tready,
  input  logic [127:0]        s_axis_seal_tdata,
  input  logic                s_axis_seal_tlast,

  output logic                seal_rsp_valid_o,
  input  logic                seal_rsp_ready_i,
  output rec_pkg::rec_rsp_t   seal_rsp_o,
  output logic                m_axis_seal_tvalid,
  input  logic                m_axis_seal_tready,
  output logic [127:0]        m_axis_seal_tdata,
  output logic                m_axis_seal_tlast,

  input  logic                open_req_valid_i,
  output logic                open_req_ready_o,
  input  rec_pkg::rec_req_t   open_req_i,
  input  logic                s_axis_open_tvalid,
  output logic                s_axis_open_tready,
  input  logic [127:0]        s_axis_open_tdata,
  input  logic                s_axis_open_tlast,

  output logic                open_rsp_valid_o,
  input  logic                open_rsp_ready_i,
  output rec_pkg::rec_rsp_t   open_rsp_o,
  output logic                m_axis_open_tvalid,
  input  logic                m_axis_open_tready,
  output logic [127:0]        m_axis_open_tdata,
  output logic                m_axis_open_tlast,

  // Session requests, one at a time.
  input  logic                ctl_req_valid_i,
  output logic                ctl_req_ready_o,
  input  rec_pkg::ctl_req_t   ctl_req_i,
  input  logic                s_axis_ctl_tvalid,
  output logic                s_axis_ctl_tready,
  input  logic [127:0]        s_axis_ctl_tdata,

  output logic                ctl_rsp_valid_o,
  input  logic                ctl_rsp_ready_i,
  output rec_pkg::ctl_rsp_t   ctl_rsp_o,
  output logic                m_axis_ctl_tvalid,
  input  logic                m_axis_ctl_tready,
  output logic [127:0]        m_axis_ctl_tdata,

  output logic [15:0]         sessions_o  // live now
);

  if (NumLanes < 1 || NumLanes > 32) begin : gen_bad_lanes
    $error("rec_engine: NumLanes is %0d, not 1 to 32", NumLanes);
  end
  if (NumSessions < 2 || NumSessions > 32768 || $countones(NumSessions) != 1) begin : gen_bad_sessions
    $error("rec_engine: NumSessions is %0d, not a power of two from 2 to 32768", NumSessions);
  end
  if (OutBeats < 128 || $countones(OutBeats) != 1) begin : gen_bad_beats
    $error("rec_engine: OutBeats is %0d, not a power of two from 128 up", OutBeats);
  end

  localparam int unsigned SlotW = $clog2(NumSessions);
  localparam int unsigned Records = (NumLanes <= 4) ? 16 : 4 << $clog2(NumLanes);  // of a direction

  // Index 0 is seal, 1 is open.
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

  logic hold, wipe, lanes_idle, keys_idle;

  // --- session tables ---

  logic                              tx_re, tx_rvalid, tx_we;
  logic [SlotW:0]                    tx_raddr, tx_waddr;
  logic [rec_types_pkg::TxWordW-1:0] tx_wdata;

  logic                              rx_re, rx_rready, rx_rvalid, rx_we, rx_wready;
  logic [SlotW:0]                    rx_raddr, rx_waddr;
  logic [rec_types_pkg::RxWordW-1:0] rx_wdata;

  logic                              ctl_re, ctl_rvalid, ctl_we, ctl_ctx_we, ctl_wready;
  logic [SlotW+1:0]                  ctl_raddr, ctl_waddr;
  logic [rec_types_pkg::TxWordW-1:0] ctl_wdata;
  rec_types_pkg::ctx_t               ctl_ctx_wdata;

  logic                              ctx_re, ctx_rvalid;
  logic [SlotW-1:0]                  ctx_raddr;
  rec_types_pkg::ctx_t               ctx_rdata;

  logic [rec_types_pkg::TxWordW-1:0] word;  // read

  rec_table #(
    .NumSessions(NumSessions)
  ) u_table (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .seal_re_i      (tx_re),
    .seal_raddr_i   (tx_raddr),
    .seal_rvalid_o  (tx_rvalid),
    .seal_we_i      (tx_we),
    .seal_waddr_i   (tx_waddr),
    .seal_wdata_i   (tx_wdata),
    .open_re_i      (rx_re),
    .open_rready_o  (rx_rready),
    .open_raddr_i   (rx_raddr),
    .open_rvalid_o  (rx_rvalid),
    .open_we_i      (rx_we),
    .open_wready_o  (rx_wready),
    .open_waddr_i   (rx_waddr),
    .open_wdata_i   (rx_wdata),
    .ctl_re_i       (ctl_re),
    .ctl_raddr_i    (ctl_raddr),
    .ctl_rvalid_o   (ctl_rvalid),
    .ctl_we_i       (ctl_we),
    .ctl_ctx_we_i   (ctl_ctx_we),
    .ctl_wready_o   (ctl_wready),
    .ctl_waddr_i    (ctl_waddr),
    .ctl_wdata_i    (ctl_wdata),
    .ctl_ctx_wdata_i(ctl_ctx_wdata),
    .rdata_o        (word),
    .ctx_re_i       (ctx_re),
    .ctx_raddr_i    (ctx_raddr),
    .ctx_rvalid_o   (ctx_rvalid),
    .ctx_rdata_o    (ctx_rdata)
  );

  // --- control ---

  logic               key_ram_we;
  logic [SlotW+1:0]   key_ram_waddr;
  logic [127:0]       key_ram_wdata;

  rec_ctl #(
    .NumSessions(NumSessions)
  ) u_ctl (
    .clk_i            (clk_i),
    .rst_ni           (rst_ni),
    .req_valid_i      (ctl_req_valid_i),
    .req_ready_o      (ctl_req_ready_o),
    .req_i            (ctl_req_i),
    .s_axis_tvalid    (s_axis_ctl_tvalid),
    .s_axis_tready    (s_axis_ctl_tready),
    .s_axis_tdata     (s_axis_ctl_tdata),
    .rsp_valid_o      (ctl_rsp_valid_o),
    .rsp_ready_i      (ctl_rsp_ready_i),
    .rsp_o            (ctl_rsp_o),
    .m_axis_tvalid    (m_axis_ctl_tvalid),
    .m_axis_tready    (m_axis_ctl_tready),
    .m_axis_tdata     (m_axis_ctl_tdata),
    .sessions_o       (sessions_o),
    .hold_o           (hold),
    .quiet_i          (dir_idle == '1 && lanes_idle && keys_idle),
    .wipe_o           (wipe),
    .wiped_i          (lanes_idle && keys_idle),
    .key_we_o         (key_ram_we),
    .key_waddr_o      (key_ram_waddr),
    .key_wdata_o      (key_ram_wdata),
    .table_re_o       (ctl_re),
    .table_raddr_o    (ctl_raddr),
    .table_rvalid_i   (ctl_rvalid),
    .table_rdata_i    (word),
    .table_we_o       (ctl_we),
    .table_ctx_we_o   (ctl_ctx_we),
    .table_wready_i   (ctl_wready),
    .table_waddr_o    (ctl_waddr),
    .table_wdata_o    (ctl_wdata),
    .table_ctx_wdata_o(ctl_ctx_wdata)
  );

  // --- fronts ---

  logic [ccm_pkg::LaneW-1:0]    job_lane;
  logic [ccm_pkg::LaneBufW-1:0] job_buffer;

  rec_seal #(
    .NumSessions(NumSessions)
  ) u_seal (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .req_valid_i   (seal_req_valid_i),
    .req_ready_o   (seal_req_ready_o),
    .req_i         (seal_req_i),
    .s_axis_tvalid (s_axis_seal_tvalid),
    .s_axis_tready (s_axis_seal_tready),
    .s_axis_tdata  (s_axis_seal_tdata),
    .hold_i        (hold),
    .need_o        (need[0]),
    .admit_ok_i    (admit_ok[0]),
    .begin_o       (begins[0]),
    .table_re_o    (tx_re),
    .table_raddr_o (tx_raddr),
    .table_rvalid_i(tx_rvalid),
    .table_rdata_i (word),
    .table_we_o    (tx_we),
    .table_waddr_o (tx_waddr),
    .table_wdata_o (tx_wdata),
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
    .req_valid_i   (open_req_valid_i),
    .req_ready_o   (open_req_ready_o),
    .req_i         (open_req_i),
    .s_axis_tvalid (s_axis_open_tvalid),
    .s_axis_tready (s_axis_open_tready),
    .s_axis_tdata  (s_axis_open_tdata),
    .hold_i        (hold),
    .need_o        (need[1]),
    .admit_ok_i    (admit_ok[1]),
    .begin_o       (begins[1]),
    .table_re_o    (ctx_re),
    .table_raddr_o (ctx_raddr),
    .table_rvalid_i(ctx_rvalid),
    .table_rdata_i (ctx_rdata),
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
    .we_i        (key_ram_we),
    .waddr_i     (key_ram_waddr),
    .wdata_i     (key_ram_wdata),
    .wipe_i      (wipe),
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
    .wipe_i        (wipe),
    .idle_o        (lanes_idle)
  );

  // --- ends ---

  logic                            ending_open, result_begin, result_drop, put_valid, put_answer;
  logic                            result_end;
  logic [127:0]                    put;
  logic [rec_types_pkg::NeedW-1:0] spare;
  logic [1:0]                      read, rsp_valid, rsp_ready, out_valid, out_ready, out_last;
  rec_pkg::rec_rsp_t [1:0]         rsp;
  logic [1:0][127:0]               out_data;

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

  rec_collect #(
    .NumSessions(NumSessions)
  ) u_collect (
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
    .table_re_o     (rx_re),
    .table_rready_i (rx_rready),
    .table_raddr_o  (rx_raddr),
    .table_rvalid_i (rx_rvalid),
    .table_rdata_i  (word[rec_types_pkg::RxWordW-1:0]),
    .table_we_o     (rx_we),
    .table_wready_i (rx_wready),
    .table_waddr_o  (rx_waddr),
    .table_wdata_o  (rx_wdata),
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
    .OutBeats(OutBeats)
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
    .rsp_valid_o  (rsp_valid),
    .rsp_ready_i  (rsp_ready),
    .rsp_o        (rsp),
    .m_axis_tvalid(out_valid),
    .m_axis_tready(out_ready),
    .m_axis_tdata (out_data),
    .m_axis_tlast (out_last)
  );

  assign {open_rsp_valid_o, seal_rsp_valid_o}     = rsp_valid;
  assign {open_rsp_o, seal_rsp_o}                 = rsp;
  assign rsp_ready                                = {open_rsp_ready_i, seal_rsp_ready_i};
  assign {m_axis_open_tvalid, m_axis_seal_tvalid} = out_valid;
  assign {m_axis_open_tdata, m_axis_seal_tdata}   = out_data;
  assign {m_axis_open_tlast, m_axis_seal_tlast}   = out_last;
  assign out_ready                                = {m_axis_open_tready, m_axis_seal_tready};

  logic unused_tlast;
  assign unused_tlast = &{s_axis_seal_tlast, s_axis_open_tlast};

endmodule
