// SPDX-License-Identifier: Apache-2.0
//
// The record engine with registers around it, to place it without pins.

module rec_engine_ooc #(
  parameter int unsigned NumLanes    = 1,
  parameter int unsigned NumSessions = 128,
  parameter int unsigned OutBeats    = 512
) (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic serial_i,
  output logic parity_o
);

  localparam int unsigned InW  = 2 * $bits(rec_pkg::rec_req_t) +
                                 $bits(rec_pkg::ctl_req_t) + 3 * 128 + 14;
  localparam int unsigned OutW = 2 * $bits(rec_pkg::rec_rsp_t) +
                                 $bits(rec_pkg::ctl_rsp_t) + 3 * 128 + 16 + 14;

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

  rec_pkg::rec_req_t seal_req, open_req;
  rec_pkg::ctl_req_t ctl_req;
  logic [127:0]      seal_data, open_data, ctl_data;
  logic              seal_req_valid, seal_valid, seal_last, seal_rsp_ready, seal_ready;
  logic              open_req_valid, open_valid, open_last, open_rsp_ready, open_ready;
  logic              ctl_req_valid, ctl_valid, ctl_rsp_ready, ctl_ready;

  assign {seal_req_valid, seal_req, seal_valid, seal_data, seal_last, seal_rsp_ready, seal_ready,
          open_req_valid, open_req, open_valid, open_data, open_last, open_rsp_ready, open_ready,
          ctl_req_valid, ctl_req, ctl_valid, ctl_data, ctl_rsp_ready, ctl_ready} = in;

  rec_pkg::rec_rsp_t seal_rsp, open_rsp;
  rec_pkg::ctl_rsp_t ctl_rsp;
  logic [127:0]      seal_out, open_out, ctl_out;
  logic [15:0]       sessions;
  logic [4:0]        seal_flags, open_flags;
  logic [3:0]        ctl_flags;

  assign out = {seal_rsp, open_rsp, ctl_rsp, seal_out, open_out, ctl_out, sessions,
                seal_flags, open_flags, ctl_flags};

  rec_engine #(
    .NumLanes   (NumLanes),
    .NumSessions(NumSessions),
    .OutBeats   (OutBeats),
    .SboxGates  (1'b1)
  ) u_engine (
    .clk_i             (clk_i),
    .rst_ni            (rst_n),
    .seal_req_valid_i  (seal_req_valid),
    .seal_req_ready_o  (seal_flags[0]),
    .seal_req_i        (seal_req),
    .s_axis_seal_tvalid(seal_valid),
    .s_axis_seal_tready(seal_flags[1]),
    .s_axis_seal_tdata (seal_data),
    .s_axis_seal_tlast (seal_last),
    .seal_rsp_valid_o  (seal_flags[2]),
    .seal_rsp_ready_i  (seal_rsp_ready),
    .seal_rsp_o        (seal_rsp),
    .m_axis_seal_tvalid(seal_flags[3]),
    .m_axis_seal_tready(seal_ready),
    .m_axis_seal_tdata (seal_out),
    .m_axis_seal_tlast (seal_flags[4]),
    .open_req_valid_i  (open_req_valid),
    .open_req_ready_o  (open_flags[0]),
    .open_req_i        (open_req),
    .s_axis_open_tvalid(open_valid),
    .s_axis_open_tready(open_flags[1]),
    .s_axis_open_tdata (open_data),
    .s_axis_open_tlast (open_last),
    .open_rsp_valid_o  (open_flags[2]),
    .open_rsp_ready_i  (open_rsp_ready),
    .open_rsp_o        (open_rsp),
    .m_axis_open_tvalid(open_flags[3]),
    .m_axis_open_tready(open_ready),
    .m_axis_open_tdata (open_out),
    .m_axis_open_tlast (open_flags[4]),
    .ctl_req_valid_i   (ctl_req_valid),
    .ctl_req_ready_o   (ctl_flags[0]),
    .ctl_req_i         (ctl_req),
    .s_axis_ctl_tvalid (ctl_valid),
    .s_axis_ctl_tready (ctl_flags[1]),
    .s_axis_ctl_tdata  (ctl_data),
    .ctl_rsp_valid_o   (ctl_flags[2]),
    .ctl_rsp_ready_i   (ctl_rsp_ready),
    .ctl_rsp_o         (ctl_rsp),
    .m_axis_ctl_tvalid (ctl_flags[3]),
    .m_axis_ctl_tready (ctl_ready),
    .m_axis_ctl_tdata  (ctl_out),
    .sessions_o        (sessions)
  );

endmodule
