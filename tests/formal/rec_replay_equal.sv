// SPDX-License-Identifier: Apache-2.0
//
// rec_replay with any windows and numbers, one after the other, each started as soon as it may be or
// later: every verdict, and the window after an accepted number, are those of rec_replay_rules.

module rec_replay_equal (
  input logic                       clk_i,
  input logic                       load_i,
  input logic                       start_i,
  input rec_types_pkg::rx_window_t  stored_i,
  input logic [rec_pkg::SeqW-1:0]   seq_i
);

  logic                       rst_n, done, load, start;
  logic                       loaded_q, busy_q;
  logic [1:0]                 age_q;  // cycles since the load, 2 or more
  rec_types_pkg::rx_window_t  stored_q, next;
  logic [rec_pkg::SeqW-1:0]   seq_q;
  rec_pkg::result_e           result;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  assign load  = load_i && !busy_q;
  assign start = start_i && loaded_q && !busy_q && age_q == 2'd2 && !load;

  rec_replay dut (
    .clk_i   (clk_i),
    .rst_ni  (rst_n),
    .load_i  (load),
    .stored_i(stored_i),
    .seq_i   (seq_q),
    .start_i (start),
    .done_o  (done),
    .result_o(result),
    .next_o  (next)
  );

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      loaded_q <= 1'b0;
      busy_q   <= 1'b0;
      age_q    <= '0;
    end else begin
      if (load)      loaded_q <= 1'b1;
      else if (done) loaded_q <= 1'b0;
      busy_q <= start || (busy_q && !done);
      if (load)               age_q <= '0;
      else if (age_q != 2'd2) age_q <= age_q + 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (load) begin
      stored_q <= stored_i;
      seq_q    <= seq_i;
    end
  end

  rec_pkg::result_e              want;
  logic [rec_pkg::SeqW-1:0]      want_top;
  logic [rec_pkg::WindowMax-1:0] want_window;

  rec_replay_rules u_rules (
    .size_i  (stored_q.size),
    .top_i   (stored_q.top),
    .window_i(stored_q.window),
    .seq_i   (seq_q),
    .result_o(want),
    .top_o   (want_top),
    .window_o(want_window)
  );

  always_comb assume (stored_i.size <= 7'(rec_pkg::WindowMax));  // rec_ctl's check

  // E1 The verdict. E2 The window after it.
  always_comb E1: assert (!done || result == want);
  always_comb E2: assert (!done || want != rec_pkg::ResOk ||
                          next == {want_window, 9'd0, stored_q.size, want_top});

  // For the induction: how far the window has turned.
  logic [rec_pkg::SeqW:0] behind;
  logic                   newer, near, forgets;
  logic [5:0]             way, back, left;
  logic                   turning, marking, turning_back;
  logic [63:0]            turned, marked;
  assign turning      = dut.f_turning;
  assign marking      = dut.f_marking;
  assign turning_back = dut.f_turning_back;
  assign behind  = {1'b0, stored_q.top} - {1'b0, seq_q};
  assign newer   = behind[rec_pkg::SeqW];
  assign near    = behind[rec_pkg::SeqW-1:6] == {(rec_pkg::SeqW - 6){newer}};
  assign forgets = newer && (!near || behind[5:0] == '0);
  assign way     = -behind[5:0];
  assign back    = behind[5:0];
  assign left    = {dut.eights_q, dut.ones_q};

  function automatic logic [63:0] turn(logic [63:0] window, logic [5:0] places, logic around);
    logic [127:0] wide;
    wide = {window, around ? window : 64'd0} << places;
    return wide[127:64];
  endfunction

  assign turned = forgets ? '0 : turn(stored_q.window, way, !newer);
  assign marked = turned | 64'd1;

  always_comb begin
    I1: assert (!loaded_q || {dut.stored_q.size, dut.stored_q.top} == {stored_q.size, stored_q.top});
    I2: assert (!loaded_q || age_q == '0 || dut.behind_q == behind);
    I3: assert (!loaded_q || age_q != 2'd2 || (dut.near_q == near && dut.reached_q ==
                                               ({1'b0, behind[5:0]} < stored_q.size)));
    I4: assert (age_q <= 2'd2 && (!busy_q || (loaded_q && age_q == 2'd2)));
    I5: assert (busy_q == !dut.f_idle && busy_q == (turning || marking || turning_back || done));
    I6: assert (!loaded_q || busy_q || dut.stored_q.window == stored_q.window);
    I7: assert (!loaded_q || stored_q.size <= 7'(rec_pkg::WindowMax));
    if (turning || marking || turning_back) begin
      I8: assert (!dut.old_q && (newer || (near && (dut.reached_q || stored_q.size == '0))));
    end
    if (turning) begin
      I9: assert (dut.eights_q <= way[5:3] && dut.ones_q <= way[2:0] && !dut.seen_q);
      I10: assert (dut.stored_q.window == (forgets ? '0 : turn(stored_q.window, way - left, !newer)));
    end
    if (marking) I11: assert (left == '0 && dut.stored_q.window == turned);
    if (turning_back) begin
      I12: assert (!newer && dut.eights_q <= back[5:3] && dut.ones_q <= back[2:0]);
      I13: assert (dut.seen_q == (turned[0] && stored_q.size != '0));
      I14: assert (dut.stored_q.window == turn(marked, back - left, 1'b1));
    end
    if (done) begin
      I15: assert (result == want && (want != rec_pkg::ResOk ||
                                      next == {want_window, 9'd0, stored_q.size, want_top}));
    end
  end

endmodule
