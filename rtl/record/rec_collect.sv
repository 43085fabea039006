// SPDX-License-Identifier: Apache-2.0
//
// End of both paths: takes a record from its lane when it is done, or one that was refused, and writes
// its result. Each direction's records come in order; whichever's first one is done goes on. None of
// them can be held up here, since each has its room in the output. Index 0 is seal, 1 is open.
//
// An opened record's text lies in the output before its tag is compared; rec_out shows none of it
// unless the record ends well.

module rec_collect (
  input  logic                        clk_i,
  input  logic                        rst_ni,

  input  logic                  [1:0] order_valid_i,
  output logic                  [1:0] order_ready_o,
  input  logic                  [1:0] order_refused_i,
  input  rec_types_pkg::order_t [1:0] order_i,

  // Asks for the results of the first records, and may take that back, which holds from the second
  // cycle on. When the lane of one has it, ready says that it comes, two cycles later or more: tag, the
  // received tag of an open, text. Bytes past the payload's end have key stream.
  output logic                  [1:0] drain_valid_o,
  input  logic                  [1:0] drain_ready_i,  // at most one
  input  logic                        lane_valid_i,
  input  logic                        lane_last_i,
  input  logic                [127:0] lane_i,

  // rec_verdict.
  output rec_types_pkg::judge_req_t   judge_o,
  input  rec_types_pkg::judge_rsp_t   judge_i,

  // The result, as rec_out takes it.
  output logic                        open_o,
  output logic                        begin_o,
  output logic                        drop_o,
  output logic                        put_valid_o,
  output logic                        put_answer_o,
  output logic                [127:0] put_o,        // an opened record's text turned by 5 bytes
  output logic                        end_o,
  output logic [rec_types_pkg::NeedW-1:0] spare_o  // with end_o: beats that stay free
);

  typedef enum logic [2:0] {
    StIdle, StTake, StStart, StBody, StTurn, StTail, StJudge, StAnswer
  } state_e;

  typedef enum logic [1:0] {BeatTag, BeatReceived, BeatText} beat_e;

  state_e                state_q;
  logic                  open_q;
  rec_types_pkg::order_t record_q;
  logic                  ok;
  logic                  ending_q;  // the answer goes out

  assign ok     = record_q.result == rec_pkg::ResOk;
  assign open_o = open_q;

  // --- the next record: a refused one, or the one whose lane is done ---

  logic       free, takes_refused;
  logic [1:0] refused, asked_q;  // asked in the last two cycles

  assign free          = state_q == StIdle && !judge_i.busy;
  assign takes_refused = free && refused != '0 && asked_q == '0 && !ending_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) asked_q <= '0;
    else         asked_q <= {asked_q[0], drain_valid_o != '0};
  end

  assign refused = order_valid_i & order_refused_i & {judge_i.turn, 1'b1};

  for (genvar d = 0; d < 2; d++) begin : gen_order
    assign drain_valid_o[d] = order_valid_i[d] && !order_refused_i[d] && free && refused == '0;
    assign order_ready_o[d] = state_q == StTake && open_q == 1'(d);
  end

  // --- a lane's beats ---

  beat_e       coming_q, beat_q;
  logic        taken_q, last_q;  // a beat is at hand; it is the last one
  logic        is_tag;
  logic [15:0] keep, keep_q;     // keep_q: of the last beat

  assign is_tag = lane_valid_i && coming_q == BeatTag;

  always_comb begin
    keep = {16{lane_valid_i}};
    if (coming_q == BeatText && lane_last_i) keep &= keep_q;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) taken_q <= 1'b0;
    else         taken_q <= lane_valid_i;
  end

  always_ff @(posedge clk_i) begin
    if (state_q == StIdle) coming_q <= BeatTag;
    else if (lane_valid_i) coming_q <= (coming_q == BeatTag && open_q) ? BeatReceived : BeatText;
    keep_q <= ccm_lane_pkg::keep_bytes(record_q.len[3:0]);
    beat_q <= coming_q;
    last_q <= lane_last_i;
  end

  // --- the tail of a sealed record: text that does not fill its beat, and the tag ---

  logic       text_q, tail, puts;  // text_q: the beat at hand is text that goes out
  logic       hold;         // text of the tail
  logic       whole_q;      // no text in the tail
  logic [3:0] turns_q;      // of the tag, still to be made
  logic       turned_q;     // none
  logic [1:0] tail_left_q;  // beats
  logic       have_tag_q, late_q, begun_q;  // late: the tag begins in the tail's second beat

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) text_q <= 1'b0;
    else         text_q <= lane_valid_i && coming_q == BeatText && (whole_q || !lane_last_i);
  end

  assign tail  = (state_q == StTurn && turned_q) || state_q == StTail;
  assign puts  = text_q || tail;
  assign hold  = (taken_q && last_q && !whole_q) || (state_q == StTurn && !turned_q);

  always_ff @(posedge clk_i) begin
    if (state_q == StIdle) have_tag_q <= 1'b0;
    else if (is_tag)       have_tag_q <= 1'b1;
    if (state_q == StStart) begin
      whole_q  <= open_q || record_q.len[3:0] == '0;
      turns_q  <= record_q.len[3:0];
      turned_q <= open_q || record_q.len[3:0] == '0;
      late_q   <= record_q.len[3:0] >= 4'd11;
      begun_q  <= 1'b0;
      // 5 + len mod 16 bytes and the tag's
      if (record_q.tag_16) tail_left_q <= (record_q.len[3:0] > 4'd11) ? 2'd3 : 2'd2;
      else                 tail_left_q <= (record_q.len[3:0] > 4'd3) ? 2'd2 : 2'd1;
    end else begin
      if (have_tag_q) turns_q <= turns_q - 1'b1;
      if (have_tag_q && turns_q == 4'd1) turned_q <= 1'b1;
      if (tail) begin
        tail_left_q <= tail_left_q - 1'b1;
        late_q      <= 1'b0;
        begun_q     <= !late_q;
      end
    end
  end

  // --- the verdict on an opened record ---

  logic forged, forged_q, compared_q;

  assign judge_o = '{refused: state_q == StTake && open_q && order_refused_i[1],
                     start: state_q == StStart && open_q && ok, slot: record_q.where, seq: record_q.seq,
                     judge: state_q == StJudge && !compared_q, forged: forged_q};

  always_ff @(posedge clk_i) begin
    compared_q <= taken_q && beat_q == BeatReceived;
    if (compared_q) forged_q <= forged;
  end

  // --- from record to record ---

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q  <= StIdle;
      ending_q <= 1'b0;
    end else begin
      ending_q <= state_q == StAnswer;
      unique case (state_q)
        StIdle:   if (drain_ready_i != '0 || takes_refused) state_q <= StTake;
        StTake:   state_q <= StStart;
        StStart:  state_q <= ok ? StBody : StAnswer;
        StBody:   if (taken_q && last_q) state_q <= open_q ? StJudge : StTurn;
        StTurn, StTail: if (tail) state_q <= (tail_left_q == 2'd1) ? StAnswer : StTail;
        StJudge:  if (judge_i.done) state_q <= StAnswer;
        StAnswer: state_q <= StIdle;
        default:  state_q <= StIdle;
      endcase
    end
  end

  logic first_q, last_forgery_q;

  always_ff @(posedge clk_i) begin
    unique case (state_q)
      StIdle: open_q <= takes_refused ? !refused[0] : drain_ready_i[1];
      StTake: begin
        record_q       <= open_q ? order_i[1] : order_i[0];
        first_q        <= 1'b0;
        last_forgery_q <= 1'b0;
      end
      StJudge: if (judge_i.done) begin
        record_q.result <= judge_i.result;
        first_q         <= judge_i.first;
        last_forgery_q  <= judge_i.last_forgery;
      end
      default: ;
    endcase
  end

  // --- the result ---

  logic                            header, header_q;  // header_q: it goes out
  logic [rec_types_pkg::NeedW-1:0] used_q, beats;
  rec_types_pkg::answer_t          answer;

  assign header       = state_q == StStart && !open_q && ok;
  assign begin_o      = state_q == StStart;
  assign drop_o       = state_q == StAnswer && !ok;
  assign put_valid_o  = puts || header_q || ending_q;
  assign put_answer_o = ending_q;
  assign end_o        = ending_q;
  assign beats        = ok ? used_q : '0;

  always_ff @(posedge clk_i) begin
    if (state_q == StStart) used_q <= rec_types_pkg::NeedW'(header);
    else                    used_q <= used_q + rec_types_pkg::NeedW'(puts);
    if (state_q == StAnswer) spare_o <= record_q.need - beats;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) header_q <= 1'b0;
    else         header_q <= header;
  end

  always_comb begin
    answer               = '0;
    answer.tag           = record_q.tag;
    answer.result        = record_q.result;
    answer.ctype         = record_q.ctype;
    answer.first_auth    = first_q;
    answer.bad_mac_limit = last_forgery_q;
    answer.hard_limit    = record_q.limit && !ok;
    answer.soft_limit    = record_q.limit && ok;
    answer.beats         = beats;
    answer.seq           = rec_wire_pkg::be48(record_q.seq);
  end

  rec_assemble u_assemble (
    .clk_i         (clk_i),
    .open_i        (open_q),
    .record_i      (record_q),
    .answer_i      (answer),
    .lane_i        (lane_i),
    .tag_i         (is_tag),
    .turn_i        (have_tag_q && !turned_q),
    .keep_i        (keep),
    .hold_i        (hold),
    .header_i      (state_q == StStart),
    .answer_valid_i(state_q == StAnswer),
    .forged_o      (forged),
    .put_i         (put_valid_o),
    .turned_i      (open_q && !ending_q),
    .tag_first_i   (tail && !late_q && !begun_q),
    .tag_rest_i    (tail && begun_q),
    .out_o         (put_o)
  );

`ifdef FORMAL
  // States by name, for tests/formal/rec_collect_proof.sv and rec_collect_beats_proof.sv.
  logic f_idle, f_take, f_body, f_turn, f_tail, f_judge, f_answer;
  assign f_idle   = state_q == StIdle;
  assign f_take   = state_q == StTake;
  assign f_body   = state_q == StBody;
  assign f_answer = state_q == StAnswer;
  assign f_judge  = state_q == StJudge;
  assign f_turn   = state_q == StTurn;
  assign f_tail   = state_q inside {StTurn, StTail};
`endif

endmodule
