// SPDX-License-Identifier: Apache-2.0
//
// rtl/tech/generic/ram_lut in registers: an iCE40 has no RAM that is read within the cycle.

module ram_lut #(
  parameter int unsigned Width = 8,
  parameter int unsigned Depth = 16,
  localparam int unsigned AddrW = $clog2(Depth)
) (
  input  logic             clk_i,

  input  logic             we_i,
  input  logic [AddrW-1:0] waddr_i,
  input  logic [Width-1:0] wdata_i,

  input  logic [AddrW-1:0] raddr_i,
  output logic [Width-1:0] rdata_o
);

  (* ram_style = "logic" *)
  logic [Width-1:0] mem_q [Depth];

  assign rdata_o = mem_q[raddr_i];

  always_ff @(posedge clk_i) begin
    if (we_i) mem_q[waddr_i] <= wdata_i;
  end

endmodule
