// SPDX-License-Identifier: Apache-2.0
//
// link_tx with responses and payloads of four sources that come when they like, and an encoder that takes bytes
// when it likes. The CRC is that of crc_check, all 32 bits. A payload's length, at most PayloadMax, and that a refusal
// has none, is what the sources keep to.
//
// B1 A response is taken only when the last byte of the one before has gone, one at a time; then comes its frame.
// B2 Of its payload exactly its beats are taken, from its source, and no beat otherwise.
// B3 The frame is the response's header, the bytes of these beats, each once and in order, and the CRC of that;
//    its last byte is marked, and no other.
// B4 A byte that is offered stays until it is taken. One is offered in the cycle after a response or
//    the beat that is due is there.
// B5 Before a response that waits at most one of each other source goes.

module link_tx_proof #(
  parameter bit Pauses = 1'b1  // without, responses wait all the time and bytes are taken: for mistakes far from reset
) (
  input logic               clk_i,
  input logic [15:0]        boot_i,
  input logic               ctl_valid_i,
  input link_pkg::rsp_t     ctl_i,
  input logic               ctl_beat_valid_i,
  input logic [127:0]       ctl_beat_i,
  input logic               seal_valid_i,
  input rec_pkg::rec_rsp_t  seal_i,
  input logic               seal_beat_valid_i,
  input logic [127:0]       seal_beat_i,
  input logic               open_valid_i,
  input rec_pkg::rec_rsp_t  open_i,
  input logic               open_beat_valid_i,
  input logic [127:0]       open_beat_i,
  input logic               reject_valid_i,
  input link_pkg::reject_t  reject_i,
  input logic               ready_i
);

  localparam int unsigned Sources = 4;

  logic               rst_n, out_valid, out_last;
  logic [7:0]         out;
  logic [Sources-1:0] ready, valid, takes;  // ctl, seal, open, reject from bit 0
  logic [2:0]         beat_ready, beat_valid;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  link_tx dut (
    .clk_i             (clk_i),
    .rst_ni            (rst_n),
    .boot_i            (boot_i),
    .ctl_rsp_valid_i   (ctl_valid_i),
    .ctl_rsp_ready_o   (ready[0]),
    .ctl_rsp_i         (ctl_i),
    .s_axis_ctl_tvalid (ctl_beat_valid_i),
    .s_axis_ctl_tready (beat_ready[0]),
    .s_axis_ctl_tdata  (ctl_beat_i),
    .seal_rsp_valid_i  (seal_valid_i),
    .seal_rsp_ready_o  (ready[1]),
    .seal_rsp_i        (seal_i),
    .s_axis_seal_tvalid(seal_beat_valid_i),
    .s_axis_seal_tready(beat_ready[1]),
    .s_axis_seal_tdata (seal_beat_i),
    .open_rsp_valid_i  (open_valid_i),
    .open_rsp_ready_o  (ready[2]),
    .open_rsp_i        (open_i),
    .s_axis_open_tvalid(open_beat_valid_i),
    .s_axis_open_tready(beat_ready[2]),
    .s_axis_open_tdata (open_beat_i),
    .reject_valid_i    (reject_valid_i),
    .reject_ready_o    (ready[3]),
    .reject_i          (reject_i),
    .m_axis_tvalid     (out_valid),
    .m_axis_tready     (ready_i),
    .m_axis_tdata      (out),
    .m_axis_tlast      (out_last),
    .sent_o            (),
    .sent_opcode_o     (),
    .sent_result_o     ()
  );

  assign valid      = {reject_valid_i, open_valid_i, seal_valid_i, ctl_valid_i};
  assign beat_valid = {open_beat_valid_i, seal_beat_valid_i, ctl_beat_valid_i};
  assign takes      = valid & ready;

  // What a source offers stays until it is taken.
  logic [Sources-1:0] offered_q;
  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) offered_q <= '0;
    else        offered_q <= valid & ~ready;
  end

  always_comb begin
    assume ((offered_q & ~valid) == '0);
    assume (Pauses || (valid == '1 && ready_i));
    assume (ctl_i.length <= 16'(link_pkg::PayloadMax));
    assume (16'(seal_i.len) <= 16'(link_pkg::PayloadMax));
    assume (16'(open_i.len) <= 16'(link_pkg::PayloadMax));
  end

  // --- the frame that is due ---

  function automatic logic [127:0] record_header(logic [7:0] opcode, rec_pkg::rec_rsp_t r);
    return {opcode, 4'd0, r.result, r.tag, r.ctype, 4'd0, r.first_auth, r.bad_mac_limit, r.hard_limit, r.soft_limit,
            16'(r.len), boot_i, r.seq};
  endfunction

  logic [127:0] header, header_q, beat_q;  // header: its first byte in the highest bits
  logic [2:0]   source_q;                  // whose beats are due
  logic         busy_q, sends, beat_taken;
  logic [15:0]  sent_q, length_q, body;    // bytes of the frame
  logic [7:0]   beats_q;                   // taken
  logic [31:0]  remainder;

  always_comb begin
    header = '0;
    unique case (takes)
      4'b0001: header = {ctl_i.opcode | 8'h80, 4'd0, ctl_i.result, ctl_i.tag, ctl_i.ctype, ctl_i.flags, ctl_i.length,
                         boot_i, ctl_i.seq};
      4'b0010: header = record_header(8'hA0, seal_i);
      4'b0100: header = record_header(8'hA1, open_i);
      4'b1000: header = {reject_i.opcode | 8'h80, 4'd0, reject_i.result, reject_i.tag, 32'd0, boot_i, 48'd0};
      default: ;
    endcase
  end

  assign sends      = out_valid && ready_i;
  assign beat_taken = (beat_ready & beat_valid) != '0;
  assign body       = 16'(link_pkg::HeaderBytes) + length_q;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) busy_q <= 1'b0;
    else        busy_q <= takes != '0 || (busy_q && !(sends && out_last));
  end

  always_ff @(posedge clk_i) begin
    if (takes != '0) begin
      {header_q, source_q, length_q} <= {header, takes[2:0], header[79:64]};
      {sent_q, beats_q}              <= '0;
    end else begin
      sent_q  <= sent_q + 16'(sends);
      beats_q <= beats_q + 8'(beat_taken);
    end
    if (beat_taken) begin
      unique case (source_q)
        3'b001:  beat_q <= ctl_beat_i;
        3'b010:  beat_q <= seal_beat_i;
        default: beat_q <= open_beat_i;
      endcase
    end
  end

  crc_check u_crc (
    .clk_i      (clk_i),
    .rst_ni     (rst_n),
    .start_i    (takes != '0),
    .valid_i    (sends && sent_q < body),
    .byte_i     (out),
    .remainder_o(remainder),
    .right_o    ()
  );

  logic [31:0] crc;  // its first byte in [7:0]
  logic [7:0]  due;
  assign crc = {<<{~remainder}};
  always_comb begin
    if (sent_q < 16'd16)    due = header_q[8*(4'd15 - sent_q[3:0]) +: 8];
    else if (sent_q < body) due = beat_q[8*sent_q[3:0] +: 8];
    else                    due = crc[8*2'(sent_q - body) +: 8];
  end

  // --- pace ---

  logic       stays_q, last_q, goes_on;
  logic [7:0] out_q;
  logic [1:0] idle_q;  // cycles in which a byte could have been offered
  logic [Sources-1:0][2:0] passed_q;

  assign goes_on = busy_q ? source_q == '0 || (source_q & beat_valid) != '0 : valid != '0;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      stays_q  <= 1'b0;
      idle_q   <= '0;
      passed_q <= '0;
    end else begin
      stays_q <= out_valid && !ready_i;
      idle_q  <= (out_valid || !goes_on) ? '0 : idle_q + 1'b1;
      for (int unsigned s = 0; s < Sources; s++) begin
        if (takes[s] || !valid[s]) passed_q[s] <= '0;
        else                       passed_q[s] <= passed_q[s] + 3'(takes != '0);
      end
    end
  end
  always_ff @(posedge clk_i) {out_q, last_q} <= {out, out_last};

  always_comb if (rst_n) begin
    B1: assert ($onehot0(takes) && (takes == '0 || !busy_q) && (!out_valid || busy_q));
    B2: assert ((beat_ready & beat_valid & ~(busy_q ? source_q : '0)) == '0 &&
                (!beat_taken || 16'(beats_q) < (length_q + 16'd15) >> 4) &&
                (!(sends && out_last) || 16'(beats_q) == (length_q + 16'd15) >> 4));
    B3: assert (!out_valid || (out == due && out_last == (sent_q == body + 16'd3) &&
                           (sent_q < 16'd16 || sent_q >= body || 16'(beats_q) == sent_q >> 4)));
    B4: assert ((!stays_q || (out_valid && out == out_q && out_last == last_q)) && idle_q <= 2'd1);
    B5: assert (passed_q[0] <= 3'd3 && passed_q[1] <= 3'd3 && passed_q[2] <= 3'd3 && passed_q[3] <= 3'd3);
  end

  // For the induction.
  logic [15:0]            beats;   // of the payload
  logic [127:0]           block;   // what the bytes are taken from
  logic [Sources-1:0]     whose;
  logic [Sources-1:0][2:0] ahead;  // frames that can go before a source's, and its own
  assign beats = (length_q + 16'd15) >> 4;
  assign block = (sent_q < 16'd16) ? link_pkg::swap_bytes(header_q) : beat_q;
  assign whose = 4'b0001 << dut.source_q;
  always_comb begin
    for (int unsigned s = 0; s < Sources; s++) ahead[s] = {1'b0, 2'(s) - dut.source_q - 2'd1} + 3'd1;
  end

  logic late;
  always_comb begin
    late = 1'b0;
    for (int unsigned s = 0; s < Sources; s++) if (passed_q[s] + ahead[s] > 3'd4) late = 1'b1;
  end

  always_comb if (rst_n) begin
    I1: assert (busy_q == !dut.f_idle && (dut.f_idle || dut.f_body || dut.f_crc));
    I2: assert (!busy_q || (source_q == whose[2:0] && length_q <= 16'(link_pkg::PayloadMax) &&
                            length_q == header_q[79:64] && (source_q != '0 || length_q == '0)));
    I3: assert (!dut.f_body || (sent_q < body && 16'(dut.left_q) == body - sent_q && dut.index_q == sent_q[3:0]));
    I4: assert (!dut.f_body || (dut.have_q ? dut.beat_q == block >> {sent_q[3:0], 3'd0} && 16'(beats_q) == sent_q >> 4
                                           : sent_q[3:0] == '0 && 16'(beats_q) + 16'd1 == sent_q >> 4));
    I5: assert (!dut.f_crc || (sent_q >= body && sent_q < body + 16'd4 && 16'(dut.index_q) == sent_q - body &&
                               16'(beats_q) == beats));
    I6: assert (dut.crc == ~crc);
    I7: assert (idle_q == '0 || out_valid);
    I8: assert (!late);
  end

endmodule
