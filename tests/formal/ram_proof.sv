// SPDX-License-Identifier: Apache-2.0
//
// ram_1r1w, of whichever technology. Follows one word.
//
// T1 Two cycles after its address the word is read as it was written last, unless it was written in the
//    cycle of the address.

module ram_proof #(
  parameter bit          Ecp5  = 1'b0,
  parameter int unsigned Width = 128,
  parameter int unsigned Depth = 512,
  localparam int unsigned AddrW = $clog2(Depth)
) (
  input logic             clk_i,
  input logic [AddrW-1:0] pick_i,
  input logic             we_i,
  input logic [AddrW-1:0] waddr_i,
  input logic [Width-1:0] wdata_i,
  input logic [AddrW-1:0] raddr_i
);

  logic             running_q = 1'b0, known_q, coming_1_q, coming_2_q, writes, reads;
  logic [AddrW-1:0] pick_q;
  logic [Width-1:0] value_q, value_1_q, value_2_q, out;

  ram_1r1w #(
    .Width(Width),
    .Depth(Depth)
  ) dut (
    .clk_i  (clk_i),
    .we_i   (we_i),
    .waddr_i(waddr_i),
    .wdata_i(wdata_i),
    .raddr_i(raddr_i),
    .rdata_o(out)
  );

  assign writes = we_i && waddr_i == pick_q;
  assign reads  = running_q && known_q && raddr_i == pick_q && !writes;

  always_ff @(posedge clk_i) begin
    running_q <= 1'b1;
    if (!running_q) begin
      pick_q     <= pick_i;
      known_q    <= 1'b0;
      coming_1_q <= 1'b0;
      coming_2_q <= 1'b0;
    end else begin
      if (writes) {known_q, value_q} <= {1'b1, wdata_i};
      {coming_1_q, value_1_q} <= {reads, value_q};
      {coming_2_q, value_2_q} <= {coming_1_q, value_1_q};
    end
  end

  always_comb T1: assert (!(running_q && coming_2_q) || out == value_2_q);

  // For the induction: where the word is.
  if (Ecp5) begin : gen_ecp5
    localparam int unsigned WordW  = (Depth <= 512) ? 36 : (Depth <= 1024) ? 18 : 9;
    localparam int unsigned Blocks = (Width + WordW - 1) / WordW;
    logic [Blocks*WordW-1:0] value;
    assign value = (Blocks * WordW)'(value_q);

    for (genvar b = 0; b < Blocks; b++) begin : gen_block
      logic [10:0] byte_addr;  // in a block
      logic [35:0] row;
      assign byte_addr = 11'(pick_q) * 11'(WordW / 9);
      assign row       = dut.gen_block[b].u_block.u_ram.mem_q[byte_addr[10:2]];
      always_comb I1: assert (!(running_q && known_q) ||
                              row[9*byte_addr[1:0] +: WordW] == value[WordW*b +: WordW]);
    end
  end else begin : gen_generic
    always_comb I1: assert (!(running_q && known_q) || dut.mem_q[pick_q] == value_q);
  end

endmodule
