// SPDX-License-Identifier: Apache-2.0
//
// The answers of one direction's records, from the slices in turn, and their data. The next answer may
// leave beside the data of the ones before, so that data may leave a beat a cycle.

module rec_join #(
  parameter int unsigned NumLanes  = 8,
  parameter int unsigned NumSlices = 2
) (
  input  logic                              clk_i,
  input  logic                              rst_ni,

  input  logic              [NumSlices-1:0] rsp_valid_i,
  output logic              [NumSlices-1:0] rsp_ready_o,
  input  rec_pkg::rec_rsp_t [NumSlices-1:0] rsp_i,
  input  logic              [NumSlices-1:0] s_axis_tvalid,
  output logic              [NumSlices-1:0] s_axis_tready,
  input  logic       [NumSlices-1:0][127:0] s_axis_tdata,
  input  logic              [NumSlices-1:0] s_axis_tlast,

  output logic                              rsp_valid_o,
  input  logic                              rsp_ready_i,
  output rec_pkg::rec_rsp_t                 rsp_o,
  output logic                              m_axis_tvalid,
  input  logic                              m_axis_tready,
  output logic                      [127:0] m_axis_tdata,
  output logic                              m_axis_tlast
);

  // --- answers ---

  logic [NumSlices-1:0] turn;
  logic                 room, answered;

  rec_turn #(
    .NumLanes (NumLanes),
    .NumSlices(NumSlices)
  ) u_turn (
    .clk_i (clk_i),
    .rst_ni(rst_ni),
    .next_i(answered),
    .turn_o(turn)
  );

  always_comb begin
    rsp_o = '0;
    for (int unsigned s = 0; s < NumSlices; s++) if (turn[s]) rsp_o |= rsp_i[s];
  end

  assign rsp_valid_o = (turn & rsp_valid_i) != '0 && room;
  assign rsp_ready_o = (rsp_ready_i && room) ? turn : '0;
  assign answered    = rsp_valid_o && rsp_ready_i;

  // --- data of those that were answered and have some ---

  logic [NumSlices-1:0] from;
  logic                 comes;

  stream_fifo #(
    .Width(NumSlices),
    .Depth(4)
  ) u_from (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .valid_i(answered && rsp_o.len != '0),
    .ready_o(room),
    .data_i (turn),
    .valid_o(comes),
    .ready_i(m_axis_tvalid && m_axis_tready && m_axis_tlast),
    .data_o (from)
  );

  always_comb begin
    m_axis_tdata = '0;
    for (int unsigned s = 0; s < NumSlices; s++) if (from[s]) m_axis_tdata |= s_axis_tdata[s];
  end

  assign m_axis_tvalid = comes && (from & s_axis_tvalid) != '0;
  assign m_axis_tlast  = (from & s_axis_tlast) != '0;
  assign s_axis_tready = (comes && m_axis_tready) ? from : '0;

endmodule
