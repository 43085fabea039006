// SPDX-License-Identifier: Apache-2.0
//
// What a queue must do, seen from its ports. It follows one element that the solver picks, so what
// holds for that one holds for every one. A queue without commit ties commit_i to 1.
//
// Q1 Nothing comes out that is not in: no element twice, none that was invented or rolled back or
//    waits for its commit.
// Q2 Every element comes out in its turn and as it went in: none lost, none overtaken.
// Q3 What is committed is offered within Latency cycles, and stays offered until it is taken.

module queue_check #(
  parameter int unsigned Width = 8,
  parameter int unsigned CountW = 8,
  parameter int unsigned Latency = 0
) (
  input  logic              clk_i,
  input  logic              rst_ni,

  input  logic              pick_i,  // follow the element that goes in now
  input  logic              put_i,
  input  logic [Width-1:0]  put_data_i,
  input  logic              commit_i,
  input  logic              rollback_i,
  input  logic              valid_i,
  input  logic              ready_i,
  input  logic [Width-1:0]  data_i,

  output logic [CountW-1:0] open_o,   // elements in the queue without commit
  output logic [CountW-1:0] held_o,   // and with
  output logic              follow_o, // the picked one is in the queue,
  output logic [CountW-1:0] ahead_o,  // behind so many others,
  output logic [Width-1:0]  value_o   // and is this
);

  logic [CountW-1:0] open_d;
  logic              take, arrives;
  logic [7:0]        waiting_q;  // cycles in which something was held and nothing was offered

  assign take    = valid_i && ready_i;
  assign open_d  = open_o + CountW'(put_i);
  assign arrives = follow_o && take && ahead_o == '0;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      open_o    <= '0;
      held_o    <= '0;
      follow_o  <= 1'b0;
      ahead_o   <= '0;
      value_o   <= '0;
      waiting_q <= '0;
    end else begin
      open_o    <= (commit_i || rollback_i) ? '0 : open_d;
      held_o    <= held_o + (commit_i ? open_d : '0) - CountW'(take);
      waiting_q <= (held_o == '0 || valid_i) ? '0 : waiting_q + 1'b1;
      if (!follow_o && put_i && pick_i && !rollback_i) begin
        follow_o <= 1'b1;
        ahead_o  <= held_o + open_o - CountW'(take);
        value_o  <= put_data_i;
      end else if (arrives || (rollback_i && ahead_o >= held_o)) begin
        follow_o <= 1'b0;
      end else begin
        ahead_o <= ahead_o - CountW'(take);
      end
    end
  end

  always_comb Q1: assert (!take || held_o != '0);
  always_comb Q2: assert (!arrives || data_i == value_o);
  always_comb Q3: assert (int'(waiting_q) <= Latency);

  // For the induction.
  always_comb I1: assert (!follow_o || ahead_o < held_o + open_o);

endmodule
