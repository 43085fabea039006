// SPDX-License-Identifier: Apache-2.0
//
// SubBytes of one byte, three cycles after it came. Gates: the steps of aes_gates_pkg, with registers
// where fewest bits pass. Otherwise: the table of FIPS 197 figure 7, which simulates faster. Proven
// equal in tests.

module aes_sbox #(
  parameter bit Gates = 1'b0
) (
  input  logic       clk_i,
  input  logic [7:0] a_i,
  output logic [7:0] s_o
);

  if (Gates) begin : gen_gates
    aes_gates_pkg::halves_t  halves, halves_q, scaled_q;
    aes_gates_pkg::element_t norm_q;
    aes_gates_pkg::forms_t   inverse;

    assign halves  = aes_gates_pkg::halves(a_i);
    assign inverse = aes_gates_pkg::forms(aes_gates_pkg::invert(norm_q));

    always_ff @(posedge clk_i) begin
      halves_q <= halves;
      norm_q   <= aes_gates_pkg::norm(halves);
      scaled_q <= aes_gates_pkg::scale(halves_q, inverse);
      s_o      <= aes_gates_pkg::affine(scaled_q);
    end
  end else begin : gen_table
    logic [7:0] a_q, a2_q;

    always_ff @(posedge clk_i) begin
      a_q  <= a_i;
      a2_q <= a_q;
      s_o  <= aes_pkg::sub_byte(a2_q);
    end
  end

endmodule
