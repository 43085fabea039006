// SPDX-License-Identifier: Apache-2.0
//
// Input buffer of one direction: whole requests wait in a packet FIFO; the header beat of the first
// is peeled off into a request for the record engine.

module link_queue #(
  parameter int unsigned Depth = 512,  // beats, the credit of this direction
  localparam int unsigned SpaceW = $clog2(Depth) + 1
) (
  input  logic               clk_i,
  input  logic               rst_ni,

  input  logic               valid_i,
  input  logic [127:0]       beat_i,
  input  logic               commit_i,
  input  logic               rollback_i,
  output logic [SpaceW-1:0]  space_o,  // who writes has looked

  output logic               req_valid_o,
  input  logic               req_ready_i,
  output rec_pkg::rec_req_t  req_o,
  output logic               m_axis_tvalid,
  input  logic               m_axis_tready,
  output logic [127:0]       m_axis_tdata,
  output logic               m_axis_tlast
);

  localparam int unsigned BeatsW = $clog2(link_pkg::PayloadMax / 16) + 1;

  logic              out_valid, out_ready, peel, pop;
  logic              unused_ready;
  link_pkg::req_t    header;
  logic [BeatsW-1:0] left_q;  // payload beats still to go

  packet_fifo #(
    .Width(128),
    .Depth(Depth)
  ) u_fifo (
    .clk_i     (clk_i),
    .rst_ni    (rst_ni),
    .valid_i   (valid_i),
    .ready_o   (unused_ready),
    .data_i    (beat_i),
    .commit_i  (commit_i),
    .rollback_i(rollback_i),
    .space_o   (space_o),
    .valid_o   (out_valid),
    .ready_i   (out_ready),
    .data_o    (m_axis_tdata)
  );

  assign peel          = !req_valid_o && left_q == '0;
  assign m_axis_tvalid = left_q != '0 && out_valid;
  assign m_axis_tlast  = left_q == BeatsW'(1);
  assign pop           = m_axis_tvalid && m_axis_tready;
  assign out_ready     = peel || pop;
  assign header        = link_pkg::swap_bytes(m_axis_tdata);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      req_valid_o <= 1'b0;
      left_q      <= '0;
    end else if (peel) begin
      req_valid_o <= out_valid;
      if (out_valid) left_q <= BeatsW'((header.length + 16'd15) >> 4);
    end else begin
      if (req_ready_i) req_valid_o <= 1'b0;
      if (pop) left_q <= left_q - 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (peel) begin
      req_o.tag                <= header.tag;
      req_o.session.generation <= header.generation;
      req_o.session.slot       <= header.slot;
      req_o.ctype              <= header.ctype;
      req_o.len                <= header.length;
    end
  end

  logic unused_header;
  assign unused_header = &{header.opcode, header.address, header.value};

endmodule
