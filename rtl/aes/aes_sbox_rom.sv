// SPDX-License-Identifier: Apache-2.0
//
// SubBytes in a block RAM, one cycle: the image of a byte, and twice that in GF(2^8), so that
// MixColumns is left with additions.

module aes_sbox_rom (
  input  logic       clk_i,
  input  logic [7:0] a_i,
  output logic [7:0] s_o,
  output logic [7:0] s2_o
);

  (* rom_style = "block" *)
  logic [15:0] rom [256];

  initial begin
    for (int unsigned i = 0; i < 256; i++) begin
      rom[i] = {aes_pkg::xtime(aes_pkg::sub_byte(8'(i))), aes_pkg::sub_byte(8'(i))};
    end
  end

  always_ff @(posedge clk_i) {s2_o, s_o} <= rom[a_i];

endmodule
