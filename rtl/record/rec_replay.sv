// SPDX-License-Identifier: Apache-2.0
//
// Replay window of RFC 6347 section 4.1.2.6: may this number pass, and what is the window then? Bit
// i of the window stands for number top - i.
//
// The window turns to the left, eight places or one a cycle, until the number's bit is in place 0.
// A number above the top pushes old marks out; one below it turns them all the way around. So the
// next number in order takes 2 cycles, any other one at most 17. Proven equal to the function in
// tests/formal/rec_replay_rules.sv, whose rules are numbered there.

module rec_replay (
  input  logic                       clk_i,
  input  logic                       rst_ni,

  input  logic                       take_i,   // a number comes, with done_o of the last one or later
  input  logic [rec_pkg::SeqW-1:0]   seq_i,
  input  logic                       load_i,   // of another session than the last one
  input  rec_types_pkg::rx_window_t  stored_i,

  input  logic                       start_i,  // three cycles after take_i or later
  output logic                       done_o,   // for one cycle, in which these two are valid
  output rec_pkg::result_e           result_o, // ResOk, ResReplayDup or ResReplayOld
  output rec_types_pkg::rx_window_t  window_o  // after the record
);

  localparam int unsigned SeqW = rec_pkg::SeqW;

  typedef enum logic [2:0] {StIdle, StTurn, StMark, StTurnBack, StDone} state_e;

  state_e                        state_q;
  rec_types_pkg::rx_window_t     stored_q;  // its window turns
  logic [SeqW-1:0]               seq_q;
  logic [SeqW:0]                 behind_q;  // top - number, negative above the top
  logic                          near_q;    // 0 to 63
  logic                          reached_q; // less than the window's size
  logic                          far_q;     // 64 or more above the top: none of the window stays
  logic                          newer, off, old_q, seen_q;
  logic [2:0]                    eights_q, ones_q;  // turns still to be made
  logic                          turned, passes;

  assign newer  = behind_q[SeqW];
  assign off    = stored_q.size == '0;
  assign turned = {eights_q, ones_q} == 6'o10 || (eights_q == '0 && ones_q[2:1] == '0);
  assign passes = state_q == StTurn && turned && newer;

  always_ff @(posedge clk_i) begin
    if (take_i) seq_q <= seq_i;
    behind_q  <= {1'b0, stored_q.top} - {1'b0, seq_q};
    near_q    <= behind_q[SeqW:6] == '0;
    reached_q <= {1'b0, behind_q[5:0]} < stored_q.size;
    far_q     <= newer && (behind_q[SeqW-1:6] != '1 || behind_q[5:0] == '0);
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StIdle;
    end else begin
      unique case (state_q)
        StIdle: if (start_i) state_q <= (newer || (near_q && (reached_q || off))) ? StTurn : StDone;
        StTurn:     if (turned) state_q <= newer ? StDone : StMark;
        StMark:     state_q <= StTurnBack;
        StTurnBack: if (turned) state_q <= StDone;
        default:    state_q <= StIdle;
      endcase
    end
  end

  logic       turns;
  logic [7:0] around;
  assign turns  = state_q == StTurn || state_q == StTurnBack;
  assign around = newer ? '0 : stored_q.window[63:56];

  always_ff @(posedge clk_i) begin
    if (state_q == StTurn && far_q) begin
      stored_q.window <= '0;
    end else if (turns && eights_q != '0) begin
      stored_q.window <= {stored_q.window[55:0], around};
    end else if (turns && ones_q != '0) begin
      stored_q.window <= {stored_q.window[62:0], around[7]};
    end else if (load_i) begin
      stored_q <= stored_i;
    end
    if (passes) stored_q.top <= seq_q;
    if (passes || state_q == StMark) stored_q.window[0] <= 1'b1;
  end

  always_ff @(posedge clk_i) begin
    unique case (state_q)
      StIdle: begin
        {eights_q, ones_q} <= -behind_q[5:0];
        old_q              <= !newer && !(near_q && reached_q) && !off;
        seen_q             <= 1'b0;
      end
      StMark: begin
        {eights_q, ones_q} <= behind_q[5:0];
        seen_q             <= stored_q.window[0] && !off;
      end
      default: begin
        if (eights_q != '0) eights_q <= eights_q - 1'b1;
        else if (ones_q != '0) ones_q <= ones_q - 1'b1;
      end
    endcase
  end

  assign done_o = state_q == StDone;

  always_comb begin
    result_o = rec_pkg::ResOk;
    if (old_q)       result_o = rec_pkg::ResReplayOld;
    else if (seen_q) result_o = rec_pkg::ResReplayDup;
  end

  assign window_o = '{window: stored_q.window, free: '0, size: stored_q.size, top: stored_q.top};

`ifdef FORMAL
  // States by name, for tests/formal/rec_replay_equal.sv.
  logic f_idle, f_turning, f_marking, f_turning_back;
  assign f_idle         = state_q == StIdle;
  assign f_turning      = state_q == StTurn;
  assign f_marking      = state_q == StMark;
  assign f_turning_back = state_q == StTurnBack;
`endif

endmodule
