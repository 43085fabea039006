// SPDX-License-Identifier: Apache-2.0
//
// stream_fifo with a writer and a reader that do as they like: queue_check's rules.

module stream_fifo_proof #(
  parameter int unsigned Depth = 4
) (
  input logic       clk_i,
  input logic       pick_i,
  input logic       valid_i,
  input logic [7:0] data_i,
  input logic       ready_i
);

  localparam int unsigned CountW = 4;

  logic              rst_n, in_ready, out_valid, follow;
  logic [7:0]        out, value;
  logic [CountW-1:0] open, held, ahead;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  stream_fifo #(
    .Width(8),
    .Depth(Depth)
  ) dut (
    .clk_i  (clk_i),
    .rst_ni (rst_n),
    .valid_i(valid_i),
    .ready_o(in_ready),
    .data_i (data_i),
    .valid_o(out_valid),
    .ready_i(ready_i),
    .data_o (out)
  );

  queue_check #(
    .CountW(CountW)
  ) u_check (
    .clk_i     (clk_i),
    .rst_ni    (rst_n),
    .pick_i    (pick_i),
    .put_i     (valid_i && in_ready),
    .put_data_i(data_i),
    .commit_i  (1'b1),
    .rollback_i(1'b0),
    .valid_i   (out_valid),
    .ready_i   (ready_i),
    .data_i    (out),
    .open_o    (open),
    .held_o    (held),
    .follow_o  (follow),
    .ahead_o   (ahead),
    .value_o   (value)
  );

  // Takes an element whenever it has room.
  always_comb S1: assert (in_ready == (held < CountW'(Depth)));

  // For the induction.
  localparam int unsigned AddrW = $clog2(Depth);
  logic [AddrW-1:0] place;
  assign place = dut.rd_q[AddrW-1:0] + AddrW'(ahead);
  always_comb I2: assert (open == '0 && held == CountW'((AddrW + 1)'(dut.wr_q - dut.rd_q)));
  always_comb I3: assert (!follow || dut.mem_q[place] == value);

endmodule
