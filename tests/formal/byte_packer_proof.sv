// SPDX-License-Identifier: Apache-2.0
//
// byte_packer with pieces of any length at any time. Follows one byte that the solver picks: byte number
// n of a packet belongs to lane n mod 16 of beat n / 16.
//
// B1 The byte comes out in its beat and lane, unchanged.
// B2 The beat of a packet's final byte is marked last and zero beyond it; no beat before it is.
// B3 Every beat that is due comes, within two cycles, and no other.
// B4 The input waits for one cycle at most.

module byte_packer_proof (
  input logic         clk_i,
  input logic         pick_i,
  input logic [3:0]   pick_lane_i,  // of the piece
  input logic         valid_i,
  input logic [4:0]   len_i,
  input logic         last_i,
  input logic [127:0] data_i
);

  logic         rst_n, ready, out_valid, out_last;
  logic [127:0] out;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  byte_packer dut (
    .clk_i  (clk_i),
    .rst_ni (rst_n),
    .valid_i(valid_i),
    .ready_o(ready),
    .len_i  (len_i),
    .last_i (last_i),
    .data_i (data_i),
    .valid_o(out_valid),
    .last_o (out_last),
    .data_o (out)
  );

  always_comb begin
    assume (len_i >= 5'd1 && len_i <= 5'd16);
    assume ((data_i >> {len_i, 3'b000}) == '0);
  end

  // What must come, from the pieces alone.
  logic       put;
  logic [3:0] fill_q;  // bytes of the packet that make no beat yet
  logic [5:0] total;
  logic [1:0] due_q, due;  // beats that are complete and not out
  logic       waited_q;

  assign put   = valid_i && ready;
  assign total = 6'(fill_q) + 6'(len_i);
  assign due   = !put ? 2'd0 : 2'(total[5:4]) + 2'(last_i && total[3:0] != '0);

  // The byte that is followed: its place, counted from lane 0 of the next beat that comes out.
  logic       follow_q, final_q;
  logic [6:0] place_q;
  logic [7:0] value_q;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      fill_q   <= '0;
      due_q    <= '0;
      waited_q <= 1'b0;
      follow_q <= 1'b0;
      final_q  <= 1'b0;
      place_q  <= '0;
      value_q  <= '0;
    end else begin
      waited_q <= !ready;
      due_q    <= due_q + due - 2'(out_valid);
      if (put) fill_q <= last_i ? '0 : total[3:0];
      if (!follow_q && put && pick_i && 5'(pick_lane_i) < len_i) begin
        follow_q <= 1'b1;
        final_q  <= last_i && 5'(pick_lane_i) + 5'd1 == len_i;
        place_q  <= {1'b0, due_q - 2'(out_valid), 4'd0} + 7'(fill_q) + 7'(pick_lane_i);
        value_q  <= 8'(data_i >> {pick_lane_i, 3'b000});
      end else if (follow_q && out_valid) begin
        if (place_q < 7'd16) follow_q <= 1'b0;
        place_q <= place_q - 7'd16;
      end
    end
  end

  logic arrives;
  assign arrives = follow_q && out_valid && place_q < 7'd16;

  always_comb if (rst_n) begin
    B1: assert (!arrives || 8'(out >> {place_q[3:0], 3'b000}) == value_q);
    if (arrives) begin
      B2: assert (final_q ? out_last && (out >> {place_q[3:0], 3'b000}) == 128'(value_q)
                          : place_q[3:0] != '1 || !out_last);
    end
    B3: assert (out_valid == (due_q != '0));
    B4: assert (ready || !waited_q);
  end

  // For the induction.
  logic [6:0] rest_place;  // of the byte in rest_q
  logic       in_rest;
  assign rest_place = place_q - (out_valid ? 7'd16 : 7'd0);
  assign in_rest    = follow_q && !arrives;
  always_comb if (rst_n) begin
    I1: assert (due_q == 2'(out_valid) + 2'(dut.flush_q) && (out_valid || !dut.flush_q));
    I2: assert (dut.count_q == fill_q && (!dut.flush_q || fill_q == '0));
    I3: assert (dut.flush_q || (dut.rest_q >> {fill_q, 3'b000}) == '0);
    I4: assert (!in_rest || (rest_place < (dut.flush_q ? 7'd15 : 7'(fill_q)) &&
                             8'(dut.rest_q >> {rest_place[3:0], 3'b000}) == value_q));
    I5: assert (!(in_rest && final_q) ||
                (dut.flush_q && (dut.rest_q >> {rest_place[3:0], 3'b000}) == 128'(value_q)));
    I6: assert (!waited_q || !dut.flush_q);
  end

endmodule
