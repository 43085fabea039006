// SPDX-License-Identifier: Apache-2.0
//
// FIPS 197 as it is written, for proofs: nothing here is made to be small or fast. Byte i of a block is
// bits [8i+7:8i].

package fips197_pkg;

  // Section 4.2: product of polynomials modulo x^8 + x^4 + x^3 + x + 1.
  function automatic logic [7:0] mul(logic [7:0] a, logic [7:0] b);
    logic [14:0] product;
    product = '0;
    for (int unsigned i = 0; i < 8; i++) if (b[i]) product = product ^ (15'(a) << i);
    for (int unsigned i = 14; i >= 8; i--) if (product[i]) product = product ^ (15'h11b << (i - 8));
    return product[7:0];
  endfunction

  // Section 5.1.1: the inverse is a^254; 0 maps to 0.
  function automatic logic [7:0] inverse(logic [7:0] a);
    logic [7:0] power, result;
    power  = a;
    result = 8'd1;
    for (int unsigned i = 1; i < 8; i++) begin
      power  = mul(power, power);
      result = mul(result, power);
    end
    return result;
  endfunction

  // Equation 5.2.
  function automatic logic [7:0] sbox(logic [7:0] a);
    logic [7:0] b, s;
    b = inverse(a);
    for (int unsigned i = 0; i < 8; i++) begin
      s[i] = b[i] ^ b[(i + 4) % 8] ^ b[(i + 5) % 8] ^ b[(i + 6) % 8] ^ b[(i + 7) % 8] ^ 1'(8'h63 >> i);
    end
    return s;
  endfunction

  // Equation 5.5: s'[r, c] = s[r, (c + r) mod 4], where s[r, c] is byte r + 4c.
  function automatic logic [127:0] shift_rows(logic [127:0] s);
    logic [127:0] out;
    for (int unsigned r = 0; r < 4; r++) begin
      for (int unsigned c = 0; c < 4; c++) out[8*(r + 4*c) +: 8] = s[8*(r + 4*((c + r) % 4)) +: 8];
    end
    return out;
  endfunction

  // Equation 5.8, row by row.
  function automatic logic [127:0] mix_columns(logic [127:0] s);
    logic [127:0] out;
    logic [7:0]   s0, s1, s2, s3;
    for (int unsigned c = 0; c < 4; c++) begin
      {s3, s2, s1, s0} = s[32*c +: 32];
      out[32*c +: 8]      = mul(2, s0) ^ mul(3, s1) ^ s2 ^ s3;
      out[32*c + 8 +: 8]  = s0 ^ mul(2, s1) ^ mul(3, s2) ^ s3;
      out[32*c + 16 +: 8] = s0 ^ s1 ^ mul(2, s2) ^ mul(3, s3);
      out[32*c + 24 +: 8] = mul(3, s0) ^ s1 ^ s2 ^ mul(2, s3);
    end
    return out;
  endfunction

  // Section 5.2: Rcon[i] is x^(i-1), from i = 1.
  localparam logic [127:0] Rcon = {40'd0, 88'h361b_8040_2010_0804_0201_00};

  // Section 5.2, figure 11, for i = 4r to 4r + 3 and Nk = 4 or 8: round key r from the two before it, and
  // from `sub`, SubWord of w[4r-1]. (SubWord and RotWord change places as one likes.) For the other three
  // words temp is w[i-1]. Byte 0 of a word is [7:0].
  function automatic logic [127:0] round_key(logic nk_8, logic [3:0] r, logic [127:0] older,
                                             logic [127:0] newer, logic [31:0] sub);
    logic [127:0] made, base;
    logic [31:0]  temp;
    base = nk_8 ? older : newer;  // w[i-Nk]
    temp = sub;
    if (!nk_8 || !r[0]) begin  // i mod Nk = 0: RotWord, Rcon[i / Nk]
      temp      = {sub[7:0], sub[31:8]};
      temp[7:0] = temp[7:0] ^ Rcon[8*(nk_8 ? r / 2 : r) +: 8];
    end
    for (int unsigned c = 0; c < 4; c++) begin
      temp = base[32*c +: 32] ^ temp;
      made[32*c +: 32] = temp;
    end
    return made;
  endfunction

endpackage
