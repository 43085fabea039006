// SPDX-License-Identifier: Apache-2.0
//
// How a front and the dispatcher hand over a record and its beats. In the proof of a front, its rules are what
// is to be proven and the dispatcher's are assumed; in the dispatcher's it is the other way round.
//
// W1 Front: a record that is offered stays as it is until its last beat of text is taken and beats have been due;
//    no other is offered meanwhile.
// W2 Front: beats come while they are due and have been in the cycle before, no more than the record's text
//    has and, of an open, the received tag.
// W3 Front: a beat stays until it is taken, and is zero while none is due nor was in the cycle before.
// W4 Front: while a beat of text is there, and in the cycle before, text_last says if it is the last one.
// W5 Dispatcher: a record is taken when that before it has given all beats. They are due from some time after it
//    was taken to its last one, or for a cycle if there is none; they are taken only while they are due.

module front_rules #(
  parameter bit Open  = 1'b0,
  parameter bit Front = 1'b0  // prove the front
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,

  input  logic                   job_valid_i,
  input  logic                   job_ready_i,
  input  rec_types_pkg::record_t job_i,
  input  logic                   due_i,
  input  logic                   beat_valid_i,
  input  logic                   beat_ready_i,
  input  logic [127:0]           beat_i,
  input  logic                   text_last_i,

  output logic [7:0]             texts_o,  // beats of text still to be given
  output logic                   tag_o,    // and this
  output logic                   busy_o,   // they are not all given
  output logic                   due_o,    // was due in the cycle before,
  output logic                   last_o    // when text_last was this
);

  logic                   gives, ends, waits_q, beat_waits_q;
  rec_types_pkg::record_t job_q;
  logic [127:0]           beat_q;

  assign gives = beat_valid_i && beat_ready_i;
  assign ends  = due_i && 9'(texts_o) + 9'(tag_o) == 9'(gives);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      texts_o      <= '0;
      tag_o        <= 1'b0;
      busy_o       <= 1'b0;
      due_o        <= 1'b0;
      waits_q      <= 1'b0;
      beat_waits_q <= 1'b0;
    end else begin
      if (job_ready_i) begin
        texts_o <= 8'((12'(job_i.len) + 12'd15) >> 4);
        tag_o   <= Open;
      end else if (gives) begin
        if (texts_o != '0) texts_o <= texts_o - 1'b1;
        else               tag_o   <= 1'b0;
      end
      busy_o       <= job_ready_i || (busy_o && !ends);
      due_o        <= due_i;
      waits_q      <= job_valid_i && !job_ready_i;
      beat_waits_q <= beat_valid_i && !beat_ready_i;
    end
  end

  always_ff @(posedge clk_i) {job_q, beat_q, last_o} <= {job_i, beat_i, text_last_i};

  logic needs, keeps, in_turn, stays, known, asked;

  assign needs   = busy_o && (texts_o != '0 || !due_o);  // the dispatcher, the record
  assign keeps   = (!waits_q || job_valid_i) && (!(waits_q || needs) || job_i == job_q) &&
                   !(job_valid_i && needs);
  assign in_turn = !beat_valid_i || (due_i && due_o && (texts_o != '0 || tag_o));
  assign stays   = (!beat_waits_q || (beat_valid_i && beat_i == beat_q)) && (due_i || due_o || beat_i == '0);
  assign known   = !(beat_valid_i && texts_o != '0) ||
                   (text_last_i == (texts_o == 8'd1) && last_o == text_last_i);
  assign asked   = (!due_i || busy_o) && (!(due_o && busy_o) || due_i) && (!beat_ready_i || due_i) &&
                   (!job_ready_i || (job_valid_i && !busy_o));

  if (Front) begin : gen_front
    always_comb if (rst_ni) begin
      W1: assert (keeps);
      W2: assert (in_turn);
      W3: assert (stays);
      W4: assert (known);
      assume (asked);
    end
    always_comb assume (rst_ni || !due_i);
  end else begin : gen_dispatcher
    always_comb if (rst_ni) begin
      assume (keeps);
      assume (in_turn);
      assume (stays);
      assume (known);
      W5: assert (asked);
    end
  end

endmodule
