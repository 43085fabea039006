// SPDX-License-Identifier: Apache-2.0
//
// The S-box in GF(2^4): a byte is two elements, its inverse is both times the inverse of a third one,
// the norm. Bases and the inversion are those of Boyar and Peralta, "A depth-16 circuit for the AES
// S-box", IACR ePrint 2011/332. Products are gathered so that their bits are few between the
// steps, and every sum has at most four terms. Index 0 of an input byte is its most significant bit.

package aes_gates_pkg;

  typedef logic [0:3] element_t;

  typedef struct packed {
    element_t high, low;  // in the paper y15 y0 y16 y1 and y12 y4 y13 y5
  } halves_t;

  function automatic halves_t halves(logic [0:7] x);
    return {
      x[0] ^ x[3] ^ x[4] ^ x[6],
      x[7],
      x[2] ^ x[4] ^ x[5] ^ x[6],
      x[1] ^ x[2] ^ x[7],
      x[0] ^ x[3] ^ x[5] ^ x[6],
      x[1] ^ x[2] ^ x[3] ^ x[7],
      x[0] ^ x[6],
      x[1] ^ x[2] ^ x[6] ^ x[7]
    };
  endfunction

  // The product, in a basis of its own.
  function automatic element_t product(element_t a, element_t b);
    logic a4, a5, b4, b5, p1, p2, p3, q1, q2, q3;
    a4 = a[0] ^ a[2];
    b4 = b[0] ^ b[2];
    a5 = a[1] ^ a[2] ^ a[3];
    b5 = b[1] ^ b[2] ^ b[3];
    p1 = (a[0] & b[0]) ^ ((a[0] ^ a[1]) & (b[0] ^ b[1]));
    q1 = (a[0] & b[0]) ^ (a[1] & b[1]);
    p2 = (a[2] & b[2]) ^ (a[3] & b[3]);
    q2 = (a[2] & b[2]) ^ ((a[2] ^ a[3]) & (b[2] ^ b[3]));
    p3 = (a5 & b5) ^ (a4 & b4);
    q3 = (a5 & b5) ^ ((a4 ^ a5) & (b4 ^ b5));
    return {p1 ^ p3, q1 ^ q3, p2 ^ p3, q1 ^ q2};
  endfunction

  function automatic element_t norm(halves_t y);
    element_t s;
    s = y.high ^ y.low;
    return product(y.high, y.low) ^ {s[1] ^ s[2] ^ s[3], s[0] ^ s[1] ^ s[3], s[2], s[0] ^ s[1] ^ s[2]};
  endfunction

  // Of a norm; t44 t33 t43 t40 of the paper.
  function automatic element_t invert(element_t n);
    logic t24, t25, t26, t27, t29, t33, t36, t40;
    t24 = n[1] ^ n[3];
    t25 = n[0] ^ n[1];
    t26 = n[0] & n[2];
    t27 = t24 ^ t26;
    t29 = (t25 & t27) ^ n[1];
    t33 = ((n[1] ^ t26) & (n[2] ^ t24)) ^ t24;
    t36 = t24 & (t27 ^ t33);
    t40 = t25 ^ (t29 & (t27 ^ t36));
    return {t36 ^ n[2], t33, t29 ^ t40, t40};
  endfunction

  // The inverse's two halves, as products.
  function automatic halves_t scale(halves_t y, element_t by);
    return {product(by, y.high), product(by, y.low)};
  endfunction

  // The affine map of FIPS 197 section 5.1.1.
  function automatic logic [7:0] affine(halves_t m);
    return 8'h63 ^ {
      m.high[2] ^ m.low[0],
      m.high[0] ^ m.low[0],
      m.high[1] ^ m.low[1] ^ m.low[3],
      m.high[0] ^ m.high[2] ^ m.low[0],
      m.high[0] ^ m.high[2] ^ m.high[3] ^ m.low[0],
      m.high[1] ^ m.high[2] ^ m.low[0] ^ m.low[3],
      m.high[1] ^ m.high[2] ^ m.high[3] ^ m.low[2],
      m.high[3] ^ m.low[2]
    };
  endfunction

endpackage
