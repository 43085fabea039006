// SPDX-License-Identifier: Apache-2.0
//
// Reads one direction's results out of the output RAM: an answer, then the beats of data that it
// announces, in the same register. Every other cycle the RAM is this reader's.
//
// It reads ahead. A beat that arrives while the one before is still there is dropped, and read again:
// its place in the RAM is free only when it is in the register.

module rec_reader #(
  parameter int unsigned OutBeats = 512,
  localparam int unsigned AddrW = $clog2(OutBeats)
) (
  input  logic             clk_i,
  input  logic             rst_ni,

  input  logic [AddrW:0]   end_i,   // where the next result will begin
  input  logic             slot_i,  // the RAM is this reader's in this cycle
  output logic [AddrW-1:0] raddr_o,
  input  logic [127:0]     rdata_i, // two cycles later
  output logic             read_o,  // a beat has left the RAM

  output logic             rsp_valid_o,
  input  logic             rsp_ready_i,
  output logic             m_axis_tvalid,
  input  logic             m_axis_tready,
  output logic             m_axis_tlast,
  output logic [127:0]     beat_o   // answer or data
);

  logic [AddrW:0]                  next_q;     // to be read
  logic                            arrives_q;  // the one before it arrives in the next slot
  logic [rec_types_pkg::NeedW-1:0] left_q;     // beats of data that are still to come
  logic                            arrives, refused, asks, room;
  rec_types_pkg::answer_t          answer;

  assign raddr_o = next_q[AddrW-1:0];
  assign answer  = rdata_i;

  assign room    = (!rsp_valid_o || rsp_ready_i) && (!m_axis_tvalid || m_axis_tready);
  assign arrives = slot_i && arrives_q;
  assign read_o  = arrives && room;
  assign refused = arrives && !room;
  assign asks    = slot_i && !refused && next_q != end_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      next_q        <= '0;
      arrives_q     <= 1'b0;
      left_q        <= '0;
      rsp_valid_o   <= 1'b0;
      m_axis_tvalid <= 1'b0;
    end else begin
      if (refused)   next_q <= next_q - 1'b1;
      else if (asks) next_q <= next_q + 1'b1;
      if (slot_i) arrives_q <= asks;
      if (read_o) left_q    <= (left_q == '0) ? answer.beats : left_q - 1'b1;
      if (room) begin
        rsp_valid_o   <= arrives && left_q == '0;
        m_axis_tvalid <= arrives && left_q != '0;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (read_o) {m_axis_tlast, beat_o} <= {left_q == rec_types_pkg::NeedW'(1), rdata_i};
  end

endmodule
