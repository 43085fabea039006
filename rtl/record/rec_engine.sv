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
// Up to four lanes are one slice. More are in several, with nearly as many lanes each:
//
//               +-> rec_slice --+
//   -> rec_split -> rec_slice ----> rec_join ->        of each direction
//               +-> rec_slice --+
//
// They take turns, so that records are begun, numbered, judged and answered in the order of their requests:
// rec_turn, rec_share, rec_judge.
//
// rec_table holds the sessions and each rec_slice a copy of their keys; rec_ctl installs and removes them.
// rec_seal numbers, in the slices, and rec_verdict counts and marks what was opened; nobody else writes a
// live session's words.
//
// tlast of the inputs is not looked at: the request says how long its data is.

module rec_engine #(
  parameter int unsigned NumLanes    = 1,
  parameter int unsigned NumSessions = 128,  // a power of two
  // Output beats of each direction of a slice, a power of two. Every record in a lane has its whole result
  // reserved, so they grow with the lanes: four lanes need 832 for 1400-byte records of one direction
  // alone, and half of that when both are busy.
  parameter int unsigned OutBeats    = (NumLanes == 1) ? 512 : (NumLanes <= 4) ? 256 << $clog2(NumLanes) : 1024,
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

  localparam int unsigned SlotW     = $clog2(NumSessions);
  localparam int unsigned NumSlices = (NumLanes + 3) / 4;

  logic                 hold, wipe;
  logic [NumSlices-1:0] quiet, wiped;

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
    .quiet_i          (quiet == '1),
    .wipe_o           (wipe),
    .wiped_i          (wiped == '1),
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

  rec_types_pkg::judge_req_t judge;
  rec_types_pkg::judge_rsp_t verdict;
  logic                      verdict_busy;

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
    .busy_o        (verdict_busy),
    .start_i       (judge.start),
    .slot_i        (judge.slot[SlotW-1:0]),
    .seq_i         (judge.seq),
    .judge_i       (judge.judge),
    .forged_i      (judge.forged),
    .done_o        (verdict.done),
    .result_o      (verdict.result),
    .first_o       (verdict.first),
    .last_forgery_o(verdict.last_forgery)
  );

  assign verdict.turn = 1'b1;
  assign verdict.busy = verdict_busy;

  // --- records of both directions: index 0 is seal, 1 is open ---

  logic              [1:0]        req_valid, req_ready, in_valid, in_ready;
  rec_pkg::rec_req_t [1:0]        req;
  logic              [1:0][127:0] in;
  logic              [1:0]        rsp_valid, rsp_ready, out_valid, out_ready, out_last;
  rec_pkg::rec_rsp_t [1:0]        rsp;
  logic              [1:0][127:0] out;

  assign req_valid = {open_req_valid_i, seal_req_valid_i};
  assign req       = {open_req_i, seal_req_i};
  assign in_valid  = {s_axis_open_tvalid, s_axis_seal_tvalid};
  assign in        = {s_axis_open_tdata, s_axis_seal_tdata};
  assign rsp_ready = {open_rsp_ready_i, seal_rsp_ready_i};
  assign out_ready = {m_axis_open_tready, m_axis_seal_tready};

  assign {open_req_ready_o, seal_req_ready_o}     = req_ready;
  assign {s_axis_open_tready, s_axis_seal_tready} = in_ready;
  assign {open_rsp_valid_o, seal_rsp_valid_o}     = rsp_valid;
  assign {open_rsp_o, seal_rsp_o}                 = rsp;
  assign {m_axis_open_tvalid, m_axis_seal_tvalid} = out_valid;
  assign {m_axis_open_tdata, m_axis_seal_tdata}   = out;
  assign {m_axis_open_tlast, m_axis_seal_tlast}   = out_last;

  logic unused_tlast;
  assign unused_tlast = &{s_axis_seal_tlast, s_axis_open_tlast};

  // --- slices ---

  typedef logic [NumSlices-1:0] slices_t;  // one bit of each

  slices_t                             [1:0] s_req_valid, s_req_ready, s_in_valid, s_in_ready;
  rec_pkg::rec_req_t [1:0][NumSlices-1:0]    s_req;
  logic [1:0][NumSlices-1:0][127:0]          s_in;
  slices_t                             [1:0] s_rsp_valid, s_rsp_ready, s_out_valid, s_out_ready, s_out_last;
  rec_pkg::rec_rsp_t [1:0][NumSlices-1:0]    s_rsp;
  logic [1:0][NumSlices-1:0][127:0]          s_out;

  slices_t [1:0]                                    s_may_begin, s_begins;
  slices_t                                          s_tx_re, s_tx_rready, s_tx_rvalid, s_tx_we, s_numbered;
  slices_t                                          s_ctx_re, s_ctx_rvalid;
  logic [NumSlices-1:0][SlotW:0]                    s_tx_raddr, s_tx_waddr;
  logic [NumSlices-1:0][rec_types_pkg::TxWordW-1:0] s_tx_wdata;
  logic [NumSlices-1:0][SlotW-1:0]                  s_ctx_raddr;
  rec_types_pkg::judge_req_t [NumSlices-1:0]        s_judge;
  rec_types_pkg::judge_rsp_t [NumSlices-1:0]        s_verdict;

  // A long record holds up the short ones behind it: with an order queue of 16, lanes run dry. Only engines of
  // several slices have the area for a longer one.
  for (genvar s = 0; s < NumSlices; s++) begin : gen_slice
    rec_slice #(
      .NumLanes   ((NumLanes + NumSlices - 1 - s) / NumSlices),
      .NumSessions(NumSessions),
      .OutBeats   (OutBeats),
      .Records    ((NumSlices > 1) ? 32 : 16),
      .EveryCycle (NumSlices > 1),
      .Compact    (Compact),
      .SboxGates  (SboxGates)
    ) u_slice (
      .clk_i        (clk_i),
      .rst_ni       (rst_ni),
      .req_valid_i  ({s_req_valid[1][s], s_req_valid[0][s]}),
      .req_ready_o  ({s_req_ready[1][s], s_req_ready[0][s]}),
      .req_i        ({s_req[1][s], s_req[0][s]}),
      .s_axis_tvalid({s_in_valid[1][s], s_in_valid[0][s]}),
      .s_axis_tready({s_in_ready[1][s], s_in_ready[0][s]}),
      .s_axis_tdata ({s_in[1][s], s_in[0][s]}),
      .rsp_valid_o  ({s_rsp_valid[1][s], s_rsp_valid[0][s]}),
      .rsp_ready_i  ({s_rsp_ready[1][s], s_rsp_ready[0][s]}),
      .rsp_o        ({s_rsp[1][s], s_rsp[0][s]}),
      .m_axis_tvalid({s_out_valid[1][s], s_out_valid[0][s]}),
      .m_axis_tready({s_out_ready[1][s], s_out_ready[0][s]}),
      .m_axis_tdata ({s_out[1][s], s_out[0][s]}),
      .m_axis_tlast ({s_out_last[1][s], s_out_last[0][s]}),
      .hold_i       (hold),
      .quiet_o      (quiet[s]),
      .wipe_i       (wipe),
      .wiped_o      (wiped[s]),
      .key_we_i     (key_ram_we),
      .key_waddr_i  (key_ram_waddr),
      .key_wdata_i  (key_ram_wdata),
      .may_begin_i  ({s_may_begin[1][s], s_may_begin[0][s]}),
      .begin_o      ({s_begins[1][s], s_begins[0][s]}),
      .tx_re_o      (s_tx_re[s]),
      .tx_rready_i  (s_tx_rready[s]),
      .tx_raddr_o   (s_tx_raddr[s]),
      .tx_rvalid_i  (s_tx_rvalid[s]),
      .tx_rdata_i   (word),
      .tx_we_o      (s_tx_we[s]),
      .tx_waddr_o   (s_tx_waddr[s]),
      .tx_wdata_o   (s_tx_wdata[s]),
      .numbered_o   (s_numbered[s]),
      .ctx_re_o     (s_ctx_re[s]),
      .ctx_raddr_o  (s_ctx_raddr[s]),
      .ctx_rvalid_i (s_ctx_rvalid[s]),
      .ctx_rdata_i  (ctx_rdata),
      .judge_o      (s_judge[s]),
      .judge_i      (s_verdict[s])
    );
  end

  if (NumSlices == 1) begin : gen_one
    assign s_req_valid = req_valid;
    assign s_req       = req;
    assign s_in_valid  = in_valid;
    assign s_in        = in;
    assign s_rsp_ready = rsp_ready;
    assign s_out_ready = out_ready;
    assign req_ready   = s_req_ready;
    assign in_ready    = s_in_ready;
    assign rsp_valid   = s_rsp_valid;
    assign rsp         = s_rsp;
    assign out_valid   = s_out_valid;
    assign out         = s_out;
    assign out_last    = s_out_last;

    assign s_may_begin  = '1;
    assign s_tx_rready  = 1'b1;
    assign s_tx_rvalid  = tx_rvalid;
    assign s_ctx_rvalid = ctx_rvalid;
    assign s_verdict    = verdict;
    assign judge        = s_judge;
    assign tx_re        = s_tx_re;
    assign tx_raddr     = s_tx_raddr;
    assign tx_we        = s_tx_we;
    assign tx_waddr     = s_tx_waddr;
    assign tx_wdata     = s_tx_wdata;
    assign ctx_re       = s_ctx_re;
    assign ctx_raddr    = s_ctx_raddr;

    logic unused_order;
    assign unused_order = &{s_begins, s_numbered, judge.refused};
  end else begin : gen_several
    for (genvar d = 0; d < 2; d++) begin : gen_way
      rec_split #(
        .NumLanes (NumLanes),
        .NumSlices(NumSlices)
      ) u_split (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .req_valid_i  (req_valid[d]),
        .req_ready_o  (req_ready[d]),
        .req_i        (req[d]),
        .s_axis_tvalid(in_valid[d]),
        .s_axis_tready(in_ready[d]),
        .s_axis_tdata (in[d]),
        .req_valid_o  (s_req_valid[d]),
        .req_ready_i  (s_req_ready[d]),
        .req_o        (s_req[d]),
        .m_axis_tvalid(s_in_valid[d]),
        .m_axis_tready(s_in_ready[d]),
        .m_axis_tdata (s_in[d])
      );

      rec_join #(
        .NumLanes (NumLanes),
        .NumSlices(NumSlices)
      ) u_join (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .rsp_valid_i  (s_rsp_valid[d]),
        .rsp_ready_o  (s_rsp_ready[d]),
        .rsp_i        (s_rsp[d]),
        .s_axis_tvalid(s_out_valid[d]),
        .s_axis_tready(s_out_ready[d]),
        .s_axis_tdata (s_out[d]),
        .s_axis_tlast (s_out_last[d]),
        .rsp_valid_o  (rsp_valid[d]),
        .rsp_ready_i  (rsp_ready[d]),
        .rsp_o        (rsp[d]),
        .m_axis_tvalid(out_valid[d]),
        .m_axis_tready(out_ready[d]),
        .m_axis_tdata (out[d]),
        .m_axis_tlast (out_last[d])
      );
    end

    rec_share #(
      .NumLanes   (NumLanes),
      .NumSlices  (NumSlices),
      .NumSessions(NumSessions)
    ) u_share (
      .clk_i       (clk_i),
      .rst_ni      (rst_ni),
      .may_begin_o (s_may_begin),
      .begin_i     (s_begins),
      .tx_re_i     (s_tx_re),
      .tx_rready_o (s_tx_rready),
      .tx_raddr_i  (s_tx_raddr),
      .tx_rvalid_o (s_tx_rvalid),
      .numbered_i  (s_numbered),
      .tx_we_i     (s_tx_we),
      .tx_waddr_i  (s_tx_waddr),
      .tx_wdata_i  (s_tx_wdata),
      .ctx_re_i    (s_ctx_re),
      .ctx_raddr_i (s_ctx_raddr),
      .ctx_rvalid_o(s_ctx_rvalid),
      .tx_re_o     (tx_re),
      .tx_raddr_o  (tx_raddr),
      .tx_rvalid_i (tx_rvalid),
      .tx_we_o     (tx_we),
      .tx_waddr_o  (tx_waddr),
      .tx_wdata_o  (tx_wdata),
      .ctx_re_o    (ctx_re),
      .ctx_raddr_o (ctx_raddr),
      .ctx_rvalid_i(ctx_rvalid)
    );

    rec_judge #(
      .NumLanes (NumLanes),
      .NumSlices(NumSlices)
    ) u_judge (
      .clk_i         (clk_i),
      .rst_ni        (rst_ni),
      .req_i         (s_judge),
      .rsp_o         (s_verdict),
      .verdict_o     (judge),
      .verdict_busy_i(verdict_busy),
      .verdict_i     (verdict)
    );

    logic unused_turn;
    assign unused_turn = &{judge.refused, verdict.turn, verdict.busy};
  end

endmodule
