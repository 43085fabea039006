// SPDX-License-Identifier: Apache-2.0
//
// AES key expansion (FIPS 197 section 5.2): one key in, its round keys out in order, in the addresses of
// ccm_pkg. One key at a time; a key of zeros overwrites all that the one before has left.

module aes_key_expand #(
  parameter bit SboxGates = 1'b0  // see aes_sbox
) (
  input  logic         clk_i,
  input  logic         rst_ni,

  input  logic         valid_i,
  output logic         ready_o,    // the last round key of the key before leaves by then
  input  logic         key_256_i,
  input  logic [255:0] key_i,      // AES-128: [127:0]

  output logic         we_o,
  output logic [3:0]   addr_o,     // 0 .. Nr - 1, KeyLast, KeyChain
  output logic [127:0] key_o
);
endmodule
