// SPDX-License-Identifier: Apache-2.0
//
// Small FIFO in flip-flops or LUT RAM. Neither ready nor valid depends on the other side in the
// same cycle.

module stream_fifo #(
  parameter int unsigned Width = 8,
  parameter int unsigned Depth = 2  // a power of two, at least 2
) (
  input  logic             clk_i,
  input  logic             rst_ni,

  input  logic             valid_i,
  output logic             ready_o,
  input  logic [Width-1:0] data_i,

  output logic             valid_o,
  input  logic             ready_i,
  output logic [Width-1:0] data_o
);

  localparam int unsigned AddrW = $clog2(Depth);

  logic [Width-1:0] mem_q [Depth];
  logic [AddrW:0]   wr_q, rd_q;  // the extra bit tells full from empty

  assign ready_o = (wr_q - rd_q) != (AddrW + 1)'(Depth);
  assign valid_o = wr_q != rd_q;
  assign data_o  = mem_q[rd_q[AddrW-1:0]];

  always_ff @(posedge clk_i) begin
    if (valid_i && ready_o) mem_q[wr_q[AddrW-1:0]] <= data_i;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      wr_q <= '0;
      rd_q <= '0;
    end else begin
      if (valid_i && ready_o) wr_q <= wr_q + 1'b1;
      if (valid_o && ready_i) rd_q <= rd_q + 1'b1;
    end
  end

endmodule
