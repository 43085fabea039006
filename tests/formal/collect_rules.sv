// SPDX-License-Identifier: Apache-2.0
//
// What stands around rec_collect, as assumptions: the first of a direction's records stays until it is taken; a
// lane's beats come two cycles after the record was asked for or later, up to the last one; a verdict comes when it
// is asked for.

module collect_rules (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  input  logic                  [1:0] order_valid_i,
  input  logic                  [1:0] order_ready_i,
  input  rec_types_pkg::order_t [1:0] order_i,
  input  logic                        starts_i,   // a record is asked for
  input  logic                        lane_valid_i,
  input  logic                        lane_last_i,
  input  logic                        begins_i,
  input  logic                        judging_i,  // a verdict is asked for
  input  rec_types_pkg::judge_rsp_t   judge_i,

  output logic                  [1:0] waits_o,    // a record was not taken in the cycle before,
  output rec_types_pkg::order_t [1:0] order_o,    // this one
  output logic                        asked_o,    // one was asked for in the cycle before,
  output logic                        coming_o,   // and its beats may come
  output logic                        good_o      // the record at hand was judged to be ok
);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      waits_o  <= '0;
      asked_o  <= 1'b0;
      coming_o <= 1'b0;
      good_o   <= 1'b0;
    end else begin
      waits_o  <= order_valid_i & ~order_ready_i;
      asked_o  <= starts_i;
      coming_o <= asked_o || (coming_o && !(lane_valid_i && lane_last_i));
      good_o   <= !begins_i && (good_o || (judge_i.done && judge_i.result == rec_pkg::ResOk));
    end
  end
  always_ff @(posedge clk_i) order_o <= order_i;

  always_comb begin
    assume (!judge_i.done || judging_i);
    assume (!lane_valid_i || coming_o);
    for (int unsigned d = 0; d < 2; d++) assume (!waits_o[d] || (order_valid_i[d] && order_i[d] == order_o[d]));
  end

endmodule
