// SPDX-License-Identifier: Apache-2.0
//
// FIFO whose writer decides late: beats become readable when they are committed and vanish when
// they are rolled back. The read side hides the RAM's latency behind a small prefetch.

module packet_fifo #(
  parameter int unsigned Width = 128,
  parameter int unsigned Depth = 256,  // beats, a power of two
  localparam int unsigned AddrW = $clog2(Depth)
) (
  input  logic             clk_i,
  input  logic             rst_ni,

  input  logic             valid_i,
  output logic             ready_o,
  input  logic [Width-1:0] data_i,
  // Both include a beat written in the same cycle. Never both at once.
  input  logic             commit_i,
  input  logic             rollback_i,
  output logic [AddrW:0]   space_o,  // free beats; uncommitted ones count as taken

  output logic             valid_o,
  input  logic             ready_i,
  output logic [Width-1:0] data_o
);

  localparam int unsigned RamLatency = 2;
  localparam int unsigned Prefetch = 4;  // credit returns RamLatency + 2 cycles after it was spent

  logic [AddrW:0] wr_q, wr_d, published_q, rd_q;
  logic           write, read, pop;

  assign space_o = (AddrW + 1)'(Depth) - (wr_q - rd_q);
  assign ready_o = space_o != '0;
  assign write   = valid_i && ready_o;
  assign wr_d    = wr_q + (AddrW + 1)'(write);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      wr_q        <= '0;
      published_q <= '0;
    end else begin
      wr_q <= rollback_i ? published_q : wr_d;
      if (commit_i) published_q <= wr_d;
    end
  end

  // One credit for each prefetch entry that neither holds a beat nor waits for one.
  logic [$clog2(Prefetch):0] credit_q;
  logic [RamLatency-1:0]     arriving_q;
  logic [Width-1:0]          ram_data;
  logic                      prefetch_ready;

  assign read = (rd_q != published_q) && (credit_q != '0);
  assign pop  = valid_o && ready_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      rd_q       <= '0;
      credit_q   <= ($clog2(Prefetch) + 1)'(Prefetch);
      arriving_q <= '0;
    end else begin
      rd_q       <= rd_q + (AddrW + 1)'(read);
      arriving_q <= {arriving_q[RamLatency-2:0], read};
      if (read && !pop) credit_q <= credit_q - 1'b1;
      if (!read && pop) credit_q <= credit_q + 1'b1;
    end
  end

  ram_1r1w #(
    .Width(Width),
    .Depth(Depth)
  ) u_ram (
    .clk_i  (clk_i),
    .we_i   (write),
    .waddr_i(wr_q[AddrW-1:0]),
    .wdata_i(data_i),
    .raddr_i(rd_q[AddrW-1:0]),
    .rdata_o(ram_data)
  );

  stream_fifo #(
    .Width(Width),
    .Depth(Prefetch)
  ) u_prefetch (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .valid_i(arriving_q[RamLatency-1]),
    .ready_o(prefetch_ready),
    .data_i (ram_data),
    .valid_o(valid_o),
    .ready_i(ready_i),
    .data_o (data_o)
  );

  logic unused_prefetch_ready;
  assign unused_prefetch_ready = prefetch_ready;  // the credit says so already

endmodule
