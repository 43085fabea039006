// SPDX-License-Identifier: Apache-2.0
//
// Simple dual-port RAM, one clock, with an output register: data two cycles after the address. Reading
// the word that is being written gives either value.

module ram_1r1w #(
  parameter int unsigned Width = 128,
  parameter int unsigned Depth = 512,
  localparam int unsigned AddrW = $clog2(Depth)
) (
  input  logic             clk_i,
  input  logic             we_i,
  input  logic [AddrW-1:0] waddr_i,
  input  logic [Width-1:0] wdata_i,
  input  logic [AddrW-1:0] raddr_i,
  output logic [Width-1:0] rdata_o
);

  logic [Width-1:0] mem [Depth];
  logic [Width-1:0] read_q;

  always_ff @(posedge clk_i) begin
    if (we_i) mem[waddr_i] <= wdata_i;
    read_q  <= mem[raddr_i];
    rdata_o <= read_q;
  end

endmodule
