// SPDX-License-Identifier: Apache-2.0
//
// rtl/tech/generic/ram_1r1w of ECP5 block RAMs. Yosys would leave their output register unused
// and take flip-flops, which costs 2 ns from clock to output.

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

  if (Depth > 2048) begin : gen_too_deep
    $error("ram_1r1w: Depth is %0d, an ECP5 block RAM has at most 2048 words of 9 bits", Depth);
  end

  // A block of 16 Kbit (18 with parity) has 512 words of 36 bits, 1024 of 18 or 2048 of 9.
  localparam int unsigned WordW  = (Depth <= 512) ? 36 : (Depth <= 1024) ? 18 : 9;
  localparam int unsigned LowW   = (Depth <= 512) ? 5 : (Depth <= 1024) ? 4 : 3;
  localparam int unsigned Blocks = (Width + WordW - 1) / WordW;

  logic [Blocks*WordW-1:0] in, out;

  assign in      = (Blocks * WordW)'(wdata_i);
  assign rdata_o = out[Width-1:0];

  for (genvar b = 0; b < Blocks; b++) begin : gen_block
    dp16kd_1r1w #(
      .WordW(WordW)
    ) u_block (
      .clk_i  (clk_i),
      .we_i   (we_i),
      .waddr_i(14'({waddr_i, LowW'(0)})),
      .wdata_i(in[b*WordW +: WordW]),
      .raddr_i(14'({raddr_i, LowW'(0)})),
      .rdata_o(out[b*WordW +: WordW])
    );
  end

endmodule
