// SPDX-License-Identifier: Apache-2.0
//
// Whose turn it is among the slices: each has as many turns in a row of NumLanes as it has lanes. Whatever
// is done in order to one direction's records has a rec_turn of its own, and all of them go the same way
// from reset on. So the n-th record is in the same slice for each of them, and nobody needs to note it.

module rec_turn #(
  parameter int unsigned NumLanes  = 8,
  parameter int unsigned NumSlices = 2,  // at least 2
  parameter bit          Pause     = 1'b0  // nobody's in the cycle after next_i
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,

  input  logic                 next_i,  // only while it is somebody's
  output logic [NumSlices-1:0] turn_o   // at most one
);

  localparam int unsigned CountW = $clog2(NumLanes);

  logic [CountW-1:0]    lane_q;
  logic [NumSlices-1:0] slice_q;
  logic                 last, paused_q;

  assign last   = lane_q == CountW'(NumLanes - 1);
  assign turn_o = (Pause && paused_q) ? '0 : slice_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      lane_q   <= '0;
      slice_q  <= NumSlices'(1);
      paused_q <= 1'b0;
    end else begin
      paused_q <= next_i;
      if (next_i) begin
        lane_q  <= last ? '0 : lane_q + 1'b1;
        slice_q <= last ? NumSlices'(1) : {slice_q[NumSlices-2:0], slice_q[NumSlices-1]};
      end
    end
  end

endmodule
