// SPDX-License-Identifier: Apache-2.0
//
// CRC-32 as IEEE 802.3 section 3.2.9 says it: what remains of a message divided by the polynomial, each byte's bit 0
// first. The highest remainder is that which goes out first, complemented.

module crc_check (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        start_i,  // the next byte is a message's first
  input  logic        valid_i,
  input  logic [7:0]  byte_i,
  output logic [31:0] remainder_o,
  output logic        right_o   // the message ended with its CRC
);

  localparam logic [31:0] Polynomial = 32'h04C11DB7;
  localparam logic [31:0] Right      = 32'hC704DD7B;

  logic [31:0] remainder_d;
  always_comb begin
    remainder_d = remainder_o;
    for (int unsigned i = 0; i < 8; i++) begin
      remainder_d = {remainder_d[30:0], 1'b0} ^ ((remainder_d[31] ^ byte_i[i]) ? Polynomial : '0);
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni)      remainder_o <= '1;
    else if (start_i) remainder_o <= '1;
    else if (valid_i) remainder_o <= remainder_d;
  end

  assign right_o = remainder_o == Right;

endmodule
