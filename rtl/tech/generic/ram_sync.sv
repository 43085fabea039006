// SPDX-License-Identifier: Apache-2.0
//
// Block RAM with one write and one read port and no output register: an address given in one cycle
// has its data in the next. Reading a word in the cycle that writes it gives garbage.

module ram_sync #(
  parameter int unsigned Width = 32,
  parameter int unsigned Depth = 256,
  localparam int unsigned AddrW = $clog2(Depth)
) (
  input  logic             clk_i,

  input  logic             we_i,
  input  logic [AddrW-1:0] waddr_i,
  input  logic [Width-1:0] wdata_i,

  input  logic [AddrW-1:0] raddr_i,
  output logic [Width-1:0] rdata_o
);

  (* no_rw_check *)
  logic [Width-1:0] mem_q [Depth]  /* verilator public_flat_rd */;

  always_ff @(posedge clk_i) begin
    if (we_i) mem_q[waddr_i] <= wdata_i;
`ifdef VERILATOR
    rdata_o <= (we_i && waddr_i == raddr_i) ? ~mem_q[raddr_i] : mem_q[raddr_i];
`else
    rdata_o <= mem_q[raddr_i];
`endif
  end

endmodule
