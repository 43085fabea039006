// SPDX-License-Identifier: Apache-2.0
//
// rec_open as a stage of the stream, from requests and their beats to the dispatcher: any requests, sessions
// and delays. W1 to W4 as in front_rules, whose W5 is an assumption; and
//
// H3 Of each request exactly the beats that it announces are taken from the input, before those of the next.
// H4 An opened record gives each of its bytes behind header and explicit nonce once and in order: text and then,
//    in a beat of its own, the received tag. That is followed for one byte, which the solver picks. A refused
//    record gives nothing.
// H5 It is offered with the explicit nonce, the type and the numbers that it carries, and with a length that
//    leaves header, nonce and tag their bytes.
// H6 The room that was reserved for a record goes on with it, and is enough for its text.

module rec_open_beats_proof (
  input logic                                             clk_i,
  input logic                                             req_valid_i,
  input rec_pkg::rec_req_t                                req_i,
  input logic                                             in_valid_i,
  input logic [127:0]                                     in_i,
  input logic                                             hold_i,
  input logic                                             admit_ok_i,
  input logic                                             table_rvalid_i,
  input rec_types_pkg::ctx_t                              table_rdata_i,
  input logic                                             job_ready_i,
  input logic                                             due_i,
  input logic                                             beat_ready_i,
  input logic [11:0]                                      pick_i  // the byte to be followed
);

  logic                   rst_n, req_ready, in_ready, reads, job_valid, beat_valid, text_last, begins, orders;
  logic [rec_types_pkg::NeedW-1:0] need;
  rec_types_pkg::record_t job;
  rec_wire_pkg::nonce_t   nonce;
  logic [127:0]           beat;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  rec_open #(
    .NumSessions(2)
  ) dut (
    .clk_i         (clk_i),
    .rst_ni        (rst_n),
    .req_valid_i   (req_valid_i),
    .req_ready_o   (req_ready),
    .req_i         (req_i),
    .s_axis_tvalid (in_valid_i),
    .s_axis_tready (in_ready),
    .s_axis_tdata  (in_i),
    .hold_i        (hold_i),
    .need_o        (need),
    .admit_ok_i    (admit_ok_i),
    .begin_o       (begins),
    .table_re_o    (reads),
    .table_raddr_o (),
    .table_rvalid_i(table_rvalid_i),
    .table_rdata_i (table_rdata_i),
    .job_valid_o   (job_valid),
    .job_ready_i   (job_ready_i),
    .job_o         (job),
    .nonce_o       (nonce),
    .due_i         (due_i),
    .beat_valid_o  (beat_valid),
    .beat_ready_i  (beat_ready_i),
    .beat_o        (beat),
    .text_last_o   (text_last),
    .order_valid_o (orders)
  );

  logic [7:0] texts;
  logic       tag, busy, due_before, last_before;

  front_rules #(
    .Open (1'b1),
    .Front(1'b1)
  ) u_rules (
    .clk_i       (clk_i),
    .rst_ni      (rst_n),
    .job_valid_i (job_valid),
    .job_ready_i (job_ready_i),
    .job_i       (job),
    .due_i       (due_i),
    .beat_valid_i(beat_valid),
    .beat_ready_i(beat_ready_i),
    .beat_i      (beat),
    .text_last_i (text_last),
    .texts_o     (texts),
    .tag_o       (tag),
    .busy_o      (busy),
    .due_o       (due_before),
    .last_o      (last_before)
  );

  localparam logic [11:0] Lead = 12'(rec_types_pkg::HeaderLen + rec_types_pkg::ExplicitLen);

  typedef logic [12:0] count_t;

  function automatic count_t beats_of(logic [15:0] len);
    return count_t'((17'(len) + 17'd15) >> 4);
  endfunction

  function automatic logic [15:0] len_of(logic [10:0] text, logic tag_16);
    return 16'(Lead) + 16'(text) + 16'(rec_types_pkg::tag_len(tag_16));
  endfunction

  // A beat that is offered stays until it is taken.
  logic         takes, waits_q;
  logic [127:0] in_q;

  assign takes = in_valid_i && in_ready;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) waits_q <= 1'b0;
    else        waits_q <= in_valid_i && !in_ready;
  end
  always_ff @(posedge clk_i) in_q <= in_i;
  always_comb assume (!waits_q || (in_valid_i && in_i == in_q));

  // The table answers when it was asked.
  logic asked_q;
  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) asked_q <= 1'b0;
    else        asked_q <= reads || (asked_q && !table_rvalid_i);
  end
  always_comb assume (!table_rvalid_i || asked_q);

  // --- requests: one waits to be decided while the one before gives or drops its beats ---

  logic         waiting_q, begun_q;  // one waits; its first beat was taken
  logic [15:0]  len_q, decided_q;    // of that one, and of the one before
  count_t       owed_q;              // beats that are to be taken of the one that came last
  logic [127:0] head_q;              // its first one

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      waiting_q <= 1'b0;
      begun_q   <= 1'b0;
      owed_q    <= '0;
    end else begin
      waiting_q <= (req_valid_i && req_ready) || (waiting_q && !dut.decide);
      begun_q   <= !dut.decide && (begun_q || (takes && owed_q == '0));
      owed_q    <= ((owed_q == '0 && takes) ? beats_of(len_q) : owed_q) - count_t'(takes);
    end
  end

  always_ff @(posedge clk_i) begin
    if (req_valid_i && req_ready) len_q <= req_i.len;
    if (dut.decide)               decided_q <= len_q;
    if (takes && owed_q == '0)    head_q <= in_i;
  end

  // --- the record that was given last, and of it one byte ---

  logic         gives;
  logic [10:0]  text_q;    // bytes of it
  logic         tag_16_q, seen_q;
  logic [11:0]  byte_q;    // which one is followed
  logic [7:0]   value_q;   // and what it was
  logic [39:0]  nonce_q;   // what was said of the next beat
  count_t       beats, blocks, taken_q;

  assign gives  = beat_valid && beat_ready_i;
  assign beats  = beats_of(len_of(text_q, tag_16_q));
  assign blocks = beats_of(16'(text_q));

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      taken_q <= '0;
      seen_q  <= 1'b0;
    end else if (job_ready_i) begin
      taken_q <= count_t'(1);
      seen_q  <= 1'b0;
    end else if (takes && taken_q != beats) begin
      taken_q <= taken_q + count_t'(1);
      seen_q  <= seen_q || taken_q == count_t'(byte_q[11:4]);
    end
  end

  always_ff @(posedge clk_i) begin
    if (job_ready_i) {text_q, tag_16_q, byte_q, nonce_q} <= {job.len, job.tag_16, pick_i, nonce.explicit_nonce[63:24]};
    if (takes && !seen_q) value_q <= in_i[8*byte_q[3:0] +: 8];
  end

  always_comb assume (pick_i >= Lead && 16'(pick_i) < len_of(job.len, job.tag_16));

  // If the byte is among 16 that begin at first, it is in its place in the word.
  function automatic logic in_place(logic [127:0] word, logic [11:0] first);
    logic [11:0] place;
    place = byte_q - first;
    return place[11:4] != '0 || (seen_q && word[8*place[3:0] +: 8] == value_q);
  endfunction

  // If it is one of the tag, it is in its place in a word with the tag's first byte at turn.
  function automatic logic in_tag(logic [127:0] word, logic [3:0] turn);
    logic [11:0] place;
    logic [3:0]  turned;
    place  = byte_q - Lead - 12'(text_q);
    turned = place[3:0] + turn;
    return place[11:4] != '0 || (seen_q && word[8*turned +: 8] == value_q);
  endfunction

  rec_wire_pkg::header_t header;
  assign header = head_q[$bits(rec_wire_pkg::header_t)-1:0];

  always_comb if (rst_n) begin
    H3: assert (!(dut.decide && !(waiting_q && begun_q == (len_q != '0))) &&
                !(takes && owed_q == '0 && !(waiting_q && !begun_q && len_q != '0)));
    H4: assert (!gives || ((texts != '0) ? in_place(beat, Lead + 12'((blocks - count_t'(texts)) << 4))
                                         : in_tag(beat, '0)));
    H5: assert (!job_valid || (job.ctype == header.ctype && job.epoch == rec_wire_pkg::be16(header.epoch) &&
                               job.seq == rec_wire_pkg::be48(header.seq) &&
                               nonce.explicit_nonce[23:0] == head_q[127:104] &&
                               nonce.explicit_nonce[63:24] == in_i[39:0] && owed_q != '0 &&
                               16'(decided_q) == len_of(job.len, job.tag_16)));
  end

  // --- room: of the request that waits, and of the record ---

  logic                            reserved_q;
  logic [rec_types_pkg::NeedW-1:0] room_q, owned_q;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) reserved_q <= 1'b0;
    else        reserved_q <= begins || (reserved_q && !dut.decide);
  end
  always_ff @(posedge clk_i) begin
    if (begins)     room_q  <= need;
    if (dut.decide) owned_q <= room_q;
  end

  always_comb if (rst_n) begin
    H6: assert (!orders && !job_valid || (job.need == owned_q && (job.result != rec_pkg::ResOk ||
                count_t'(job.need) >= beats_of(16'(job.len)))));
  end

  // For the induction: requests.
  logic sending, looked;
  assign sending = dut.f_nonce || dut.f_text || dut.f_tag || dut.f_tag_gone;
  assign looked  = dut.f_found;

  always_comb if (rst_n) begin
    I1: assert (waiting_q == !dut.f_idle && (!waiting_q || dut.req_q.len == len_q));
    I2: assert (!(dut.f_check || dut.decide) || looked);
    I3: assert (begun_q == ((dut.f_check || dut.decide) && len_q != '0));
    I4: assert (!begun_q || owed_q == beats_of(len_q) - count_t'(1));
    I5: assert (!(dut.f_header || (dut.f_check || dut.decide) && len_q == '0) || owed_q == '0);
    I6: assert (dut.f_idle || dut.f_size || dut.short_q == (len_q < 16'd13));
    I7: assert (!looked || (dut.empty_q == (len_q == '0) &&
                            dut.no_room_q == (17'(len_q) < 17'(len_of('0, dut.ctx_q.tag_16))) &&
                            dut.plain_len_q == len_q - len_of('0, dut.ctx_q.tag_16)));
    I8: assert (!dut.decide || (dut.too_long_q == (dut.plain_len_q > 16'(ccm_pkg::PayloadMax)) &&
                                (dut.malformed_q != '0 || !dut.short_q) &&
                                (dut.epoch_differs_q != '0) ==
                                  (rec_wire_pkg::be16(dut.header.epoch) != dut.ctx_q.epoch)));
    I9: assert (!((dut.f_check || dut.decide) && begun_q || dut.f_job || dut.f_refused && decided_q != '0) ||
                dut.beat_q == head_q);
  end

  always_comb if (rst_n) begin
    JA: assert (asked_q == dut.f_wait && !dut.f_lost);
    JH: assert (!dut.ask_q || dut.f_drop || ((dut.f_text || dut.f_tag) && !dut.block_valid_q));
    JI: assert (dut.found_q == looked);
    JZ: assert (!dut.ask_q || dut.drops_q == dut.f_drop);
    JJ: assert (!dut.f_size || dut.known_q == 6'd13);
    JK: assert (!dut.f_plain || 12'(dut.known_q) == 12'(len_of('0, dut.ctx_q.tag_16)));
    JL: assert (!dut.f_nonce || waits_q);
    JC: assert (dut.f_header || dut.f_check || dut.decide || dut.f_job || sending || dut.f_refused || dut.f_drop);
  end

  // Beats still to come, as the front counts them.
  count_t come;
  assign come = count_t'(dut.left_q) + count_t'(dut.partial_q) - count_t'(decided_q != '0);

  always_comb if (rst_n) begin
    IA: assert (!(dut.f_job || sending || dut.f_refused || dut.f_drop) ||
                (owed_q == come && owed_q <= count_t'(4095)));
    JD: assert (!(dut.f_job || sending || dut.f_refused || dut.f_drop) || dut.partial_q == (decided_q[3:0] != '0));
    JE: assert (!dut.f_refused || (!dut.ask_q && dut.left_q == decided_q[15:4]));
    JF: assert (!dut.f_drop || decided_q != '0 || dut.left_q == '0);
    IB: assert (!dut.ask_q || dut.more_q == (owed_q != '0));
    IC: assert (!dut.f_job || (dut.record_q.result == rec_pkg::ResOk && dut.record_q.len <= 11'(ccm_pkg::PayloadMax)));
    ID: assert (!dut.f_job || (decided_q == len_of(dut.record_q.len, dut.record_q.tag_16) &&
                               owed_q == beats_of(decided_q) - count_t'(1)));
    IE: assert (!dut.f_job || (dut.record_q.ctype == header.ctype &&
                               dut.record_q.epoch == rec_wire_pkg::be16(header.epoch) &&
                               dut.record_q.seq == rec_wire_pkg::be48(header.seq)));
    IF: assert (!(dut.f_job || dut.f_nonce) || {dut.texts_q, dut.odd_q} == dut.record_q.len);
  end

  // Blocks: how many are still to be fetched, and where they are.
  count_t fetched, more;
  logic   odd;
  assign odd     = text_q[3:0] != '0;
  assign more    = dut.f_text || dut.f_nonce ? count_t'(dut.texts_q) + count_t'(odd) : '0;
  assign fetched = dut.f_nonce ? '0 : blocks - more;

  always_comb if (rst_n) begin
    IG: assert (!(sending || busy) || (text_q <= 11'(ccm_pkg::PayloadMax) && byte_q >= Lead &&
                                       16'(byte_q) < len_of(text_q, tag_16_q)));
    IH: assert (!sending || (dut.record_q.len == text_q && dut.record_q.tag_16 == tag_16_q &&
                             dut.odd_q == text_q[3:0] && decided_q == len_of(text_q, tag_16_q)));
    II: assert (!sending || owed_q == beats - taken_q);
    IJ: assert (seen_q == (taken_q > count_t'(byte_q[11:4])) || !(sending || busy));
    IK: assert (!(dut.f_text || dut.f_tag || dut.f_tag_gone) ||
                taken_q == ((fetched + count_t'(2) + count_t'(dut.f_tag_gone) < beats) ?
                            fetched + count_t'(2) + count_t'(dut.f_tag_gone) : beats));
    IL: assert (!dut.f_nonce || taken_q == count_t'(1));
    IM: assert (!dut.f_text || (more != '0 && more <= blocks));
    IN: assert (!(dut.f_text && dut.ask_q) || dut.last_text_q == (more == count_t'(1)));
    IO: assert (!dut.f_nonce || dut.no_text_q == (text_q == '0));
    IP: assert (busy == (sending || dut.full_q) && (!sending || tag));
    IQ: assert (dut.block_valid_q ? (dut.f_text || dut.f_tag || dut.f_tag_gone) && dut.tag_q == dut.f_tag_gone
                                  : !dut.f_tag_gone);
    IR: assert (!dut.f_nonce || !dut.full_q);
    IS: assert (!sending || count_t'(texts) == more + count_t'(dut.block_valid_q && !dut.tag_q) + count_t'(dut.full_q));
    IT: assert (sending || (texts == '0 && tag == dut.full_q));
    IU: assert (!(sending && dut.full_q) || dut.turn_q == '0);
    IV: assert (!(dut.block_valid_q && !dut.tag_q) || dut.last_q == dut.f_tag);
    IW: assert (!(sending && dut.full_q) || (dut.last_out_q == (texts == 8'd1) && last_before == dut.last_out_q));
    IX: assert (!dut.full_q || due_before);
    IY: assert (!u_rules.waits_q || (dut.f_job && waits_q));
    IZ: assert (!(dut.f_tag && dut.ask_q) || dut.fill_q == ccm_lane_pkg::keep_bytes(text_q[3:0]));
    JG: assert (!dut.f_text || dut.fill_q == '1);
  end

  // Has no reset, but is down to zero after 6 cycles, and a record takes longer to come that far.
  always_comb assume (rst_n || dut.turn_q == '0);
  always_comb if (rst_n) JB: assert (dut.full_q || dut.turn_q == '0);

  // What they have.
  always_comb if (rst_n) begin
    J1: assert (!(sending && byte_q[11:4] == 8'(taken_q - count_t'(1))) || dut.beat_q[8*byte_q[3:0] +: 8] == value_q);
    J2: assert (!((dut.f_text && more != blocks) || (dut.f_tag && blocks != '0)) ||
                in_place(dut.block_q, Lead + 12'((fetched - count_t'(1)) << 4)));
    J3: assert (!dut.f_tag_gone || in_tag(dut.block_q, text_q[3:0]));
    J4: assert (!(dut.full_q && sending) || in_place(beat, Lead + 12'((blocks - count_t'(texts)) << 4)));
    J5: assert (!(dut.full_q && !sending) || (in_tag(beat, dut.turn_q) && dut.block_q == '0));
    J6: assert (dut.full_q || beat == '0);
    J7: assert (sending ? taken_q <= beats : !busy || taken_q == beats);
    J8: assert (!(dut.f_nonce || dut.f_job && waits_q) || (waits_q && in_i == in_q));
    J9: assert (!dut.f_nonce || nonce_q == in_i[39:0]);
  end

  always_comb if (rst_n) begin
    JN: assert (reserved_q == !(dut.f_idle || dut.f_size || dut.f_room) && (!reserved_q || dut.need_q == room_q));
    JO: assert (dut.f_idle || dut.need_q == (len_q[15:11] != '0 ? '0 : len_q[10:4]));
    JP: assert (!(dut.f_job || dut.f_refused) || dut.record_q.need == owned_q);
    JQ: assert (!(dut.f_job || dut.f_refused) || (dut.record_q.result == rec_pkg::ResOk) == dut.f_job);
    JR: assert (!dut.f_job || dut.record_q.need == decided_q[10:4]);
  end

endmodule
