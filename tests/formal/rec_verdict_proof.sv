// SPDX-License-Identifier: Apache-2.0
//
// rec_verdict with one session and one number that the solver picks: any records of any session, one after
// the other, any tags, any delay of the table. rec_replay is in its place as what its own proofs say of
// it: it accepts no number that is marked or below the window, marks what it accepts, and no number
// that was marked or below is acceptable afterwards. Nobody else writes the window of a live session
// (rec_ctl, C1), whose size is not 0.
//
// V1 A forged record, and any once the limit of forgeries is reached, is never answered with ok.
// V2 A window is written only for a record that is ok.
// V3 A number of a session is ok at most once, however many copies of its record come.
// V4 Each record is counted once, as what it was judged to be, up to 2^32-1.

module rec_verdict_proof (
  input logic                                clk_i,
  input logic                                pick_slot_i,
  input logic [rec_pkg::SeqW-1:0]            pick_number_i,
  input rec_types_pkg::rx_window_t           first_i,
  input logic                                rready_i,
  input logic                                rvalid_i,
  input logic [rec_types_pkg::RxWordW-1:0]   other_word_i,
  input logic                                wready_i,
  input logic                                start_i,
  input logic                                slot_i,
  input logic [rec_pkg::SeqW-1:0]            seq_i,
  input logic                                judge_i,
  input logic                                forged_i
);

  logic                              rst_n, re, we, busy, done, taken, ours;
  logic [1:0]                        raddr, waddr;
  logic [rec_types_pkg::RxWordW-1:0] rdata, wdata;
  rec_pkg::result_e                  result;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  // The record at hand, the picked session's window in the table and the number that is followed.
  logic                      slot_q, pick_slot_q, accepted_q;
  logic [rec_pkg::SeqW-1:0]  seq_q, pick_number_q;
  rec_types_pkg::rx_window_t table_q;
  logic [1:0]                asked_q, words_q;  // words of this record: asked for, come
  logic                      again_q;           // the counts are asked for once more
  rec_types_pkg::rx_count_t  count_q, counted;  // of the record's session, before and after it

  assign ours = slot_q == pick_slot_q;

  rec_verdict #(
    .NumSessions(2)
  ) dut (
    .clk_i         (clk_i),
    .rst_ni        (rst_n),
    .table_re_o    (re),
    .table_rready_i(rready_i),
    .table_raddr_o (raddr),
    .table_rvalid_i(rvalid_i),
    .table_rdata_i (rdata),
    .table_we_o    (we),
    .table_wready_i(wready_i),
    .table_waddr_o (waddr),
    .table_wdata_o (wdata),
    .busy_o        (busy),
    .start_i       (start_i),
    .slot_i        (slot_q),
    .seq_i         (seq_q),
    .judge_i       (judge_i),
    .forged_i      (forged_i),
    .done_o        (done),
    .result_o      (result),
    .first_o       (),
    .last_forgery_o()
  );

  always_comb begin
    rdata = other_word_i;
    if (words_q != '0) rdata = count_q;
    else if (ours)     rdata = table_q;
  end

  // Marked in the window or below it.
  function automatic logic used(rec_types_pkg::rx_window_t w, logic [rec_pkg::SeqW-1:0] number);
    logic [rec_pkg::SeqW-1:0] behind;
    behind = w.top - number;
    return number <= w.top && (behind >= rec_pkg::SeqW'(w.size) || w.window[behind[5:0]]);
  endfunction

  rec_types_pkg::rx_window_t loaded_q, next_q;
  logic                      pending_q;  // a window waits to be written
  logic                      due_q;      // a count does
  rec_pkg::result_e          result_q;

  always_comb begin
    assume (first_i.size != '0 && first_i.size <= 7'(rec_pkg::WindowMax));
    assume (!start_i || !busy);
    assume (!rvalid_i || words_q < asked_q || again_q);
    // rec_replay
    assume (!dut.replay_done || dut.f_replay);
    assume (!dut.f_put_window || dut.window_next == next_q);
    if (dut.replay_done && dut.replay_result == rec_pkg::ResOk) begin
      assume (!used(loaded_q, seq_q) && used(dut.window_next, seq_q));
      assume (!used(loaded_q, pick_number_q) || used(dut.window_next, pick_number_q));
    end
  end

  assign taken = start_i && !busy;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      accepted_q <= 1'b0;
      asked_q    <= '0;
      words_q    <= '0;
      pending_q  <= 1'b0;
      again_q    <= 1'b0;
      due_q      <= 1'b0;
    end else begin
      if (taken)                   asked_q <= '0;
      else if (dut.f_asks)         asked_q <= asked_q + 2'(re && rready_i);
      if (taken)                   words_q <= '0;
      else if (dut.f_asks)         words_q <= words_q + 2'(rvalid_i);
      again_q    <= dut.f_counts && ((re && rready_i) || (again_q && !rvalid_i));
      due_q      <= done || (due_q && !(we && wready_i && waddr[0]));
      accepted_q <= accepted_q ||
                    (done && result == rec_pkg::ResOk && ours && seq_q == pick_number_q);
      pending_q  <= (done && result == rec_pkg::ResOk) || (pending_q && !(we && wready_i));
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_n) begin
      pick_slot_q   <= pick_slot_i;
      pick_number_q <= pick_number_i;
      table_q       <= first_i;
    end else if (we && wready_i && waddr == {pick_slot_q, 1'b0}) begin
      table_q <= wdata;
    end
    if (taken) {slot_q, seq_q, count_q} <= {slot_i, seq_i, other_word_i};
    if (rvalid_i && words_q == '0) loaded_q <= rdata;
    if (dut.replay_done) next_q <= dut.window_next;
    if (done) result_q <= result;
  end

  function automatic logic [31:0] count_if(logic [31:0] count, logic one);
    return (count == '1) ? count : count + 32'(one);
  endfunction

  always_comb begin
    counted             = count_q;
    counted.opened      = count_if(count_q.opened, result_q == rec_pkg::ResOk);
    counted.auth_failed = count_if(count_q.auth_failed, result_q == rec_pkg::ResAuth);
    counted.replayed    = count_if(count_q.replayed, result_q == rec_pkg::ResReplayDup ||
                                                     result_q == rec_pkg::ResReplayOld);
  end

  always_comb if (rst_n) begin
    V1: assert (!(done && (forged_i || dut.limit_q)) || result != rec_pkg::ResOk);
    V2: assert (!(we && !waddr[0]) || (pending_q && result_q == rec_pkg::ResOk));
    V3: assert (!(done && result == rec_pkg::ResOk && ours && seq_q == pick_number_q && accepted_q));
    V4: assert (!(taken && due_q) && !(we && waddr[0] && !(due_q && wdata == counted)));
  end

  // For the induction.
  logic [2:0] full;
  assign full = {count_q.replayed == '1, count_q.auth_failed == '1, count_q.opened == '1};

  always_comb if (rst_n) begin
    I1: assert (!pending_q || (dut.f_put_window && dut.good_q && result_q == rec_pkg::ResOk));
    I2: assert (!dut.f_put_window || pending_q == dut.good_q);
    I3: assert (!(ours && (dut.f_knows || dut.f_replay || dut.f_put_window ||
                           (dut.f_asks && words_q != '0))) || loaded_q == table_q);
    I4: assert (!accepted_q || used(table_q, pick_number_q) ||
                (pending_q && ours && used(next_q, pick_number_q)));
    I5: assert (!(pending_q && ours && used(loaded_q, pick_number_q)) || used(next_q, pick_number_q));
    I6: assert (!(dut.f_knows || dut.f_replay || dut.f_put_window || dut.f_counts) || words_q == 2'd2);
    I7: assert (!dut.f_asks || (dut.have_window_q == (words_q != '0) && words_q < 2'd2));
    I9: assert (!dut.f_asks || asked_q == (!re ? 2'd2 : 2'(raddr[0])));
    IA: assert (!busy || (words_q <= asked_q && asked_q <= 2'd2));
    I8: assert (!dut.f_put_window || dut.good_q == (result_q == rec_pkg::ResOk));
    IB: assert (due_q == (dut.f_put_window || dut.f_counts));
    IC: assert (again_q == (dut.f_counts && !re));
    ID: assert (!(dut.f_knows || dut.f_replay) || dut.full_q == full);
    IE: assert (!due_q || dut.adds_q == (~full & {result_q inside {rec_pkg::ResReplayDup, rec_pkg::ResReplayOld},
                                                   result_q == rec_pkg::ResAuth, result_q == rec_pkg::ResOk}));
  end

endmodule
