// SPDX-License-Identifier: Apache-2.0
//
// Reset of a proof: active in the first cycle, never again.

module formal_reset (
  input  logic clk_i,
  output logic rst_no
);

  logic done_q = 1'b0;
  always_ff @(posedge clk_i) done_q <= 1'b1;
  assign rst_no = done_q;

endmodule
