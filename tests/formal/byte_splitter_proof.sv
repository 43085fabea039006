// SPDX-License-Identifier: Apache-2.0
//
// byte_splitter with packets of any length, cut anyhow, one after another. Follows one byte that the
// solver picks.
//
// C1 The byte comes out in its turn, unchanged: bytes are neither lost, doubled nor reordered.
// C2 A packet takes ceil(len / 16) beats, and they are taken when its last byte goes.
// C3 Bytes that are there, or that a beat at the input completes, are offered.

module byte_splitter_proof (
  input logic         clk_i,
  input logic         pick_i,
  input logic [3:0]   pick_lane_i,  // of the beat that comes in
  input logic         start_i,
  input logic [15:0]  len_i,
  input logic         beat_valid_i,
  input logic [127:0] beat_i,
  input logic [4:0]   take_i,
  input logic         ready_i
);

  logic         rst_n, beat_ready, valid;
  logic [127:0] out;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  byte_splitter dut (
    .clk_i        (clk_i),
    .rst_ni       (rst_n),
    .start_i      (start_i),
    .len_i        (len_i),
    .s_axis_tvalid(beat_valid_i),
    .s_axis_tready(beat_ready),
    .s_axis_tdata (beat_i),
    .take_i       (take_i),
    .valid_o      (valid),
    .ready_i      (ready_i),
    .data_o       (out)
  );

  // The packet, from the ports alone.
  logic [16:0] left_q;    // bytes that have not gone
  logic [5:0]  stock_q;   // bytes that came in and have not gone, with padding
  logic [12:0] beats_q;   // beats that have not come in
  logic [3:0]  padding_q; // bytes of the last beat that are not the packet's
  logic        load, take;

  assign load = beat_valid_i && beat_ready;
  assign take = valid && ready_i;

  always_comb begin
    assume (take_i >= 5'd1 && take_i <= 5'd16);
    assume (!ready_i || 17'(take_i) <= left_q);  // never more than the packet has
    assume (!start_i || left_q == '0);
  end

  // The byte that is followed: so many others go before it.
  logic       follow_q, goes, begins;
  logic [5:0] ahead_q, ahead;
  logic [7:0] value_q, value;

  assign begins = load && pick_i && !follow_q;
  assign ahead  = follow_q ? ahead_q : stock_q + 6'(pick_lane_i);
  assign value  = follow_q ? value_q : 8'(beat_i >> {pick_lane_i, 3'b000});
  assign goes   = (follow_q || begins) && take && ahead < 6'(take_i);

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      left_q    <= '0;
      stock_q   <= '0;
      beats_q   <= '0;
      padding_q <= '0;
      follow_q  <= 1'b0;
      ahead_q   <= '0;
      value_q   <= '0;
    end else if (start_i) begin
      left_q    <= {1'b0, len_i};
      stock_q   <= '0;
      beats_q   <= 13'((17'(len_i) + 17'd15) / 16);
      padding_q <= 4'd0 - len_i[3:0];
      follow_q  <= 1'b0;  // it was padding
    end else begin
      if (take) left_q <= left_q - 17'(take_i);
      if (load) beats_q <= beats_q - 1'b1;
      stock_q  <= stock_q + (load ? 6'd16 : 6'd0) - (take ? 6'(take_i) : 6'd0);
      follow_q <= (follow_q || begins) && !goes;
      ahead_q  <= ahead - (take ? 6'(take_i) : 6'd0);
      value_q  <= value;
    end
  end

  always_comb if (rst_n) begin
    C1: assert (!goes || 8'(out >> {ahead[3:0], 3'b000}) == value);
    C2: assert (!(load && beats_q == '0) && (left_q != '0 || beats_q == '0));
    C3: assert (17'(take_i) > left_q || valid || stock_q == '0 ||
                (stock_q < 6'(take_i) && !beat_valid_i));
  end

  // For the induction.
  logic [6:0] place;
  assign place = 7'(dut.offset_q) + 7'(ahead_q);
  always_comb if (rst_n) begin
    I1: assert (dut.pending_q == beats_q && {beats_q, 4'd0} + 17'(stock_q) == left_q + 17'(padding_q));
    I2: assert (dut.have_q ? stock_q == 6'd16 - 6'(dut.offset_q) : stock_q == '0);
    I3: assert (dut.have_q || dut.offset_q == '0 || left_q == '0);
    I4: assert (!follow_q || (dut.have_q && place < 7'd16 &&
                              8'(dut.beat_q >> {place[3:0], 3'b000}) == value_q));
    I5: assert (left_q <= 17'h0FFFF);
  end

endmodule
