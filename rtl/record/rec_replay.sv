// SPDX-License-Identifier: Apache-2.0
//
// Replay window of RFC 6347 section 4.1.2.6 as one function: may this number pass, and what is the
// window then? Bit i of the window stands for number top - i.

module rec_replay (
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
  assign far_newer = ahead >= rec_pkg::SeqW'(rec_pkg::WindowMax);
  assign far_older = behind >= rec_pkg::SeqW'(size_i);
  assign in_reach  = behind < rec_pkg::SeqW'(rec_pkg::WindowMax);
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

endmodule
