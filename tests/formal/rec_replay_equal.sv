// SPDX-License-Identifier: Apache-2.0
//
// rec_replay with any windows and numbers, one after the other, each taken and started as soon as it may
// be or later, with a window of its own or with the one that the last number left: every verdict, and the
// window afterwards, are those of rec_replay_rules. The solver picks one place of the window for each
// number; what holds for it holds for all 64.

module rec_replay_equal (
  input logic                       clk_i,
  input logic                       take_i,
  input logic                       load_i,
  input logic                       start_i,
  input rec_types_pkg::rx_window_t  stored_i,
  input logic [rec_pkg::SeqW-1:0]   seq_i,
  input logic [5:0]                 place_i
);

  logic                       rst_n, done, take, start;
  logic                       held_q;   // there is a window
  logic                       taken_q, busy_q;
  logic [1:0]                 age_q;    // cycles since a number was taken, 2 or more
  logic [4:0]                 ticks_q;  // cycles since the start
  rec_types_pkg::rx_window_t  stored_q, next;
  logic [rec_pkg::SeqW-1:0]   seq_q;
  logic [5:0]                 place_q;
  rec_pkg::result_e           result;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  assign take  = take_i && (!busy_q || done) && (load_i || held_q);
  assign start = start_i && taken_q && !busy_q && age_q == 2'd2 && !take;

  rec_replay dut (
    .clk_i   (clk_i),
    .rst_ni  (rst_n),
    .take_i  (take),
    .seq_i   (seq_i),
    .load_i  (take && load_i),
    .stored_i(stored_i),
    .start_i (start),
    .done_o  (done),
    .result_o(result),
    .window_o(next)
  );

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      held_q  <= 1'b0;
      taken_q <= 1'b0;
      busy_q  <= 1'b0;
      age_q   <= '0;
    end else begin
      held_q  <= held_q || take;
      taken_q <= take || (taken_q && !done);
      busy_q  <= start || (busy_q && !done);
      if (take)               age_q <= '0;
      else if (age_q != 2'd2) age_q <= age_q + 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    ticks_q <= start ? 5'd1 : ticks_q + 5'd1;
    if (take && load_i) stored_q <= stored_i;
    else if (done)      stored_q <= next;
    if (take) begin
      seq_q    <= seq_i;
      place_q  <= place_i;
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

  // E1 The verdict. E2 The window after it. E3 They come within 17 cycles, for the next number in 2.
  always_comb E1: assert (!done || result == want);
  always_comb begin
    E2: assert (!done || (next.window[place_q] == want_window[place_q] && next.free == '0 &&
                          next.size == stored_q.size && next.top == want_top));
    E3: assert (!busy_q || ticks_q <= ((seq_q - 1'b1 == stored_q.top) && seq_q != '0 ? 5'd2 : 5'd17));
  end

  // For the induction: where two bits of the window are while it turns, so that no step compares whole
  // windows. One will end up in place place_q, or has yet to be pushed in; the other is the number's own.
  logic [rec_pkg::SeqW:0] behind;
  logic                   newer, near, forgets, turning, marking, turning_back;
  logic [5:0]             own, way, left, origin, here;
  logic [63:0]            window;
  logic                   value;
  assign turning      = dut.f_turning;
  assign marking      = dut.f_marking;
  assign turning_back = dut.f_turning_back;
  assign window       = dut.stored_q.window;
  assign left         = {dut.eights_q, dut.ones_q};

  assign behind  = {1'b0, stored_q.top} - {1'b0, seq_q};
  assign newer   = behind[rec_pkg::SeqW];
  assign near    = behind[rec_pkg::SeqW-1:6] == {(rec_pkg::SeqW - 6){newer}};
  assign own     = behind[5:0];
  assign way     = -own;
  assign forgets = newer && (!near || way == '0);

  assign origin = newer ? place_q - way : place_q;
  assign here   = (newer || turning_back) ? place_q - left : place_q + way - left;
  assign value  = (stored_q.window[origin] && !(newer && (forgets || place_q < way))) ||
                  (turning_back && place_q == own);

  function automatic logic [4:0] cycles(logic [5:0] places);
    return places == '0 ? 5'd1 : 5'(places[5:3]) + 5'(places[2:0]);
  endfunction

  always_comb begin
    I1: assert (age_q != 2'd3 && (!busy_q || (taken_q && age_q == 2'd2)) && (!taken_q || held_q) &&
                busy_q == !dut.f_idle && busy_q == (turning || marking || turning_back || done));
    if (held_q) begin
      I2: assert (dut.stored_q.size == stored_q.size && (done || dut.stored_q.top == stored_q.top) &&
                  stored_q.size <= 7'(rec_pkg::WindowMax) && (busy_q || window == stored_q.window));
    end
    if (taken_q) begin
      I3: assert (dut.seq_q == seq_q && (age_q == '0 || dut.behind_q == behind) &&
                  (age_q != 2'd2 || (dut.near_q == (near && !newer) && dut.far_q == forgets &&
                                     dut.reached_q == ({1'b0, own} < stored_q.size))));
    end
    if (turning || marking || turning_back) begin
      I4: assert (!dut.old_q && (newer ? turning : near && (dut.reached_q || stored_q.size == '0)));
      I5: assert ((newer && place_q < left) || (turning && forgets) || window[here] == value);
    end
    if (turning || marking) begin
      I6: assert (!dut.seen_q && (newer || window[6'd0 - left] == stored_q.window[own]));
      I7: assert (left[5:3] <= way[5:3] && left[2:0] <= way[2:0] && (turning || left == '0));
      I8: assert (ticks_q == 5'd1 + cycles(way) - (turning ? cycles(left) : 5'd0));
    end
    if (turning_back) begin
      I9: assert (dut.seen_q == (stored_q.window[own] && stored_q.size != '0) &&
                  ticks_q == 5'd2 + cycles(way) + cycles(own) - cycles(left));
    end
  end

endmodule
