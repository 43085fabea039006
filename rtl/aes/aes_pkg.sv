// SPDX-License-Identifier: Apache-2.0
//
// The steps of FIPS 197 that need no state. A block is 16 bytes, byte i in bits [8i+7:8i].

package aes_pkg;

  // SubBytes table (figure 7): the image of byte a is SboxRom[8a +: 8].
  localparam logic [2047:0] SboxRom = {
    256'h16bb54b00f2d99416842e6bf0d89a18cdf2855cee9871e9b948ed9691198f8e1,
    256'h9e1dc186b95735610ef6034866b53e708a8bbd4b1f74dde8c6b4a61c2e2578ba,
    256'h08ae7a65eaf4566ca94ed58d6d37c8e779e4959162acd3c25c2406490a3a32e0,
    256'hdb0b5ede14b8ee4688902a22dc4f816073195d643d7ea7c41744975fec130ccd,
    256'hd2f3ff1021dab6bcf5389d928f40a351a89f3c507f02f94585334d43fbaaefd0,
    256'hcf584c4a39becb6a5bb1fc20ed00d153842fe329b3d63b52a05a6e1b1a2c8309,
    256'h75b227ebe28012079a059618c323c7041531d871f1e5a534ccf73f362693fdb7,
    256'hc072a49cafa2d4adf04759fa7dc982ca76abd7fe2b670130c56f6bf27b777c63
  };

  function automatic logic [7:0] sub_byte(logic [7:0] a);
    return SboxRom[{a, 3'b0} +: 8];
  endfunction

  function automatic logic [31:0] sub_word(logic [31:0] w);
    return {sub_byte(w[31:24]), sub_byte(w[23:16]), sub_byte(w[15:8]), sub_byte(w[7:0])};
  endfunction

  // Multiplication by x in GF(2^8), section 4.2.1.
  function automatic logic [7:0] xtime(logic [7:0] a);
    return {a[6:0], 1'b0} ^ (a[7] ? 8'h1b : 8'h00);
  endfunction

  // Byte r of column c moves to column c - r, section 5.1.2.
  function automatic logic [127:0] shift_rows(logic [127:0] s);
    logic [127:0] out;
    for (int unsigned c = 0; c < 4; c++) begin
      for (int unsigned r = 0; r < 4; r++) begin
        out[8*(4*c + r) +: 8] = s[8*(4*((c + r) % 4) + r) +: 8];
      end
    end
    return out;
  endfunction

  // Equation 5.6: each byte is 2 a + 3 b + c + d of its column, rotated.
  function automatic logic [31:0] mix_column(logic [31:0] col);
    logic [31:0] out;
    logic [7:0]  all;
    all = col[7:0] ^ col[15:8] ^ col[23:16] ^ col[31:24];
    for (int unsigned r = 0; r < 4; r++) begin
      out[8*r +: 8] = col[8*r +: 8] ^ all ^ xtime(col[8*r +: 8] ^ col[8*((r + 1) % 4) +: 8]);
    end
    return out;
  endfunction

  function automatic logic [127:0] mix_columns(logic [127:0] s);
    return {mix_column(s[127:96]), mix_column(s[95:64]), mix_column(s[63:32]), mix_column(s[31:0])};
  endfunction

endpackage
