// SPDX-License-Identifier: Apache-2.0
//
// Registers around a design, to place it without pins: inputs come from a shift register, outputs end
// six by six in a chain of registered XORs. What is timed is the design, with two LUTs behind each
// output: a register for each of those would be a tenth of what a small part has.

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

  localparam int unsigned Fold = 6;
  localparam int unsigned Folds = (OutW + Fold - 1) / Fold;

  logic [Folds*Fold-1:0] padded;
  logic [Folds-1:0]      chain_q;

  assign padded   = (Folds * Fold)'(out_i);
  assign parity_o = chain_q[Folds-1];

  always_ff @(posedge clk_i) begin
    rst_no <= rst_ni;
    in_o   <= {in_o[InW-2:0], serial_i};
    for (int unsigned i = 0; i < Folds; i++) begin
      chain_q[i] <= (^padded[Fold*i +: Fold]) ^ ((i == 0) ? 1'b0 : chain_q[i-1]);
    end
  end

endmodule
