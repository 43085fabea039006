// SPDX-License-Identifier: Apache-2.0
//
// rec_seal as a stage of the stream, from requests and their beats to the dispatcher: any requests, sessions
// and delays. W1 to W4 as in front_rules, whose W5 is an assumption; and
//
// H1 Of each request exactly the beats that it announces are taken from the input, before those of the next.
// H2 A sealed record gives each of its beats once, in order and as it was. A refused one gives none.
// H6 The room that was reserved for a record goes on with it, and is enough for it.

module rec_seal_beats_proof (
  input logic                              clk_i,
  input logic                              req_valid_i,
  input rec_pkg::rec_req_t                 req_i,
  input logic                              in_valid_i,
  input logic [127:0]                      in_i,
  input logic                              hold_i,
  input logic                              admit_ok_i,
  input logic                              table_rvalid_i,
  input logic [rec_types_pkg::TxWordW-1:0] table_rdata_i,
  input logic                              job_ready_i,
  input logic                              due_i,
  input logic                              beat_ready_i
);

  logic                   rst_n, req_ready, in_ready, job_valid, beat_valid, text_last, begins, orders;
  logic [rec_types_pkg::NeedW-1:0] need;
  rec_types_pkg::record_t job;
  logic [127:0]           beat;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  rec_seal #(
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
    .table_re_o    (),
    .table_raddr_o (),
    .table_rvalid_i(table_rvalid_i),
    .table_rdata_i (table_rdata_i),
    .table_we_o    (),
    .table_waddr_o (),
    .table_wdata_o (),
    .job_valid_o   (job_valid),
    .job_ready_i   (job_ready_i),
    .job_o         (job),
    .nonce_o       (),
    .due_i         (due_i),
    .beat_valid_o  (beat_valid),
    .beat_ready_i  (beat_ready_i),
    .beat_o        (beat),
    .text_last_o   (text_last),
    .order_valid_o (orders)
  );

  logic [7:0] texts;
  logic       tag, busy, was_due;

  front_rules #(
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
    .due_o       (was_due),
    .last_o      ()
  );

  // One request waits to be decided while the one before gives or drops its beats.
  logic         decides, takes, goes;
  logic [15:0]  len_q;    // of the request that waits
  logic [12:0]  owed_q;   // beats of the one before that are to be taken
  logic         given_q;  // one was taken and has not gone
  logic [127:0] value_q;  // this one

  assign decides = dut.decide;
  assign takes   = in_valid_i && in_ready;
  assign goes    = beat_valid && beat_ready_i;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      owed_q  <= '0;
      given_q <= 1'b0;
    end else begin
      owed_q  <= decides ? 13'((17'(len_q) + 17'd15) >> 4) : owed_q - 13'(takes);
      given_q <= (given_q && !goes) || (takes && !dut.f_drop);
    end
  end

  // Whatever the input has is taken along while a beat is asked for, and goes away in the cycle after.
  logic stale_q;
  always_ff @(posedge clk_i) begin
    stale_q <= beat_valid || (dut.ask_q && dut.f_send);
    if (req_valid_i && req_ready) len_q <= req_i.len;
    if (takes) value_q <= in_i;
  end

  always_comb if (rst_n) begin
    H1: assert (!(decides && owed_q != '0) && !(takes && owed_q == '0));
    H2: assert (goes ? given_q && beat == value_q : !(given_q && (takes || decides)));
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
                13'(job.need) >= 13'((13'(job.len) + 13'(rec_types_pkg::HeaderLen) + 13'(rec_types_pkg::ExplicitLen) +
                           13'(rec_types_pkg::tag_len(job.tag_16)) + 13'd15) >> 4))));
  end

  // For the induction.
  always_comb if (rst_n) begin
    I1: assert (dut.f_idle || dut.req_q.len == len_q);
    I2: assert (dut.f_free || (owed_q[11:0] == dut.left_q + 12'(dut.partial_q) && owed_q <= 13'd4096));
    I3: assert (!dut.f_free || owed_q == '0);
    IC: assert (dut.f_free || job_valid || dut.f_send || dut.f_refused || dut.f_drop);
    ID: assert (dut.f_idle || dut.too_long_q == (len_q > 16'(ccm_pkg::PayloadMax)));
    IE: assert (!job_valid || owed_q == 13'((12'(job.len) + 12'd15) >> 4));
    IF: assert (!tag);
    I4: assert (given_q == beat_valid);
    I5: assert (beat_valid ? beat == value_q : (stale_q || beat == '0));
    I6: assert (busy == dut.f_send);
    I7: assert (!dut.f_send || 13'(texts) == owed_q + 13'(given_q));
    I8: assert (!(dut.f_send || dut.f_drop) || dut.none_q == (owed_q == '0 && !given_q));
    I9: assert (dut.f_free || dut.f_send || dut.f_drop ||
                (owed_q == '0) == (dut.left_q == '0 && !dut.partial_q));
    IA: assert (!dut.ask_q || (owed_q != '0 && dut.last_q == (owed_q == 13'd1)));
    IG: assert (!dut.ask_q || dut.f_drop || (dut.f_send && due_i && !beat_valid));
    IH: assert (!stale_q || was_due);
    IB: assert (!beat_valid || (dut.f_send && dut.beat_last_q == (owed_q == '0)));
  end

  always_comb if (rst_n) begin
    JN: assert (reserved_q == !(dut.f_idle || dut.f_size || dut.f_room) && (!reserved_q || dut.need_q == room_q));
    JO: assert (dut.f_idle || dut.need_q == (len_q > 16'(ccm_pkg::PayloadMax) ? '0 :
                                             7'((12'(len_q[10:0]) + 12'd52) >> 4)));
    JP: assert (!(job_valid || dut.f_refused) || dut.record_q.need == owned_q);
    JQ: assert (!(job_valid || dut.f_refused) || (dut.record_q.result == rec_pkg::ResOk) == job_valid);
    JR: assert (!job_valid || dut.record_q.need == 7'((12'(job.len) + 12'd52) >> 4));
    JS: assert (!dut.f_decide ||
                dut.sealed_q == !(dut.unknown_q || dut.too_long_q || dut.overflow_q || dut.expired_q));
  end

endmodule
