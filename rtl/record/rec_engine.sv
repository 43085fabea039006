// SPDX-License-Identifier: Apache-2.0
//
// DTLS 1.2 AES-CCM record engine: sessions, sequence numbers, replay windows and NumLanes CCM lanes
// (RFC 6347 section 4.1, RFC 6655).
//
// Streams are AXI4-Stream without tkeep: lengths travel in the request or response, which is handed
// over before or with the first beat of its data. A request's beats must all be available when the
// request is, so that a slow source cannot hold the lanes. Seal and open answer in order, each on
// its own; a blocked output of one never stalls the other.

module rec_engine #(
  parameter int unsigned NumLanes    = 1,
  parameter int unsigned NumSessions = 128,
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
endmodule
