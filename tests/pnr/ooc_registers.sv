// SPDX-License-Identifier: Apache-2.0
//
// Registers around a design, to place it without pins: inputs come from a shift register, outputs end
// in a registered XOR of each 16. No path here is longer than that, so what is timed is the design.

module ooc_registers #(
  parameter int unsigned InW  = 1,
  parameter int unsigned OutW = 1
) (
  input  logic            clk_i,
  input  logic            rst_ni,
  input  logic            serial_i,
  output logic            parity_o,

  output logic            rst_no,
  output logic [InW-1:0]  in_o,
  input  logic [OutW-1:0] out_i
);

  localparam int unsigned Folds = (OutW + 15) / 16;

  logic [OutW-1:0]     out_q;
  logic [Folds*16-1:0] padded;
  logic [Folds-1:0]    fold_q, chain_q;

  assign padded   = (Folds * 16)'(out_q);
  assign parity_o = chain_q[Folds-1];

  always_ff @(posedge clk_i) begin
    rst_no <= rst_ni;
    in_o   <= {in_o[InW-2:0], serial_i};
    out_q  <= out_i;
    for (int unsigned i = 0; i < Folds; i++) begin
      fold_q[i]  <= ^padded[16*i +: 16];
      chain_q[i] <= fold_q[i] ^ ((i == 0) ? 1'b0 : chain_q[i-1]);
    end
  end

endmodule
