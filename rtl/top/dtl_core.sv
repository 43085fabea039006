// SPDX-License-Identifier: Apache-2.0
//
// The whole device on one clock: link, registers and record engine behind a byte stream.

module dtl_core #(
  parameter int unsigned NumLanes    = 1,
  parameter int unsigned NumSessions = 128,
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
endmodule
