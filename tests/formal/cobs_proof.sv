// SPDX-License-Identifier: Apache-2.0
//
// cobs_enc with cobs_dec behind it, any frames, taken at any pace. The encoder's FIFOs are out of it, as they have
// their own proofs: what is put into them is X1's, and what is taken out is any such blocks and bytes.
//
// X1 Of a frame each byte but zeros goes into the one FIFO, once and in order. Into the other goes a block, 1 + the
//    number of these since the one before: with each zero, after 254 others, and at the frame's end the last one.
// X2 Of each block its code leaves, then its bytes, and after the last block the delimiter, which is the only zero.
// X3 The decoder makes of that each byte of a block, a zero between blocks but for those of 254 bytes, and the
//    frame's end, which is never bad: so, by X1, the frame.

module cobs_proof (
  input logic       clk_i,
  input logic       in_valid_i,
  input logic [7:0] in_i,
  input logic       in_last_i,
  input logic       ready_i
);

  logic       rst_n, in_ready, coded_valid, coded_ready, byte_valid, end_valid, end_bad;
  logic [7:0] coded, decoded;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  cobs_enc dut (
    .clk_i        (clk_i),
    .rst_ni       (rst_n),
    .s_axis_tvalid(in_valid_i),
    .s_axis_tready(in_ready),
    .s_axis_tdata (in_i),
    .s_axis_tlast (in_last_i),
    .m_axis_tvalid(coded_valid),
    .m_axis_tready(coded_ready),
    .m_axis_tdata (coded)
  );

  cobs_dec u_dec (
    .clk_i        (clk_i),
    .rst_ni       (rst_n),
    .s_axis_tvalid(coded_valid),
    .s_axis_tready(coded_ready),
    .s_axis_tdata (coded),
    .byte_valid_o (byte_valid),
    .byte_o       (decoded),
    .end_valid_o  (end_valid),
    .end_bad_o    (end_bad),
    .ready_i      (ready_i)
  );

  // --- into the FIFOs ---

  logic       takes, puts, closes, closes_last, over_q;  // over_q: the frame's last block is still to be put
  logic [7:0] count_q, count;                            // bytes since the last block
  logic [7:0] code;

  assign takes       = in_valid_i && in_ready;
  assign puts        = dut.u_data.valid_i && dut.data_ready;
  assign closes      = dut.u_blocks.valid_i && dut.block_ready;
  assign code        = dut.block_in.code;
  assign closes_last = closes && dut.block_in.last;
  assign count       = count_q + 8'(puts);

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      count_q <= '0;
      over_q  <= 1'b0;
    end else begin
      count_q <= closes ? '0 : count;
      over_q  <= !closes_last && (over_q || (takes && in_last_i));
    end
  end

  always_comb if (rst_n) begin
    X1: assert (puts == (takes && in_i != '0) && (!puts || (dut.u_data.data_i == in_i && dut.u_data.commit_i)) &&
                (!closes || code == count + 8'd1) && !(takes && over_q) &&
                (!(takes && in_i == '0) || (closes && !closes_last && code != 8'd255)) &&
                (!(closes && !closes_last) || (takes && (in_i == '0 || code == 8'd255))) &&
                (!closes_last || ((over_q || (takes && in_last_i)) && code != 8'd255)) &&
                count <= 8'd254 && (count != 8'd254 || closes));
  end

  // --- out of them ---

  logic       block_waits_q, data_waits_q, steps;
  logic [8:0] block_q, block;
  logic [7:0] data_q;

  assign steps = coded_valid && coded_ready;
  assign block = dut.block;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) {block_waits_q, data_waits_q} <= '0;
    else {block_waits_q, data_waits_q} <= {dut.block_valid && !dut.block_pop, dut.data_valid && !dut.data_pop};
  end
  always_ff @(posedge clk_i) {block_q, data_q} <= {block, dut.data};

  always_comb begin
    assume (!block_waits_q || (dut.block_valid && block == block_q));
    assume (!data_waits_q || (dut.data_valid && dut.data == data_q));
    assume (dut.data != '0 && block[7:0] != '0 && !(block[8] && block[7:0] == 8'd255));
  end

  logic [7:0] left_q;           // bytes of the block still to come
  logic       last_q, begun_q;  // it is the frame's last one; the frame has one
  logic       full_q;           // it stands for no zero
  logic       ends;

  assign ends = begun_q && last_q && left_q == '0;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      left_q  <= '0;
      begun_q <= 1'b0;
    end else begin
      if (dut.block_pop) left_q <= block[7:0] - 8'd1;
      else left_q <= left_q - 8'(dut.data_pop);
      begun_q <= dut.block_pop || (begun_q && !(steps && ends));
    end
  end
  always_ff @(posedge clk_i) if (dut.block_pop) {last_q, full_q} <= {block[8], block[7:0] == 8'd255};

  always_comb if (rst_n) begin
    X2: assert (dut.data_pop == (steps && left_q != '0) && dut.block_pop == (steps && left_q == '0 && !ends) &&
                (!steps || coded == (dut.data_pop ? dut.data : dut.block_pop ? block[7:0] : '0)));
  end

  // What the decoder shows of the last step.
  logic       shows_q, shows_end_q;
  logic [7:0] shown_q;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      shows_q     <= 1'b0;
      shows_end_q <= 1'b0;
    end else begin
      shows_q     <= steps ? dut.data_pop || (dut.block_pop && begun_q && !full_q) : shows_q && !ready_i;
      shows_end_q <= steps ? ends : shows_end_q && !ready_i;
    end
  end
  always_ff @(posedge clk_i) if (steps) shown_q <= dut.data_pop ? dut.data : '0;

  always_comb if (rst_n) begin
    X3: assert (!(steps && (shows_q || shows_end_q) && !ready_i) && byte_valid == shows_q && end_valid == shows_end_q &&
                (!byte_valid || decoded == shown_q) && (!end_valid || !end_bad));
  end

  // For the induction.
  always_comb if (rst_n) begin
    I1: assert (dut.count_q == count_q && dut.empty_q == over_q && (!over_q || count_q == '0) && count_q < 8'd254);
    I2: assert (dut.f_code == (left_q == '0 && !ends) && dut.f_data == (left_q != '0));
    I3: assert (left_q == '0 || (begun_q && dut.left_q == left_q && dut.last_q == last_q));
    I4: assert (u_dec.left_q == left_q && u_dec.begun_q == begun_q && (!begun_q || u_dec.zero_q == !full_q));
    I5: assert (!shows_end_q || !end_bad);
  end

endmodule
