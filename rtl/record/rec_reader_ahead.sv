// SPDX-License-Identifier: Apache-2.0
//
// rec_reader with a RAM of its own, for a beat every cycle: reads ahead into a small FIFO, no further than
// there is room in it.

module rec_reader_ahead #(
  parameter int unsigned OutBeats = 512,
  localparam int unsigned AddrW = $clog2(OutBeats)
) (
  input  logic             clk_i,
  input  logic             rst_ni,

  input  logic [AddrW:0]   end_i,   // where the next result will begin
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

  localparam int unsigned RamLatency = 2;
  localparam int unsigned Ahead = 4;  // room comes back RamLatency + 2 cycles after it was taken

  logic [AddrW:0]                  next_q;  // to be read
  logic [$clog2(Ahead):0]          room_q;
  logic [RamLatency-1:0]           arrives_q;
  logic [rec_types_pkg::NeedW-1:0] left_q;  // beats of data that are still to leave
  logic                            valid, leaves, fits;
  rec_types_pkg::answer_t          answer;

  assign raddr_o = next_q[AddrW-1:0];
  assign read_o  = next_q != end_i && room_q != '0;

  stream_fifo #(
    .Width(128),
    .Depth(Ahead)
  ) u_ahead (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .valid_i(arrives_q[RamLatency-1]),
    .ready_o(fits),
    .data_i (rdata_i),
    .valid_o(valid),
    .ready_i(leaves),
    .data_o (beat_o)
  );

  assign answer        = beat_o;
  assign rsp_valid_o   = valid && left_q == '0;
  assign m_axis_tvalid = valid && left_q != '0;
  assign m_axis_tlast  = left_q == rec_types_pkg::NeedW'(1);
  assign leaves        = (rsp_valid_o && rsp_ready_i) || (m_axis_tvalid && m_axis_tready);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      next_q    <= '0;
      room_q    <= ($clog2(Ahead) + 1)'(Ahead);
      arrives_q <= '0;
      left_q    <= '0;
    end else begin
      next_q    <= next_q + (AddrW + 1)'(read_o);
      room_q    <= room_q + ($clog2(Ahead) + 1)'(leaves) - ($clog2(Ahead) + 1)'(read_o);
      arrives_q <= {arrives_q[RamLatency-2:0], read_o};
      if (leaves) left_q <= (left_q == '0) ? answer.beats : left_q - 1'b1;
    end
  end

  logic unused_fits;
  assign unused_fits = fits;  // room_q says so already

endmodule
