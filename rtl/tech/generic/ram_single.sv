// SPDX-License-Identifier: Apache-2.0
//
// RAM with one port, that is read or written in a cycle; what was read is there in the next. Huge: one of
// the UP5K's four, of 32 KB; otherwise block RAMs.

module ram_single #(
  parameter int unsigned Width = 8,
  parameter int unsigned Depth = 16384,
  parameter bit          Huge  = 1'b1,
  localparam int unsigned AddrW = $clog2(Depth)
) (
  input  logic             clk_i,

  input  logic             we_i,
  input  logic [AddrW-1:0] addr_i,
  input  logic [Width-1:0] wdata_i,
  output logic [Width-1:0] rdata_o
);

  if (Huge) begin : gen_huge
    (* ram_style = "huge" *)
    logic [Width-1:0] mem_q [Depth]  /* verilator public_flat_rd */;

    always_ff @(posedge clk_i) begin
      if (we_i) mem_q[addr_i] <= wdata_i;
      else      rdata_o <= mem_q[addr_i];
    end
  end else begin : gen_block
    (* no_rw_check *)
    logic [Width-1:0] mem_q [Depth]  /* verilator public_flat_rd */;

    always_ff @(posedge clk_i) begin
      if (we_i) mem_q[addr_i] <= wdata_i;
      rdata_o <= mem_q[addr_i];
    end
  end

endmodule
