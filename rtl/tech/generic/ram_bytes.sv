// SPDX-License-Identifier: Apache-2.0
//
// Block RAM of 32-bit words that is written a byte at a time and read a word at a time, in the next cycle.
// Reading a word in the cycle that writes to it gives garbage.

module ram_bytes #(
  parameter int unsigned Words = 256,
  localparam int unsigned AddrW = $clog2(Words)
) (
  input  logic             clk_i,

  input  logic             we_i,
  input  logic [AddrW+1:0] waddr_i,  // of the byte
  input  logic [7:0]       wdata_i,

  input  logic [AddrW-1:0] raddr_i,
  output logic [31:0]      rdata_o
);

  (* no_rw_check *)
  logic [31:0] mem_q [Words]  /* verilator public_flat_rd */;

  always_ff @(posedge clk_i) begin
    for (int unsigned i = 0; i < 4; i++) begin
      if (we_i && waddr_i[1:0] == 2'(i)) mem_q[waddr_i[AddrW+1:2]][8*i +: 8] <= wdata_i;
    end
`ifdef VERILATOR
    rdata_o <= (we_i && waddr_i[AddrW+1:2] == raddr_i) ? ~mem_q[raddr_i] : mem_q[raddr_i];
`else
    rdata_o <= mem_q[raddr_i];
`endif
  end

endmodule
