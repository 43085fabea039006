// SPDX-License-Identifier: Apache-2.0
//
// CRC-32 of Ethernet and zlib, a byte a cycle (IEEE 802.3 section 3.2.9, reflected form).

module link_crc32 (
  input  logic        clk_i,
  input  logic        rst_ni,

  input  logic        start_i,  // begin a new message; wins over valid_i
  input  logic        valid_i,
  input  logic [7:0]  data_i,
  output logic [31:0] crc_o     // register; the CRC proper is its complement
);

  logic [31:0] crc_d;

  always_comb begin
    crc_d = crc_o ^ {24'd0, data_i};
    for (int unsigned i = 0; i < 8; i++) begin
      crc_d = (crc_d >> 1) ^ (crc_d[0] ? link_pkg::CrcPoly : 32'd0);
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni)      crc_o <= '1;
    else if (start_i) crc_o <= '1;
    else if (valid_i) crc_o <= crc_d;
  end

endmodule
