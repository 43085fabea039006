// SPDX-License-Identifier: Apache-2.0
//
// rec_verdict with two slots, one of them and one number picked by the solver: any records, each started as
// soon as it may be or later, any tags, a table as rec_table is one. While no record of the picked slot is
// between its start and the write of its counts, the slot may get any other words, as rec_ctl gives it with
// another session. rec_replay is in its place as what its own proofs say of it: it accepts no number that is
// marked or below the window, marks what it accepts, and no number that was marked or below is acceptable
// afterwards. The session's window size is not 0.
//
// V1 A forged record, and any once the limit of forgeries is reached, is never answered with ok.
// V2 A window is written only for a record that is ok.
// V3 A number of a session is ok at most once, however many copies of its record come.
// V4 Counts that are written are those of the session with each of its records counted once, as what it was
//    judged to be, up to 2^32-1. They are written before a record of the session is judged again.
// V5 By these counts a record is the first good one or the last forgery that is tolerated, or the limit is
//    reached.
// V6 A record is judged by the window that its session's last one left, and this window is written.

module rec_verdict_proof #(
  parameter bit Pauses = 1'b1  // without, one session's records are judged at once: for mistakes far from reset
) (
  input logic                                clk_i,
  input logic                                pick_slot_i,
  input logic [rec_pkg::SeqW-1:0]            pick_number_i,
  input logic                                install_i,
  input rec_types_pkg::rx_window_t           install_window_i,
  input rec_types_pkg::rx_count_t            install_count_i,
  input logic                                rready_i,
  input logic [rec_types_pkg::RxWordW-1:0]   other_word_i,
  input logic                                wready_i,
  input logic                                start_i,
  input logic                                slot_i,
  input logic [rec_pkg::SeqW-1:0]            seq_i,
  input logic                                judge_i,
  input logic                                forged_i
);

  logic                              rst_n, re, we, busy, done, first, last_forgery;
  logic [1:0]                        raddr, waddr;
  logic [rec_types_pkg::RxWordW-1:0] rdata, wdata;
  rec_pkg::result_e                  result;
  logic                              rvalid;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  rec_verdict #(
    .NumSessions(2)
  ) dut (
    .clk_i         (clk_i),
    .rst_ni        (rst_n),
    .table_re_o    (re),
    .table_rready_i(rready_i),
    .table_raddr_o (raddr),
    .table_rvalid_i(rvalid),
    .table_rdata_i (rdata),
    .table_we_o    (we),
    .table_wready_i(wready_i),
    .table_waddr_o (waddr),
    .table_wdata_o (wdata),
    .busy_o        (busy),
    .start_i       (start_i),
    .slot_i        (slot_i),
    .seq_i         (seq_i),
    .judge_i       (judge_i),
    .forged_i      (forged_i),
    .done_o        (done),
    .result_o      (result),
    .first_o       (first),
    .last_forgery_o(last_forgery)
  );

  // --- the records that are not done, in order ---

  typedef struct packed {
    logic                     slot;
    logic [rec_pkg::SeqW-1:0] seq;
  } record_t;

  logic          pick_slot_q, starts, judging_q, forged_q, ours;
  logic    [1:0] records_q;
  record_t       record_q, second_q;

  assign starts = start_i && !busy;
  assign ours   = record_q.slot == pick_slot_q;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      records_q <= '0;
      judging_q <= 1'b0;
    end else begin
      records_q <= records_q + 2'(starts) - 2'(done);
      judging_q <= judge_i && !done;
    end
  end

  always_ff @(posedge clk_i) begin
    forged_q <= forged_i;
    if (starts) second_q <= {slot_i, seq_i};
    if (done) record_q <= second_q;
    if (starts && records_q == 2'(done)) record_q <= {slot_i, seq_i};
  end

  always_comb begin
    assume (!judging_q || (judge_i && forged_i == forged_q));
    assume (Pauses || (slot_i == pick_slot_q && judge_i && rready_i && !install_i));
  end

  // --- rec_replay ---

  // Marked in the window or below it.
  function automatic logic used(rec_types_pkg::rx_window_t w, logic [rec_pkg::SeqW-1:0] number);
    logic [rec_pkg::SeqW-1:0] behind;
    behind = w.top - number;
    return number <= w.top && (behind >= rec_pkg::SeqW'(w.size) || w.window[behind[5:0]]);
  endfunction

  logic [rec_pkg::SeqW-1:0]  pick_number_q, number_q;
  rec_types_pkg::rx_window_t held_q;
  logic                      was_used, now_used;

  assign was_used = used(held_q, pick_number_q);
  assign now_used = used(dut.window, pick_number_q);

  always_ff @(posedge clk_i) begin
    if (dut.same || dut.loads) number_q <= dut.next_seq_q;
    if (dut.loads)             held_q <= dut.next_window_q;
    else if (dut.replay_done)  held_q <= dut.window;
  end

  always_comb begin
    assume (!dut.replay_done || dut.f_replaying);
    assume (dut.replay_result inside {rec_pkg::ResOk, rec_pkg::ResReplayDup, rec_pkg::ResReplayOld});
    if (dut.good) begin
      if (number_q == pick_number_q) assume (!was_used && now_used);
      assume (!was_used || now_used);
    end else begin
      assume (dut.window == held_q);
    end
  end

  // --- the picked session: its words, and what is in the table ---

  rec_types_pkg::rx_window_t window_q, table_window_q;
  rec_types_pkg::rx_count_t  count_q, counted, table_count_q;
  logic                      accepted_q;  // the number
  logic                      put_window_q, put_count_q, put_ours_q, install;

  function automatic logic [31:0] count_if(logic [31:0] count, logic one);
    return (count == '1) ? count : count + 32'(one);
  endfunction

  always_comb begin
    counted             = count_q;
    counted.opened      = count_if(count_q.opened, result == rec_pkg::ResOk);
    counted.auth_failed = count_if(count_q.auth_failed, result == rec_pkg::ResAuth);
    counted.replayed    = count_if(count_q.replayed, result inside {rec_pkg::ResReplayDup, rec_pkg::ResReplayOld});
  end

  assign install = install_i && !(records_q != '0 && ours) &&
                   !(records_q == 2'd2 && second_q.slot == pick_slot_q) && !(starts && slot_i == pick_slot_q) &&
                   !(put_ours_q && put_count_q);

  always_comb assume (install_window_i.size != '0 && install_window_i.size <= 7'(rec_pkg::WindowMax));

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      put_window_q <= 1'b0;
      put_count_q  <= 1'b0;
    end else begin
      put_window_q <= (done && result == rec_pkg::ResOk) || (put_window_q && !(we && wready_i));
      put_count_q  <= done || (put_count_q && !(we && wready_i && waddr[0]));
    end
  end

  always_ff @(posedge clk_i) begin
    if (done) put_ours_q <= ours;
    if (!rst_n) begin
      pick_slot_q   <= pick_slot_i;
      pick_number_q <= pick_number_i;
    end
    if (!rst_n || install) begin
      window_q       <= install_window_i;
      table_window_q <= install_window_i;
      count_q        <= install_count_i;
      table_count_q  <= install_count_i;
      accepted_q     <= 1'b0;
    end else begin
      if (done && ours) begin
        count_q <= counted;
        if (result == rec_pkg::ResOk) window_q <= dut.window;
        if (result == rec_pkg::ResOk && record_q.seq == pick_number_q) accepted_q <= 1'b1;
      end
      if (we && wready_i && waddr == {pick_slot_q, 1'b0}) table_window_q <= wdata;
      if (we && wready_i && waddr == {pick_slot_q, 1'b1}) table_count_q <= wdata;
    end
  end

  // --- its reads: a word that is written can be read in the second cycle after ---

  logic                              reads_q, wrote_q, clash;
  logic [1:0]                        waddr_q;
  logic [rec_types_pkg::RxWordW-1:0] read_q, data_q;

  assign clash = (we && wready_i && waddr == raddr) || (wrote_q && waddr_q == raddr);
  assign rdata = rvalid ? data_q : other_word_i;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) {rvalid, reads_q, wrote_q} <= '0;
    else        {rvalid, reads_q, wrote_q} <= {reads_q, re && rready_i, we && wready_i};
  end

  always_ff @(posedge clk_i) begin
    waddr_q <= waddr;
    data_q  <= read_q;
    if (clash || raddr[1] != pick_slot_q) read_q <= other_word_i;
    else if (raddr[0])                    read_q <= table_count_q;
    else                                  read_q <= table_window_q;
  end

  // --- rules ---

  logic reached, ends;
  assign reached = count_q.auth_failed >= count_q.bad_mac_limit;
  assign ends    = done && ours;

  always_comb if (rst_n) begin
    V1: assert (!(done && (forged_i || (ours && reached))) || result != rec_pkg::ResOk);
    V2: assert (!(we && !waddr[0]) || put_window_q);
    V3: assert (!(ends && result == rec_pkg::ResOk && record_q.seq == pick_number_q && accepted_q));
    V4: assert (!(done && put_count_q) &&
                (waddr != {pick_slot_q, 1'b1} || !we || (put_count_q && put_ours_q && wdata == count_q)) &&
                (put_count_q && put_ours_q || table_count_q == count_q));
    V5: assert (!ends || ((result == rec_pkg::ResBadMacLimit) == reached &&
                          (result == rec_pkg::ResAuth) == (!reached && forged_i) &&
                          last_forgery == (result == rec_pkg::ResAuth &&
                                           count_q.bad_mac_limit - count_q.auth_failed == 32'd1) &&
                          first == (result == rec_pkg::ResOk && count_q.opened == '0)));
    V6: assert ((!ends || !dut.replay_done || (held_q == window_q && number_q == record_q.seq)) &&
                (put_window_q && put_ours_q || table_window_q == window_q));
  end

  // For the induction: the record at hand and the next one.
  logic    works, asks, fresh, waits, works_ours, reads_ours, puts_ours;
  record_t next;

  assign works      = dut.f_counting || dut.f_limiting || dut.f_ready || dut.f_replaying || dut.f_refusing;
  assign fresh      = dut.f_counting && dut.fresh_q;
  assign asks       = dut.f_next_count || dut.f_next_read;
  assign waits      = busy && !fresh;
  assign next       = works ? second_q : record_q;
  assign works_ours = works && dut.slot_q == pick_slot_q;
  assign reads_ours = asks && dut.next_slot_q == pick_slot_q;
  assign puts_ours  = put_count_q && put_ours_q;

  always_comb if (rst_n) begin
    I0: assert (works == !dut.f_idle && records_q == 2'(works) + 2'(waits) &&
                (!works || record_q == {dut.slot_q, number_q}) &&
                (!waits || next == {dut.next_slot_q, dut.next_seq_q}));
    I1: assert (busy == (dut.f_next_same || dut.f_next_window || asks) &&
                (!fresh || (asks && dut.have_window_q && dut.next_slot_q == dut.slot_q)));
    I2: assert (!dut.f_next_same || (works && dut.next_slot_q == dut.slot_q));
    I3: assert (!(waits && !dut.f_next_same && works) || dut.next_slot_q != dut.slot_q);
  end

  // What is read.
  logic [1:0] asked;
  assign asked = dut.f_next_read ? 2'd2 : 2'(dut.f_next_count);

  always_comb if (rst_n) begin
    I4: assert (!dut.have_count_q || dut.have_window_q);
    I5: assert (busy ? 3'(dut.have_window_q) + 3'(dut.have_count_q) + 3'(rvalid) + 3'(reads_q) == 3'(asked)
                     : !rvalid && !reads_q && (!dut.have_window_q || dut.f_limiting));
    I6: assert (!(wrote_q && !waddr_q[0]) || dut.f_put_count);
    if (reads_ours) begin
      I7: assert (!(dut.f_next_count && wrote_q && waddr_q[1] == pick_slot_q));
      I8: assert (!puts_ours && (!works_ours || fresh));
      if (dut.have_window_q) begin
        I9: assert (dut.next_window_q == window_q);
        IA: assert ((!dut.have_count_q || dut.next_count_q == count_q) && (!rvalid || data_q == count_q) &&
                    (!reads_q || read_q == count_q));
      end else begin
        IB: assert (!rvalid || (data_q == window_q && (!reads_q || read_q == count_q)));
        IC: assert (rvalid || !reads_q || read_q == window_q);
      end
    end
  end

  // What is written.
  always_comb if (rst_n) begin
    ID: assert (put_count_q == (dut.f_put_window || dut.f_put_count) && put_count_q == !dut.f_put_none &&
                put_window_q == (dut.f_put_window && dut.good_q) &&
                (!put_count_q || put_ours_q == (dut.put_slot_q == pick_slot_q)));
    IE: assert (!(put_window_q && put_ours_q) || wdata == window_q);
    IF: assert (!(dut.f_put_window && put_ours_q) || dut.count_next == count_q);
    IG: assert (!(dut.f_put_window && dut.good_q) || dut.adds_q[2:1] == '0);
    IH: assert (!(dut.f_put_count && put_ours_q) || wdata == count_q);
  end

  // What it is judged by.
  always_comb if (rst_n) begin
    II: assert (!works_ours || held_q == window_q);
    IJ: assert (!works_ours || fresh || dut.f_put_window || dut.count_q == count_q);
    IK: assert (!(dut.f_counting && !dut.fresh_q && dut.f_put_window) ||
                (dut.good_q && dut.put_slot_q == dut.slot_q));
    IL: assert (!(dut.f_limiting || dut.f_ready) || !dut.f_put_window);
    IM: assert (!(dut.f_replaying || dut.f_refusing) || (!put_count_q && judging_q));
    IN: assert (!(works && !dut.f_counting && !dut.f_limiting) ||
                (dut.full_q == {dut.count_q.replayed == '1, dut.count_q.auth_failed == '1, dut.count_q.opened == '1} &&
                 dut.over_q == {1'b0, dut.count_q.auth_failed} - {1'b0, dut.count_q.bad_mac_limit} &&
                 dut.first_q == (dut.count_q.opened == '0)));
    IO: assert (!(dut.f_replaying || dut.f_refusing) || dut.last_q == (dut.over_q == '1));
    IP: assert (!dut.f_replaying || (!forged_q && !dut.limit));
    IQ: assert (!dut.f_refusing || forged_q || dut.limit);
    IR: assert (!accepted_q || used(window_q, pick_number_q));
  end

endmodule
