// SPDX-License-Identifier: Apache-2.0
//
// The whole device on one clock: link, registers and record engine behind a byte stream.

module dtl_core #(
  parameter int unsigned NumLanes    = 1,
  parameter int unsigned NumSessions = 128,
  parameter bit          Compact     = 1'b0,
  parameter bit          SboxGates   = 1'b0,
  parameter logic [31:0] BuildId     = 32'd0
) (
  input  logic       clk_i,
  input  logic       rst_ni,

  input  logic       s_axis_tvalid,  // from the host
  output logic       s_axis_tready,
  input  logic [7:0] s_axis_tdata,

  output logic       m_axis_tvalid,  // to the host
  input  logic       m_axis_tready,
  output logic [7:0] m_axis_tdata
);

  localparam int unsigned CreditBeats = 512;

  logic              seal_req_valid, seal_req_ready, seal_rsp_valid, seal_rsp_ready;
  logic              seal_in_tvalid, seal_in_tready, seal_in_tlast;
  logic              seal_out_tvalid, seal_out_tready;
  logic [127:0]      seal_in_tdata, seal_out_tdata;
  rec_pkg::rec_req_t seal_req;
  rec_pkg::rec_rsp_t seal_rsp;

  logic              open_req_valid, open_req_ready, open_rsp_valid, open_rsp_ready;
  logic              open_in_tvalid, open_in_tready, open_in_tlast;
  logic              open_out_tvalid, open_out_tready;
  logic [127:0]      open_in_tdata, open_out_tdata;
  rec_pkg::rec_req_t open_req;
  rec_pkg::rec_rsp_t open_rsp;

  logic              ctl_req_valid, ctl_req_ready, ctl_rsp_valid, ctl_rsp_ready;
  logic              ctl_in_tvalid, ctl_in_tready, ctl_out_tvalid, ctl_out_tready;
  logic [127:0]      ctl_in_tdata, ctl_out_tdata;
  rec_pkg::ctl_req_t ctl_req;
  rec_pkg::ctl_rsp_t ctl_rsp;

  logic              reg_req, reg_write;
  logic [7:0]        reg_addr;
  logic [31:0]       reg_wdata, reg_rdata;
  logic [15:0]       boot, sessions;
  link_pkg::events_t events;

  link_top #(
    .CreditBeats(CreditBeats)
  ) u_link (
    .clk_i             (clk_i),
    .rst_ni            (rst_ni),
    .s_axis_tvalid     (s_axis_tvalid),
    .s_axis_tready     (s_axis_tready),
    .s_axis_tdata      (s_axis_tdata),
    .m_axis_tvalid     (m_axis_tvalid),
    .m_axis_tready     (m_axis_tready),
    .m_axis_tdata      (m_axis_tdata),
    .seal_req_valid_o  (seal_req_valid),
    .seal_req_ready_i  (seal_req_ready),
    .seal_req_o        (seal_req),
    .m_axis_seal_tvalid(seal_in_tvalid),
    .m_axis_seal_tready(seal_in_tready),
    .m_axis_seal_tdata (seal_in_tdata),
    .m_axis_seal_tlast (seal_in_tlast),
    .seal_rsp_valid_i  (seal_rsp_valid),
    .seal_rsp_ready_o  (seal_rsp_ready),
    .seal_rsp_i        (seal_rsp),
    .s_axis_seal_tvalid(seal_out_tvalid),
    .s_axis_seal_tready(seal_out_tready),
    .s_axis_seal_tdata (seal_out_tdata),
    .open_req_valid_o  (open_req_valid),
    .open_req_ready_i  (open_req_ready),
    .open_req_o        (open_req),
    .m_axis_open_tvalid(open_in_tvalid),
    .m_axis_open_tready(open_in_tready),
    .m_axis_open_tdata (open_in_tdata),
    .m_axis_open_tlast (open_in_tlast),
    .open_rsp_valid_i  (open_rsp_valid),
    .open_rsp_ready_o  (open_rsp_ready),
    .open_rsp_i        (open_rsp),
    .s_axis_open_tvalid(open_out_tvalid),
    .s_axis_open_tready(open_out_tready),
    .s_axis_open_tdata (open_out_tdata),
    .ctl_req_valid_o   (ctl_req_valid),
    .ctl_req_ready_i   (ctl_req_ready),
    .ctl_req_o         (ctl_req),
    .m_axis_ctl_tvalid (ctl_in_tvalid),
    .m_axis_ctl_tready (ctl_in_tready),
    .m_axis_ctl_tdata  (ctl_in_tdata),
    .ctl_rsp_valid_i   (ctl_rsp_valid),
    .ctl_rsp_ready_o   (ctl_rsp_ready),
    .ctl_rsp_i         (ctl_rsp),
    .s_axis_ctl_tvalid (ctl_out_tvalid),
    .s_axis_ctl_tready (ctl_out_tready),
    .s_axis_ctl_tdata  (ctl_out_tdata),
    .reg_req_o         (reg_req),
    .reg_write_o       (reg_write),
    .reg_addr_o        (reg_addr),
    .reg_wdata_o       (reg_wdata),
    .reg_rdata_i       (reg_rdata),
    .boot_o            (boot),
    .events_o          (events)
  );

  link_regs #(
    .NumLanes   (NumLanes),
    .NumSessions(NumSessions),
    .CreditBeats(CreditBeats),
    .BuildId    (BuildId)
  ) u_regs (
    .clk_i     (clk_i),
    .rst_ni    (rst_ni),
    .req_i     (reg_req),
    .write_i   (reg_write),
    .addr_i    (reg_addr),
    .wdata_i   (reg_wdata),
    .rdata_o   (reg_rdata),
    .boot_i    (boot),
    .sessions_i(sessions),
    .events_i  (events)
  );

  logic unused_seal_tlast, unused_open_tlast;  // the response says how long its data is

  rec_engine #(
    .NumLanes   (NumLanes),
    .NumSessions(NumSessions),
    .Compact    (Compact),
    .SboxGates  (SboxGates)
  ) u_engine (
    .clk_i             (clk_i),
    .rst_ni            (rst_ni),
    .seal_req_valid_i  (seal_req_valid),
    .seal_req_ready_o  (seal_req_ready),
    .seal_req_i        (seal_req),
    .s_axis_seal_tvalid(seal_in_tvalid),
    .s_axis_seal_tready(seal_in_tready),
    .s_axis_seal_tdata (seal_in_tdata),
    .s_axis_seal_tlast (seal_in_tlast),
    .seal_rsp_valid_o  (seal_rsp_valid),
    .seal_rsp_ready_i  (seal_rsp_ready),
    .seal_rsp_o        (seal_rsp),
    .m_axis_seal_tvalid(seal_out_tvalid),
    .m_axis_seal_tready(seal_out_tready),
    .m_axis_seal_tdata (seal_out_tdata),
    .m_axis_seal_tlast (unused_seal_tlast),
    .open_req_valid_i  (open_req_valid),
    .open_req_ready_o  (open_req_ready),
    .open_req_i        (open_req),
    .s_axis_open_tvalid(open_in_tvalid),
    .s_axis_open_tready(open_in_tready),
    .s_axis_open_tdata (open_in_tdata),
    .s_axis_open_tlast (open_in_tlast),
    .open_rsp_valid_o  (open_rsp_valid),
    .open_rsp_ready_i  (open_rsp_ready),
    .open_rsp_o        (open_rsp),
    .m_axis_open_tvalid(open_out_tvalid),
    .m_axis_open_tready(open_out_tready),
    .m_axis_open_tdata (open_out_tdata),
    .m_axis_open_tlast (unused_open_tlast),
    .ctl_req_valid_i   (ctl_req_valid),
    .ctl_req_ready_o   (ctl_req_ready),
    .ctl_req_i         (ctl_req),
    .s_axis_ctl_tvalid (ctl_in_tvalid),
    .s_axis_ctl_tready (ctl_in_tready),
    .s_axis_ctl_tdata  (ctl_in_tdata),
    .ctl_rsp_valid_o   (ctl_rsp_valid),
    .ctl_rsp_ready_i   (ctl_rsp_ready),
    .ctl_rsp_o         (ctl_rsp),
    .m_axis_ctl_tvalid (ctl_out_tvalid),
    .m_axis_ctl_tready (ctl_out_tready),
    .m_axis_ctl_tdata  (ctl_out_tdata),
    .sessions_o        (sessions)
  );

endmodule
