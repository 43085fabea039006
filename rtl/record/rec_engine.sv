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
//   request -> rec_slice -> response
//
// rec_table holds the sessions and rec_slice their keys; rec_ctl installs and removes them. In the slice
// rec_seal numbers, and rec_verdict counts and marks what was opened; nobody else writes a live session's
// words.
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

  logic hold, quiet, wipe, wiped;

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
    .quiet_i          (quiet),
    .wipe_o           (wipe),
    .wiped_i          (wiped),
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

  // --- the verdict on opened records ---

  rec_types_pkg::judge_req_t judge_req;
  rec_types_pkg::judge_rsp_t judge_rsp;

  rec_verdict #(
    .NumSessions(NumSessions)
  ) u_verdict (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .table_re_o    (rx_re),
    .table_rready_i(rx_rready),
    .table_raddr_o (rx_raddr),
    .table_rvalid_i(rx_rvalid),
    .table_rdata_i (word[rec_types_pkg::RxWordW-1:0]),
    .table_we_o    (rx_we),
    .table_wready_i(rx_wready),
    .table_waddr_o (rx_waddr),
    .table_wdata_o (rx_wdata),
    .busy_o        (judge_rsp.busy),
    .start_i       (judge_req.start),
    .slot_i        (judge_req.slot[SlotW-1:0]),
    .seq_i         (judge_req.seq),
    .judge_i       (judge_req.judge),
    .forged_i      (judge_req.forged),
    .done_o        (judge_rsp.done),
    .result_o      (judge_rsp.result),
    .first_o       (judge_rsp.first),
    .last_forgery_o(judge_rsp.last_forgery)
  );

  // --- records ---

  rec_slice #(
    .NumLanes   (NumLanes),
    .NumSessions(NumSessions),
    .OutBeats   (OutBeats),
    .Compact    (Compact),
    .SboxGates  (SboxGates)
  ) u_slice (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .req_valid_i  ({open_req_valid_i, seal_req_valid_i}),
    .req_ready_o  ({open_req_ready_o, seal_req_ready_o}),
    .req_i        ({open_req_i, seal_req_i}),
    .s_axis_tvalid({s_axis_open_tvalid, s_axis_seal_tvalid}),
    .s_axis_tready({s_axis_open_tready, s_axis_seal_tready}),
    .s_axis_tdata ({s_axis_open_tdata, s_axis_seal_tdata}),
    .rsp_valid_o  ({open_rsp_valid_o, seal_rsp_valid_o}),
    .rsp_ready_i  ({open_rsp_ready_i, seal_rsp_ready_i}),
    .rsp_o        ({open_rsp_o, seal_rsp_o}),
    .m_axis_tvalid({m_axis_open_tvalid, m_axis_seal_tvalid}),
    .m_axis_tready({m_axis_open_tready, m_axis_seal_tready}),
    .m_axis_tdata ({m_axis_open_tdata, m_axis_seal_tdata}),
    .m_axis_tlast ({m_axis_open_tlast, m_axis_seal_tlast}),
    .hold_i       (hold),
    .quiet_o      (quiet),
    .wipe_i       (wipe),
    .wiped_o      (wiped),
    .key_we_i     (key_ram_we),
    .key_waddr_i  (key_ram_waddr),
    .key_wdata_i  (key_ram_wdata),
    .tx_re_o      (tx_re),
    .tx_raddr_o   (tx_raddr),
    .tx_rvalid_i  (tx_rvalid),
    .tx_rdata_i   (word),
    .tx_we_o      (tx_we),
    .tx_waddr_o   (tx_waddr),
    .tx_wdata_o   (tx_wdata),
    .ctx_re_o     (ctx_re),
    .ctx_raddr_o  (ctx_raddr),
    .ctx_rvalid_i (ctx_rvalid),
    .ctx_rdata_i  (ctx_rdata),
    .judge_o      (judge_req),
    .judge_i      (judge_rsp)
  );

  logic unused_tlast;
  assign unused_tlast = &{s_axis_seal_tlast, s_axis_open_tlast};

endmodule
