// SPDX-License-Identifier: Apache-2.0
//
// Key expanders with either S-box side by side, fed alike.

module aes_key_expand_tb (
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic              valid_i,
  input  logic              key_256_i,
  input  logic [255:0]      key_i,
  output logic [1:0]        ready_o,  // [0] table, [1] gates
  output logic [1:0]        last_o,
  output logic [1:0]        we_o,
  output logic [1:0][3:0]   addr_o,
  output logic [1:0][127:0] key_o
);

  // Both take a key at once, and want its halves one after another.
  logic [255:0] key_q;
  logic [127:0] half;
  logic         second_q;

  assign half = second_q ? key_q[255:128] : ready_o[0] ? key_i[127:0] : key_q[127:0];

  always_ff @(posedge clk_i) begin
    second_q <= valid_i && ready_o[0];
    if (valid_i && ready_o[0]) key_q <= key_i;
  end

  for (genvar g = 0; g < 2; g++) begin : gen_expander
    aes_key_expand #(
      .SboxGates(g == 1)
    ) u_expander (
      .clk_i    (clk_i),
      .rst_ni   (rst_ni),
      .valid_i  (valid_i),
      .ready_o  (ready_o[g]),
      .last_o   (last_o[g]),
      .key_256_i(key_256_i),
      .half_i   (half),
      .we_o     (we_o[g]),
      .addr_o   (addr_o[g]),
      .key_o    (key_o[g])
    );
  end

endmodule
