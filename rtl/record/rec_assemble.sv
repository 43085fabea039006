// SPDX-License-Identifier: Apache-2.0
//
// The bytes of a result. A sealed record is its header and explicit nonce, 21 bytes, and behind them text
// and tag: so all of it leaves 5 bytes further up than it came, and the header takes the way of the text,
// its first 5 bytes as what is left of a beat before. So does an answer. The tag turns byte by byte to
// where the text ends. Each beat of an opened record's text leaves turned by 5 bytes.

module rec_assemble (
  input  logic                   clk_i,

  // The record at hand.
  input  logic                   open_i,
  input  rec_types_pkg::order_t  record_i,
  input  rec_types_pkg::answer_t answer_i,      // but for its length, and with the record's number and type

  input  logic [127:0]           lane_i,
  input  logic                   tag_i,         // it is the computed tag
  input  logic                   turn_i,        // the tag moves up by a byte

  // What comes next.
  input  logic [15:0]            keep_i,        // such bytes of the lane's beat,
  input  logic                   header_i,      // a header,
  input  logic                   answer_valid_i,// an answer,
  input  logic                   hold_i,        // or what is at hand, which is a lane's

  // What is at hand.
  output logic                   forged_o,      // it was not the tag, a cycle later
  input  logic                   put_i,         // it goes out,
  input  logic                   turned_i,      // by itself, turned,
  input  logic                   tag_first_i,   // or with the tag's first bytes where they belong,
  input  logic                   tag_rest_i,    // or with what is left of it
  output logic [127:0]           out_o
);

  logic [15:0][7:0] taken_q, tag_q, lane;
  logic [4:0][7:0]  carry_q;   // the last bytes of the beat before
  logic [15:0]      from_q;    // bytes from the tag's first one up,
  logic [15:0]      within_q;  // bytes of the tag, around the end of the beat

  assign lane = lane_i;

  // --- tag: its first byte in the place of the text's first ---

  logic [15:0] differs;
  logic [3:0]  differs_q;  // in each four bytes

  always_comb begin
    for (int unsigned i = 0; i < 16; i++) differs[i] = taken_q[i] != tag_q[4'(i + 5)];
  end

  always_ff @(posedge clk_i) begin
    if (tag_i)       tag_q <= {lane[10:0], lane[15:11]};
    else if (turn_i) tag_q <= {tag_q[14:0], tag_q[15]};
    for (int unsigned i = 0; i < 4; i++) differs_q[i] <= differs[4*i +: 4] != '0;
  end

  assign forged_o = differs_q[1:0] != '0 || (record_i.tag_16 && differs_q[3:2] != '0);

  // --- header and answer ---

  logic [15:0] tag_bytes, length;

  assign tag_bytes = 16'(rec_types_pkg::tag_len(record_i.tag_16));

  always_comb begin
    length = 16'(rec_types_pkg::ExplicitLen) + tag_bytes;
    if (answer_valid_i) length = open_i ? '0 : length + 16'(rec_types_pkg::HeaderLen);
    length = length + 16'(record_i.len);
    if (answer_valid_i && record_i.result != rec_pkg::ResOk) length = '0;
  end

  // 21 bytes. An answer has 16, of which some are its own.
  logic [63:0]  explicit_nonce;
  logic [127:0] answer;
  logic [167:0] head;
  assign explicit_nonce = {rec_wire_pkg::be48(record_i.seq), rec_wire_pkg::be16(record_i.where)};
  assign answer         = answer_i;

  always_comb begin
    head = {explicit_nonce, rec_wire_pkg::header(record_i.ctype, record_i.where, record_i.seq, length)};
    if (answer_valid_i) head[39:8] = answer[39:8];
  end

  always_ff @(posedge clk_i) begin
    if (!hold_i) begin
      for (int unsigned i = 0; i < 16; i++) begin
        if (header_i || answer_valid_i) taken_q[i] <= head[40 + 8*i +: 8];
        else                            taken_q[i] <= keep_i[i] ? lane[i] : '0;
      end
    end
    if (header_i || answer_valid_i) carry_q <= head[39:0];
    else if (put_i)                 carry_q <= taken_q[15:11];
  end

  // --- text, and the tag behind it ---

  logic [3:0] place;  // of the tag's first byte
  assign place = record_i.len[3:0] + 4'd5;

  always_ff @(posedge clk_i) begin
    for (int unsigned i = 0; i < 16; i++) begin
      from_q[i]   <= 4'(i) >= place;
      within_q[i] <= record_i.tag_16 || 4'(i) - place < 4'd8;
    end
  end

  logic [15:0]      is_tag;
  logic [15:0][7:0] moved;

  assign is_tag = within_q & ((from_q & {16{tag_first_i}}) | (~from_q & {16{tag_rest_i}}));
  assign moved  = {taken_q[10:0], turned_i ? taken_q[15:11] : carry_q};

  always_comb begin
    for (int unsigned i = 0; i < 16; i++) out_o[8*i +: 8] = is_tag[i] ? tag_q[i] : moved[i];
  end

  logic unused;  // a header has the same
  assign unused = &{answer[127:40], answer[7:0]};

endmodule
