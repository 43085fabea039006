// SPDX-License-Identifier: Apache-2.0
//
// What rec_collect makes of opened records, with any records, any beats from the lanes, and any verdicts at
// any time while one is asked for.
//
// O1 The answer to an opened record announces text only if its verdict, since the record began, was ok.
// O2 The text of any other one is dropped before its end.
// O3 What is put as an answer is the answer alone, without a bit of what lanes have put out.

module rec_collect_proof (
  input logic                        clk_i,
  input logic                  [1:0] order_valid_i,
  input rec_types_pkg::order_t [1:0] order_i,
  input logic                  [1:0] drain_ready_i,
  input logic                        lane_valid_i,
  input logic                        lane_last_i,
  input logic                [127:0] lane_i,
  input rec_types_pkg::judge_rsp_t   judge_i
);

  logic rst_n, begins, drops, ends, is_open;
  logic [1:0] drain_valid, order_ready;

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
    .lane_last_i    (lane_last_i),
    .lane_i         (lane_i),
    .judge_o        (),
    .judge_i        (judge_i),
    .open_o         (is_open),
    .begin_o        (begins),
    .drop_o         (drops),
    .put_valid_o    (),
    .put_answer_o   (),
    .put_o          (),
    .end_o          (ends),
    .spare_o        ()
  );

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
    .lane_last_i  (lane_last_i),
    .begins_i     (begins),
    .judging_i    (dut.f_judge && !dut.compared_q),
    .judge_i      (judge_i),
    .waits_o      (waits_q),
    .order_o      (order_q),
    .asked_o      (asked_q),
    .coming_o     (coming_q),
    .good_o       (good_q)
  );

  logic dropped_q;  // the record at hand
  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) dropped_q <= 1'b0;
    else        dropped_q <= !begins && (dropped_q || drops);
  end

  logic ending_bad_q;  // an opened record ends, and not well
  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) ending_bad_q <= 1'b0;
    else if (dut.f_answer) ending_bad_q <= dut.open_q && !good_q;
  end

  logic [127:0] answer_q;
  always_ff @(posedge clk_i) answer_q <= dut.u_assemble.head[127:0];

  always_comb if (rst_n) begin
    O1: assert (!(dut.f_answer && dut.open_q) || dut.answer.beats == '0 || good_q);
    O2: assert (!(ends && ending_bad_q) || dropped_q);
    O3: assert (!(dut.put_valid_o && dut.put_answer_o) || dut.put_o == answer_q);
  end

  // For the induction.
  always_comb if (rst_n) begin
    I1: assert (!dut.f_tail || !dut.open_q);
    I2: assert (!(dut.f_answer && dut.open_q && dut.ok) || good_q);
    I3: assert (!(dut.f_answer && dut.open_q && !dut.ok) || !good_q);
    I4: assert (!(dut.f_body || dut.f_judge || dut.f_tail) || !good_q);
    I5: assert (!(dut.ending_q && ending_bad_q) || dropped_q);
    I6: assert (!dut.ending_q || dut.f_idle);
    I7: assert (!dut.f_take || (waits_q[dut.open_q] && asked_q == (order_q[dut.open_q].result == rec_pkg::ResOk)));
    I8: assert (!asked_q || dut.f_take);
    I9: assert (!dut.begin_o || coming_q == dut.ok);
    IA: assert (!coming_q || dut.begin_o || dut.f_body);
    IB: assert (!dut.f_body || coming_q != (dut.taken_q && dut.last_q));
    IC: assert (!dut.taken_q || dut.f_body);
    ID: assert (!dut.f_body || dut.ok);
  end

endmodule
