// SPDX-License-Identifier: Apache-2.0
//
// The replay window as a session uses it: from any installed window, any numbers in any order, and its result
// becomes the next window. Follows one number that the solver picks, of all 2^48.
//
// S1 The number is never accepted twice, nor accepted if it was marked at install.
// S2 Below the window it is rejected as old.
// S3 In or above the window it is accepted, unless S1 forbids.

module rec_replay_proof (
  input logic                          clk_i,
  input logic [rec_pkg::SeqW-1:0]      number_i,
  input logic [6:0]                    size_i,
  input logic [rec_pkg::SeqW-1:0]      install_top_i,
  input logic [rec_pkg::WindowMax-1:0] install_window_i,
  input logic [rec_pkg::SeqW-1:0]      seq_i
);

  logic                          running_q = 1'b0, seen_q;
  logic [rec_pkg::SeqW-1:0]      number_q, top_q, top;
  logic [6:0]                    size_q;
  logic [rec_pkg::WindowMax-1:0] window_q, window;
  rec_pkg::result_e              result;

  rec_replay_rules dut (
    .size_i  (size_q),
    .top_i   (top_q),
    .window_i(window_q),
    .seq_i   (seq_i),
    .result_o(result),
    .top_o   (top),
    .window_o(window)
  );

  function automatic logic marked(logic [rec_pkg::SeqW-1:0] of_top,
                                  logic [rec_pkg::WindowMax-1:0] of_window,
                                  logic [rec_pkg::SeqW-1:0] number);
    logic [rec_pkg::SeqW-1:0] behind;
    behind = of_top - number;
    return number <= of_top && behind < rec_pkg::SeqW'(rec_pkg::WindowMax) && of_window[behind[5:0]];
  endfunction

  logic comes, accepted, old;
  assign comes    = running_q && seq_i == number_q;
  assign accepted = comes && result == rec_pkg::ResOk;
  assign old      = number_q <= top_q && top_q - number_q >= rec_pkg::SeqW'(size_q);

  always_ff @(posedge clk_i) begin
    running_q <= 1'b1;
    if (!running_q) begin
      number_q <= number_i;
      size_q   <= size_i;
      top_q    <= install_top_i;
      window_q <= install_window_i;
      seen_q   <= marked(install_top_i, install_window_i, number_i);
    end else begin
      top_q    <= top;
      window_q <= window;
      seen_q   <= seen_q || accepted;
    end
  end

  always_comb assume (size_i != '0 && size_i <= 7'(rec_pkg::WindowMax));  // rec_ctl's check

  always_comb S1: assert (!(accepted && seen_q));
  always_comb S2: assert (!(comes && old) || result == rec_pkg::ResReplayOld);
  always_comb S3: assert (!(comes && !old && !seen_q) || accepted);

  // For the induction: the window says what was seen, as far back as it reaches.
  logic beyond;
  assign beyond = number_q <= top_q &&
                  top_q - number_q >= rec_pkg::SeqW'(rec_pkg::WindowMax);
  always_comb begin
    I1: assert (!running_q || (size_q != '0 && size_q <= 7'(rec_pkg::WindowMax)));
    I2: assert (!running_q || beyond || seen_q == marked(top_q, window_q, number_q));
    I3: assert (!running_q || !seen_q || number_q <= top_q);
  end

endmodule
