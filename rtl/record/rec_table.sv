// SPDX-License-Identifier: Apache-2.0
//
// One session table in RAM with two users. The record path never waits; control takes the cycles
// that it leaves free.

module rec_table #(
  parameter int unsigned Width = 128,
  parameter int unsigned Depth = 256,
  localparam int unsigned AddrW = $clog2(Depth)
) (
  input  logic             clk_i,
  input  logic             rst_ni,

  input  logic             rec_re_i,
  input  logic [AddrW-1:0] rec_raddr_i,
  output logic             rec_rvalid_o,
  input  logic             rec_we_i,
  input  logic [AddrW-1:0] rec_waddr_i,
  input  logic [Width-1:0] rec_wdata_i,

  input  logic             ctl_re_i,
  output logic             ctl_rready_o,
  input  logic [AddrW-1:0] ctl_raddr_i,
  output logic             ctl_rvalid_o,
  input  logic             ctl_we_i,
  output logic             ctl_wready_o,
  input  logic [AddrW-1:0] ctl_waddr_i,
  input  logic [Width-1:0] ctl_wdata_i,

  output logic [Width-1:0] rdata_o  // of whoever has rvalid
);

  localparam int unsigned RamLatency = 2;

  logic [RamLatency-1:0] rec_arriving_q, ctl_arriving_q;

  // Nor does control read or write while the other side of the RAM might be at the same word.
  assign ctl_rready_o = !rec_re_i && !rec_we_i;
  assign ctl_wready_o = !rec_re_i && !rec_we_i;
  assign rec_rvalid_o = rec_arriving_q[RamLatency-1];
  assign ctl_rvalid_o = ctl_arriving_q[RamLatency-1];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      rec_arriving_q <= '0;
      ctl_arriving_q <= '0;
    end else begin
      rec_arriving_q <= {rec_arriving_q[RamLatency-2:0], rec_re_i};
      ctl_arriving_q <= {ctl_arriving_q[RamLatency-2:0], ctl_re_i && ctl_rready_o};
    end
  end

  ram_1r1w #(
    .Width(Width),
    .Depth(Depth)
  ) u_ram (
    .clk_i  (clk_i),
    .we_i   (rec_we_i || (ctl_we_i && ctl_wready_o)),
    .waddr_i(rec_we_i ? rec_waddr_i : ctl_waddr_i),
    .wdata_i(rec_we_i ? rec_wdata_i : ctl_wdata_i),
    .raddr_i(rec_re_i ? rec_raddr_i : ctl_raddr_i),
    .rdata_o(rdata_o)
  );

endmodule
