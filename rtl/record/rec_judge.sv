// SPDX-License-Identifier: Apache-2.0
//
// The way of several slices to the one rec_verdict. Opened records come to it, and are judged, in the order
// of their requests; one comes while the one before is judged. A record that was refused before it had a lane
// takes its turn too, but without a verdict, when all before it are judged.

module rec_judge #(
  parameter int unsigned NumLanes  = 8,
  parameter int unsigned NumSlices = 2
) (
  input  logic                                      clk_i,
  input  logic                                      rst_ni,

  input  rec_types_pkg::judge_req_t [NumSlices-1:0] req_i,
  output rec_types_pkg::judge_rsp_t [NumSlices-1:0] rsp_o,

  output rec_types_pkg::judge_req_t                 verdict_o,
  input  logic                                      verdict_busy_i,
  input  rec_types_pkg::judge_rsp_t                 verdict_i
);

  logic [NumSlices-1:0]      start_turn, judge_turn;
  logic [NumSlices-1:0]      waits_q;   // its record waits for the verdict to begin
  logic [NumSlices-1:0]      begun_q;   // its record waits for the verdict
  logic                      start, skip;
  rec_types_pkg::judge_req_t next, first;  // of the slices that have the turns

  rec_turn #(
    .NumLanes (NumLanes),
    .NumSlices(NumSlices)
  ) u_start_turn (
    .clk_i (clk_i),
    .rst_ni(rst_ni),
    .next_i(start || skip),
    .turn_o(start_turn)
  );

  rec_turn #(
    .NumLanes (NumLanes),
    .NumSlices(NumSlices)
  ) u_judge_turn (
    .clk_i (clk_i),
    .rst_ni(rst_ni),
    .next_i(verdict_i.done || skip),
    .turn_o(judge_turn)
  );

  always_comb begin
    next  = '0;
    first = '0;
    for (int unsigned s = 0; s < NumSlices; s++) begin
      if (start_turn[s]) next |= req_i[s];
      if (judge_turn[s]) first |= req_i[s];
    end
  end

  assign start = !verdict_busy_i && (next.start || (start_turn & waits_q) != '0);
  assign skip  = next.refused;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      waits_q <= '0;
      begun_q <= '0;
    end else begin
      for (int unsigned s = 0; s < NumSlices; s++) begin
        waits_q[s] <= (req_i[s].start || waits_q[s]) && !(start && start_turn[s]);
        begun_q[s] <= (begun_q[s] && !(verdict_i.done && judge_turn[s])) || (start && start_turn[s]);
      end
    end
  end

  always_comb begin
    verdict_o        = next;
    verdict_o.start  = start;
    verdict_o.judge  = first.judge && (judge_turn & begun_q) != '0;
    verdict_o.forged = first.forged;
  end

  always_comb begin
    for (int unsigned s = 0; s < NumSlices; s++) begin
      rsp_o[s]      = verdict_i;
      rsp_o[s].turn = start_turn[s] && judge_turn[s] && begun_q == '0;
      rsp_o[s].busy = 1'b0;
      rsp_o[s].done = verdict_i.done && judge_turn[s];
    end
  end

endmodule
