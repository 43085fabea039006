// SPDX-License-Identifier: Apache-2.0
//
// What rec_replay computes, as one function, and the rules of RFC 6347 section 4.1.2.6 that it keeps.

module rec_replay_rules (
  input  logic [6:0]                    size_i,  // numbers, 0 to WindowMax; 0: check off
  input  logic [rec_pkg::SeqW-1:0]      top_i,
  input  logic [rec_pkg::WindowMax-1:0] window_i,
  input  logic [rec_pkg::SeqW-1:0]      seq_i,

  output rec_pkg::result_e              result_o,  // ResOk, ResReplayDup or ResReplayOld
  output logic [rec_pkg::SeqW-1:0]      top_o,     // after the record; as before unless ResOk
  output logic [rec_pkg::WindowMax-1:0] window_o
);

  logic                          newer, far_newer, far_older, in_reach, seen;
  logic [rec_pkg::SeqW-1:0]      ahead, behind;
  logic [rec_pkg::WindowMax-1:0] mark;

  assign newer     = seq_i > top_i;
  assign ahead     = seq_i - top_i;
  assign behind    = top_i - seq_i;
  assign far_newer = ahead[rec_pkg::SeqW-1:6] != '0;
  assign in_reach  = behind[rec_pkg::SeqW-1:6] == '0;
  assign far_older = !in_reach || {1'b0, behind[5:0]} >= size_i;
  assign mark      = in_reach ? rec_pkg::WindowMax'(1) << behind[5:0] : '0;
  assign seen      = (window_i & mark) != '0;

  always_comb begin
    result_o = rec_pkg::ResOk;
    top_o    = top_i;
    window_o = window_i;
    if (newer) begin
      top_o    = seq_i;
      window_o = (far_newer ? '0 : window_i << ahead[5:0]) | rec_pkg::WindowMax'(1);
    end else if (size_i != '0 && far_older) begin
      result_o = rec_pkg::ResReplayOld;
    end else if (size_i != '0 && seen) begin
      result_o = rec_pkg::ResReplayDup;
    end else begin
      window_o = window_i | mark;
    end
  end

  // Rules, for every size of 1 to WindowMax and any number f_other.
  //
  // R1 Below the window: old. R2 Marked in it: a duplicate. R3 Everything else is accepted.
  // R4 What is not accepted changes nothing.
  // R5 After acceptance top is the greatest number so far, and the number is marked.
  // R6 Acceptance changes no other number's mark that the window still reaches.
  logic [rec_pkg::SeqW-1:0] f_other;
  logic                     f_old, f_dup, f_ok, f_sized;

  function automatic logic f_marked(logic [rec_pkg::SeqW-1:0] top,
                                    logic [rec_pkg::WindowMax-1:0] marks,
                                    logic [rec_pkg::SeqW-1:0] number);
    logic [rec_pkg::SeqW:0] distance;  // negative above the top
    distance = {1'b0, top} - {1'b0, number};
    return distance < (rec_pkg::SeqW + 1)'(rec_pkg::WindowMax) && marks[distance[5:0]];
  endfunction

  assign f_sized = size_i != '0 && size_i <= 7'(rec_pkg::WindowMax);
  assign f_old   = {1'b0, seq_i} + (rec_pkg::SeqW + 1)'(size_i) <= {1'b0, top_i};
  assign f_dup   = !f_old && f_marked(top_i, window_i, seq_i);
  assign f_ok    = result_o == rec_pkg::ResOk;

  always_comb begin
    if (f_sized) begin
      R1: assert (!f_old || result_o == rec_pkg::ResReplayOld);
      R2: assert (!f_dup || result_o == rec_pkg::ResReplayDup);
      R3: assert (f_old || f_dup || f_ok);
      R4: assert (f_ok || (top_o == top_i && window_o == window_i));
      R5: assert (!f_ok || (top_o == (seq_i > top_i ? seq_i : top_i) &&
                            f_marked(top_o, window_o, seq_i)));
      if (f_ok && f_other != seq_i && top_o - f_other < rec_pkg::SeqW'(rec_pkg::WindowMax) &&
          f_other <= top_o) begin
        R6: assert (f_marked(top_o, window_o, f_other) == f_marked(top_i, window_i, f_other));
      end
    end
  end

endmodule
