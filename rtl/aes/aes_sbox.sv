// SPDX-License-Identifier: Apache-2.0
//
// SubBytes of one byte, three cycles after it came. Gates: the circuit of Boyar and Peralta, "A depth-16
// circuit for the AES S-box" (2011), with registers before the inversion in GF(2^4), after it, and at
// the output. They keep the linear forms of the input rather than the input: registers are cheaper than
// making the forms twice. Otherwise: the table of FIPS 197 figure 7, which simulates faster. Proven equal
// in tests.

module aes_sbox #(
  parameter bit Gates = 1'b0
) (
  input  logic       clk_i,
  input  logic [7:0] a_i,
  output logic [7:0] s_o
);

  if (Gates) begin : gen_gates
    // The paper numbers bits from the most significant: index 0 is bit 7.
    logic [0:21] y;
    logic [0:17] y_q, y2_q;
    logic [0:3]  delta, delta_q;                // t21 .. t24
    logic [0:8]  inverse, inverse_q;            // t29 t33 t37 t40 t41 t42 t43 t44 t45

    assign y       = aes_gates_pkg::forms(a_i);
    assign delta   = aes_gates_pkg::delta(y);
    assign inverse = aes_gates_pkg::invert(delta_q);

    always_ff @(posedge clk_i) begin
      y_q       <= y[0:17];
      delta_q   <= delta;
      y2_q      <= y_q;
      inverse_q <= inverse;
      s_o       <= aes_gates_pkg::bottom(y2_q, inverse_q);
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
