// SPDX-License-Identifier: Apache-2.0
//
// packet_fifo with a writer who commits and rolls back and a reader, both as they like: queue_check's
// rules, and that it takes a beat whenever it has room.

module packet_fifo_proof #(
  parameter int unsigned Depth = 8
) (
  input logic       clk_i,
  input logic       pick_i,
  input logic       valid_i,
  input logic [3:0] data_i,
  input logic       commit_i,
  input logic       rollback_i,
  input logic       ready_i,
  input logic       look_i  // the writer looks how much space there is
);

  localparam int unsigned CountW = 5;
  localparam int unsigned AddrW = $clog2(Depth);

  logic              rst_n, in_ready, out_valid, follow;
  logic [3:0]        out, value;
  logic [AddrW:0]    space;
  logic [CountW-1:0] open, held, ahead;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  packet_fifo #(
    .Width(4),
    .Depth(Depth)
  ) dut (
    .clk_i     (clk_i),
    .rst_ni    (rst_n),
    .valid_i   (valid_i),
    .ready_o   (in_ready),
    .data_i    (data_i),
    .commit_i  (commit_i),
    .rollback_i(rollback_i),
    .space_o   (space),
    .valid_o   (out_valid),
    .ready_i   (ready_i),
    .data_o    (out)
  );

  queue_check #(
    .Width(4),
    .CountW(CountW),
    .Latency(3)
  ) u_check (
    .clk_i     (clk_i),
    .rst_ni    (rst_n),
    .pick_i    (pick_i),
    .put_i     (valid_i && in_ready),
    .put_data_i(data_i),
    .commit_i  (commit_i),
    .rollback_i(rollback_i),
    .valid_i   (out_valid),
    .ready_i   (ready_i),
    .data_i    (out),
    .open_o    (open),
    .held_o    (held),
    .follow_o  (follow),
    .ahead_o   (ahead),
    .value_o   (value)
  );

  always_comb assume (!(commit_i && rollback_i));

  // P1 There is room for Depth beats.
  always_comb P1: assert (held + open >= CountW'(Depth) || in_ready);

  // P2 As many beats as space_o said can be written, whatever happens meanwhile.
  logic [AddrW:0] promised_q;
  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) promised_q <= '0;
    else if (look_i) promised_q <= space - (AddrW + 1)'(valid_i && in_ready);
    else if (promised_q != '0) promised_q <= promised_q - (AddrW + 1)'(valid_i);
  end
  always_comb P2: assert (promised_q == '0 || in_ready);

  // For the induction: where the followed element is. The oldest are in the prefetch, then come those
  // on their way out of the RAM, then those in it.
  logic [2:0]        fetched;  // in the prefetch
  logic              first, second;  // second: the RAM's output register holds one
  logic [CountW-1:0] stored, place;
  assign fetched = dut.u_prefetch.wr_q - dut.u_prefetch.rd_q;
  assign second  = dut.arriving_q[1];
  assign first   = dut.arriving_q[0];
  assign stored  = CountW'(fetched) + CountW'(second) + CountW'(first);  // not in the RAM any more
  assign place   = ahead - stored;

  logic [AddrW:0] in_ram, uncommitted, address;
  logic [1:0]     fetch_place;
  assign in_ram      = dut.published_q - dut.rd_q;
  assign uncommitted = dut.wr_q - dut.published_q;
  assign address     = dut.rd_q + (AddrW + 1)'(place);
  assign fetch_place = dut.u_prefetch.rd_q[1:0] + ahead[1:0];

  logic [3:0] there;
  always_comb begin
    if (ahead < CountW'(fetched)) there = dut.u_prefetch.mem_q[fetch_place];
    else if (second && ahead == CountW'(fetched)) there = dut.ram_data;
    else if (ahead < stored) there = dut.u_ram.read_q;
    else there = dut.u_ram.mem_q[address[AddrW-1:0]];
  end

  always_comb begin
    I2: assert (held == stored + CountW'(in_ram) && open == CountW'(uncommitted));
    I3: assert (CountW'(dut.credit_q) + stored == 5'd4);
    I4: assert (CountW'(in_ram) + CountW'(uncommitted) <= CountW'(Depth));
    I5: assert (!follow || there == value);
    I6: assert (u_check.waiting_q < 8'd1 || stored != '0);
    I7: assert (u_check.waiting_q < 8'd2 || second || fetched != '0);
    I9: assert (promised_q <= space);
    I8: assert (u_check.waiting_q < 8'd3 || fetched != '0);
  end

endmodule
