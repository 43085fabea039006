// SPDX-License-Identifier: Apache-2.0
//
// rec_collect with rec_assemble as a stage of the stream, with any records, any verdicts, and a lane's beats at
// any time after it was asked: tag, of an open the received one, text.
//
// O4 A sealed record leaves as header, explicit nonce, text, tag, and zeros to the end of its last beat: each
//    byte once and in order. Header and nonce are compared, of the others the one that the solver picks.
// O5 An opened one leaves as its text and zeros, each beat turned by 5 bytes.
// O6 Of each record its beats and then its answer are put, which announces them if the record ends well and
//    else none; what it was given room for and does not announce is told as spare. A refused one has no beats.

module rec_collect_beats_proof (
  input logic                        clk_i,
  input logic                  [1:0] order_valid_i,
  input rec_types_pkg::order_t [1:0] order_i,
  input logic                  [1:0] drain_ready_i,
  input logic                        lane_valid_i,
  input logic                [127:0] lane_i,
  input rec_types_pkg::judge_rsp_t   judge_i,
  input logic                 [10:0] pick_i  // the byte to be followed
);

  logic                            rst_n, begins, ends, is_open, puts, put_answer, lane_last;
  logic                      [1:0] drain_valid, order_ready;
  logic                    [127:0] put;
  logic [rec_types_pkg::NeedW-1:0] spare;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  rec_collect dut (
    .clk_i          (clk_i),
    .rst_ni         (rst_n),
    .order_valid_i  (order_valid_i),
    .order_ready_o  (order_ready),
    .order_refused_i({order_i[1].result != rec_pkg::ResOk, order_i[0].result != rec_pkg::ResOk}),
    .order_i        (order_i),
    .drain_valid_o  (drain_valid),
    .drain_ready_i  (drain_ready_i & drain_valid),
    .lane_valid_i   (lane_valid_i),
    .lane_last_i    (lane_last),
    .lane_i         (lane_i),
    .judge_o        (),
    .judge_i        (judge_i),
    .open_o         (is_open),
    .begin_o        (begins),
    .drop_o         (),
    .put_valid_o    (puts),
    .put_answer_o   (put_answer),
    .put_o          (put),
    .end_o          (ends),
    .spare_o        (spare)
  );

  typedef logic [7:0] count_t;

  function automatic count_t beats_of(logic [11:0] len);
    return count_t'((13'(len) + 13'd15) >> 4);
  endfunction

  logic                  [1:0] waits_q;
  rec_types_pkg::order_t [1:0] order_q;
  logic                        asked_q, coming_q, good_q;

  collect_rules u_rules (
    .clk_i        (clk_i),
    .rst_ni       (rst_n),
    .order_valid_i(order_valid_i),
    .order_ready_i(order_ready),
    .order_i      (order_i),
    .starts_i     ((drain_ready_i & drain_valid) != '0),
    .lane_valid_i (lane_valid_i),
    .lane_last_i  (lane_last),
    .begins_i     (begins),
    .judging_i    (dut.f_judge && !dut.compared_q),
    .judge_i      (judge_i),
    .waits_o      (waits_q),
    .order_o      (order_q),
    .asked_o      (asked_q),
    .coming_o     (coming_q),
    .good_o       (good_q)
  );

  // --- the record at hand ---

  rec_types_pkg::order_t record_q;
  logic                  at_hand_q;
  count_t                beats, texts, total;  // of the lane, of text, of the record
  logic [11:0]           text, tag;            // bytes
  count_t                came_q, put_q;        // beats from the lane, and beats that were put

  assign text  = 12'(record_q.len);
  assign tag   = 12'(rec_types_pkg::tag_len(record_q.tag_16));
  assign texts = beats_of(text);
  assign beats = texts + count_t'(1) + count_t'(is_open);
  assign total = is_open ? texts : beats_of(12'd21 + text + tag);

  assign lane_last = came_q + count_t'(1) == beats;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      at_hand_q <= 1'b0;
      came_q    <= '0;
      put_q     <= '0;
    end else begin
      at_hand_q <= begins || (at_hand_q && !ends);
      came_q    <= (order_ready != '0) ? '0 : came_q + count_t'(lane_valid_i);
      put_q     <= begins ? '0 : put_q + count_t'(puts && !put_answer);
    end
  end

  always_ff @(posedge clk_i) begin
    if (order_ready != '0) record_q <= order_ready[1] ? order_i[1] : order_i[0];
  end

  always_comb begin
    for (int unsigned d = 0; d < 2; d++) assume (order_i[d].len <= 11'(ccm_pkg::PayloadMax));
  end

  // --- the byte that is followed: of the text, of the tag, or behind it ---

  logic [11:0] byte_q;
  logic [7:0]  value_q;
  logic        seen_q, in_text, in_tag;
  count_t      comes;  // the beat that brings it

  assign in_text = byte_q < text;
  assign in_tag  = !in_text && !is_open && byte_q < text + tag;
  assign comes   = in_text ? count_t'(byte_q[11:4]) + count_t'(1) + count_t'(is_open) : '0;

  logic [3:0] place;
  assign place = in_text ? byte_q[3:0] : 4'(byte_q - text);

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) seen_q <= 1'b0;
    else        seen_q <= order_ready == '0 && (seen_q || (lane_valid_i && came_q == comes));
  end

  always_ff @(posedge clk_i) begin
    if (order_ready != '0) byte_q <= 12'(pick_i);
    if (lane_valid_i && came_q == comes) value_q <= lane_i[8*place +: 8];
  end

  logic       known;
  logic [7:0] value;
  assign known = seen_q || !(in_text || in_tag);
  assign value = (in_text || in_tag) ? value_q : '0;

  // If the byte is among 16 that begin at first, it is in its place in the word.
  function automatic logic in_place(logic [127:0] word, logic [11:0] first);
    logic [11:0] at;
    at = byte_q - first;
    return at[11:4] != '0 || (known && word[8*at[3:0] +: 8] == value);
  endfunction

  logic [167:0] head;
  assign head = {rec_wire_pkg::be48(record_q.seq), rec_wire_pkg::be16(record_q.where),
                 rec_wire_pkg::header(record_q.ctype, record_q.where, record_q.seq, 16'd8 + 16'(text) + 16'(tag))};

  logic         data, refused, well;
  logic [11:0]  first;    // of the beat that is put, among text and tag
  logic [127:0] unturned;
  rec_types_pkg::answer_t answer;
  assign data     = puts && !put_answer;
  assign refused  = record_q.result != rec_pkg::ResOk;
  assign well     = !refused && (good_q || !is_open);
  assign first    = {put_q, 4'd0} - 12'd21;
  assign unturned = {put[39:0], put[127:40]};
  assign answer   = put;

  always_comb if (rst_n) begin
    O4: assert (!(data && !is_open) ||
                ((put_q != '0 || put == head[127:0]) && (put_q != 8'd1 || put[39:0] == head[167:128]) &&
                 (put_q == '0 || in_place(put, first))));
    O5: assert (!(data && is_open) || in_place(unturned, {put_q, 4'd0}));
    O6: assert (!(begins && at_hand_q) && !(puts && !at_hand_q) && ends == (puts && put_answer) &&
                !(data && (refused || put_q == total)) &&
                (!ends || (count_t'(answer.beats) == (well ? total : '0) && spare == record_q.need - answer.beats &&
                           put_q == (refused ? '0 : total))));
  end

  // For the induction: the record, and how far it has come.
  logic   judged, sealing, tailing, whole, room;
  count_t whole_texts, tail_beats, texts_came, tail_put;
  assign judged      = dut.f_answer || dut.ending_q;
  assign sealing     = !is_open && (dut.f_body || dut.f_tail);
  assign tailing     = dut.f_tail && !dut.f_turn;
  assign whole       = is_open || text[3:0] == '0;
  assign whole_texts = count_t'(text[11:4]);
  assign tail_beats  = total - count_t'(1) - whole_texts;
  assign texts_came  = (came_q > count_t'(1) + count_t'(is_open)) ? came_q - count_t'(1) - count_t'(is_open) : '0;
  assign tail_put    = tail_beats - count_t'(dut.tail_left_q);
  assign room        = begins || dut.f_body || dut.f_tail || dut.f_judge;

  always_comb if (rst_n) begin
    I1: assert (!(dut.f_tail && is_open) && !(dut.f_judge && !is_open));
    I2: assert (!dut.f_answer || dut.ok == well);
    I3: assert (!(dut.f_body || dut.f_judge || dut.f_tail) || !good_q);
    I4: assert (at_hand_q == (dut.f_body || dut.f_tail || dut.f_judge || judged));
    I5: assert (!dut.ending_q || dut.f_idle);
    I6: assert (!dut.f_take || (waits_q[is_open] && asked_q == (order_q[is_open].result == rec_pkg::ResOk)));
    I7: assert (!asked_q || dut.f_take);
    I8: assert (!begins || coming_q == dut.ok);
    I9: assert (!coming_q || begins || dut.f_body);
    IA: assert (!dut.f_body || coming_q != (dut.taken_q && dut.last_q));
    IB: assert (!dut.taken_q || dut.f_body);
    IC: assert (!(dut.f_body || dut.f_tail || dut.f_judge) || dut.ok);
    ID: assert (!room || dut.record_q == record_q);
    IE: assert (!judged || (dut.record_q.need == record_q.need && text <= 12'(ccm_pkg::PayloadMax)));
    IF: assert (!room || (text <= 12'(ccm_pkg::PayloadMax) && !byte_q[11]));
    IG: assert (!begins || came_q == '0);
    IH: assert (!coming_q || came_q < beats);
    II: assert (!dut.f_body || coming_q == (came_q != beats));
    IJ: assert (!(dut.f_tail || dut.f_judge) || came_q == beats);
    IK: assert (!(dut.f_take || begins || dut.f_body) ||
                dut.coming_q == (dut.f_take || came_q == '0 ? 2'd0 : (is_open && came_q == count_t'(1)) ? 2'd1 : 2'd2));
    IL: assert (!dut.taken_q || (came_q != '0 && dut.last_q == (came_q == beats)));
    IM: assert (dut.text_q == (dut.taken_q && texts_came != '0 && (whole || came_q != beats)));
    IN: assert (!dut.header_q || (dut.f_body && !is_open && came_q <= count_t'(1)));
    IO: assert (!room || seen_q == (came_q > comes));
  end

  // Counters, and where the tag is.
  logic [3:0] turned;
  assign turned = dut.turned_q ? text[3:0] : text[3:0] - dut.turns_q;

  always_comb if (rst_n) begin
    J1: assert (!(room || dut.f_take) || dut.have_tag_q == (room && !begins && came_q != '0));
    J2: assert (!(dut.f_body || dut.f_tail) ||
                (dut.whole_q == whole && dut.keep_q == ccm_lane_pkg::keep_bytes(text[3:0])));
    J3: assert (!(is_open && dut.f_body) || dut.turned_q);
    J4: assert (!sealing || dut.turned_q || (dut.turns_q != '0 && dut.turns_q <= text[3:0]));
    J5: assert (!(sealing && !dut.have_tag_q) || (dut.turns_q == text[3:0] && dut.turned_q == whole));
    J6: assert (!(sealing && dut.have_tag_q && in_tag) || dut.u_assemble.tag_q[4'(place + 4'd5 + turned)] == value);
    J7: assert (!(sealing && !tailing) || (count_t'(dut.tail_left_q) == tail_beats && !dut.begun_q &&
                                           dut.late_q == (text[3:0] >= 4'd11)));
    J8: assert (!tailing || (dut.tail_left_q != '0 && count_t'(dut.tail_left_q) < tail_beats && !dut.late_q &&
                             dut.begun_q == (tail_put == count_t'(2) || text[3:0] < 4'd11) && dut.turned_q));
    J9: assert (!(dut.f_body && !is_open) || put_q + count_t'(dut.header_q) + count_t'(dut.text_q) ==
                count_t'(1) + ((came_q == beats) ? whole_texts : texts_came));
    JA: assert (!(dut.f_body && is_open) || put_q + count_t'(dut.text_q) == texts_came);
    JB: assert (!dut.f_tail || put_q == total - count_t'(dut.tail_left_q));
    JC: assert (!dut.f_judge || put_q == total);
    JD: assert (!judged || put_q == (refused ? '0 : total));
    JE: assert (!dut.f_body || count_t'(dut.used_q) == put_q + count_t'(dut.header_q));
    JF: assert (!(dut.f_tail || dut.f_judge || dut.f_answer && !refused) || count_t'(dut.used_q) == put_q);
    JG: assert (!dut.ending_q || (count_t'(answer.beats) == (well ? total : '0) &&
                                  spare == record_q.need - answer.beats));
  end

  // What has come, without the tag, in the beat at hand and in what is left of the one before.
  function automatic logic moved(logic [127:0] word, logic [11:0] from, logic [11:0] bytes);
    logic [11:0] at;
    at = byte_q - from;
    return at >= bytes || (in_tag ? word[8*at[3:0] +: 8] == '0 : known && word[8*at[3:0] +: 8] == value);
  endfunction

  logic [15:0]  from, tag_bytes;
  logic [127:0] taken, carry;
  assign taken = dut.u_assemble.taken_q;
  assign carry = 128'(dut.u_assemble.carry_q);

  always_comb begin
    for (int unsigned i = 0; i < 16; i++) begin
      from[i]      = 4'(i) >= 4'(text[3:0] + 4'd5);
      tag_bytes[i] = record_q.tag_16 || 4'(4'(i) - text[3:0] - 4'd5) < 4'd8;
    end
  end

  always_comb if (rst_n) begin
    JH: assert (!sealing || (dut.u_assemble.from_q == from && dut.u_assemble.within_q == tag_bytes));
    JI: assert (!dut.header_q || ({taken, carry[39:0]} == head && put_q == '0));
    JJ: assert (!(sealing && put_q == count_t'(1)) || carry[39:0] == head[167:128]);
    JK: assert (!(sealing && put_q > count_t'(1)) || moved(carry, first, 12'd5));
    JL: assert (!(dut.f_tail || sealing && (dut.text_q || dut.taken_q && came_q == beats && !whole)) ||
                moved(taken, first + 12'd5, 12'd16));
    JM: assert (!(dut.f_body && is_open && dut.text_q) || in_place(taken, {put_q, 4'd0}));
  end

endmodule
