// SPDX-License-Identifier: Apache-2.0
//
// The bytes of a result. An opened record's text leaves as its lane gives it. A sealed record's text
// begins at byte 21, behind header and explicit nonce, so it moves up by 5 bytes; its tag turns byte
// by byte to where the text ends. An answer goes the way of a header.

module rec_assemble (
  input  logic                  clk_i,

  // The record at hand, from start_i on.
  input  logic                  open_i,
  input  rec_types_pkg::order_t record_i,
  input  rec_types_pkg::answer_t answer_i,  // but for its length

  // A beat from the lane, of which some bytes count; at hand in the next cycle.
  input  logic                  take_i,
  input  logic [15:0]           keep_i,
  input  logic [127:0]          lane_i,
  input  logic                  clear_i,      // zeros come after the beat at hand

  input  logic                  tag_i,        // the beat at hand is the computed tag
  input  logic                  turn_i,       // the tag moves up by a byte
  output logic                  forged_o,     // it was not the beat at hand, a cycle later

  // What goes out, a cycle later.
  input  logic                  start_i,      // prepare for the record's text
  input  logic                  header_i,     // make a header, or an answer, that goes out by itself
  input  logic                  answer_valid_i,
  input  logic                  text_i,       // the beat at hand,
  input  logic                  tag_first_i,  // with the tag's first bytes where they belong,
  input  logic                  tag_rest_i,   // or with what is left of it
  output logic [127:0]          out_o
);

  logic [15:0][7:0] taken_q, tag_q, taken_5;
  logic [4:0][7:0]  carry_q;   // the last bytes of the beat before
  logic [127:0]     head_q;    // zero but for the cycle in which it goes out
  logic [15:0]      from_q;    // bytes from the tag's first one up,
  logic [15:0]      within_q;  // bytes of the tag, around the end of the beat

  assign taken_5 = {taken_q[10:0], taken_q[15:11]};

  always_ff @(posedge clk_i) begin
    for (int unsigned i = 0; i < 16; i++) begin
      if (clear_i || (take_i && !keep_i[i])) taken_q[i] <= '0;
      else if (take_i)                       taken_q[i] <= lane_i[8*i +: 8];
    end
  end

  // --- tag ---

  logic [15:0] differs;

  always_comb begin
    for (int unsigned i = 0; i < 16; i++) differs[i] = taken_5[i] != tag_q[i];
  end

  always_ff @(posedge clk_i) begin
    if (tag_i)       tag_q <= taken_5;
    else if (turn_i) tag_q <= {tag_q[14:0], tag_q[15]};
    forged_o <= differs[12:5] != '0 || (record_i.tag_16 && {differs[15:13], differs[4:0]} != '0);
  end

  // --- header and answer ---

  logic [15:0] tag_bytes, length;

  assign tag_bytes = 16'(rec_types_pkg::tag_len(record_i.tag_16));

  always_comb begin
    length = 16'(rec_types_pkg::ExplicitLen) + tag_bytes;
    if (answer_valid_i) length = open_i ? '0 : length + 16'(rec_types_pkg::HeaderLen);
    length = length + 16'(record_i.len);
    if (answer_valid_i && answer_i.result != rec_pkg::ResOk) length = '0;
  end

  // Header and explicit nonce up to byte 15 of its 21.
  logic [63:0]            explicit_nonce;
  rec_types_pkg::answer_t answer;
  assign explicit_nonce = {rec_wire_pkg::be48(record_i.seq), rec_wire_pkg::be16(record_i.where)};

  always_comb begin
    answer     = answer_i;
    answer.len = rec_wire_pkg::be16(length);
  end

  always_ff @(posedge clk_i) begin
    if (answer_valid_i)
      head_q <= answer;
    else if (header_i)
      head_q <= {explicit_nonce[23:0],
                 rec_wire_pkg::header(record_i.ctype, record_i.where, record_i.seq, length)};
    else
      head_q <= '0;
  end

  // --- text, and the tag behind it ---

  logic [3:0] place;  // of the tag's first byte
  assign place = record_i.len[3:0] + 4'd5;

  always_ff @(posedge clk_i) begin
    for (int unsigned i = 0; i < 16; i++) begin
      from_q[i]   <= 4'(i) >= place;
      within_q[i] <= record_i.tag_16 || 4'(i) - place < 4'd8;
    end
    if (start_i)     carry_q <= explicit_nonce[63:24];
    else if (text_i) carry_q <= taken_q[15:11];
  end

  logic [15:0]      is_tag;
  logic [15:0][7:0] text;

  assign is_tag = within_q & ((from_q & {16{tag_first_i}}) | (~from_q & {16{tag_rest_i}}));
  assign text   = (open_i ? taken_q : {taken_q[10:0], carry_q}) & {128{text_i}};

  always_ff @(posedge clk_i) begin
    for (int unsigned i = 0; i < 16; i++) begin
      out_o[8*i +: 8] <= text[i] | (is_tag[i] ? tag_q[i] : head_q[8*i +: 8]);
    end
  end

endmodule
