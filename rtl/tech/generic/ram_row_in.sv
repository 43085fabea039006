// SPDX-License-Identifier: Apache-2.0
//
// Block RAM that is written in rows of four words and read a word at a time, in the next cycle.
// Reading a word in the cycle that writes it gives garbage.

module ram_row_in #(
  parameter int unsigned Width = 32,
  parameter int unsigned Rows  = 64,
  localparam int unsigned RowW = $clog2(Rows)
) (
  input  logic               clk_i,

  input  logic               we_i,
  input  logic [RowW-1:0]    wrow_i,
  input  logic [4*Width-1:0] wdata_i,

  input  logic [RowW+1:0]    raddr_i,
  output logic [Width-1:0]   rdata_o
);

  (* no_rw_check *)
  logic [Width-1:0] mem_q [4 * Rows]  /* verilator public_flat_rd */;

  always_ff @(posedge clk_i) begin
    if (we_i) begin
      for (int unsigned i = 0; i < 4; i++) mem_q[{wrow_i, 2'(i)}] <= wdata_i[Width*i +: Width];
    end
`ifdef VERILATOR
    rdata_o <= (we_i && wrow_i == raddr_i[RowW+1:2]) ? ~mem_q[raddr_i] : mem_q[raddr_i];
`else
    rdata_o <= mem_q[raddr_i];
`endif
  end

endmodule
