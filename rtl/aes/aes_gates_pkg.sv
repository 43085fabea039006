// SPDX-License-Identifier: Apache-2.0
//
// The S-box in GF(2^4): a byte is two elements, its inverse is both times the inverse of a third one,
// the norm. Bases and the inversion are those of Boyar and Peralta, "A depth-16 circuit for the AES
// S-box", IACR ePrint 2011/332. Products are gathered so that few bits pass from step to step, and
// each name here, and each bit of a result, is one LUT of at most four inputs. Index 0 of an input
// byte is its most significant bit.

package aes_gates_pkg;

  typedef logic [0:3] element_t;
  typedef logic [0:5] forms_t;

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

  // An element, and the two sums of its bits that products need.
  function automatic forms_t forms(element_t a);
    return {a, a[0] ^ a[2], a[1] ^ a[2] ^ a[3]};
  endfunction

  // The product of both halves, and to it a linear map of their sum.
  function automatic element_t norm(halves_t y);
    forms_t h, l;
    logic   p1, p2, p3, q1, q2, q3;
    h  = forms(y.high);
    l  = forms(y.low);
    p1 = (h[0] & l[0]) ^ ((h[0] ^ h[1]) & (l[0] ^ l[1]));
    q1 = (h[0] & l[0]) ^ (h[1] & l[1]) ^ h[0] ^ h[1] ^ l[0] ^ l[1];
    p2 = (h[2] & l[2]) ^ (h[3] & l[3]) ^ h[2] ^ l[2];
    q2 = (h[2] & l[2]) ^ ((h[2] ^ h[3]) & (l[2] ^ l[3])) ^ h[2] ^ l[2];
    p3 = (h[5] & l[5]) ^ (h[4] & l[4]) ^ h[5] ^ l[5];
    q3 = (h[5] & l[5]) ^ ((h[5] ^ h[4]) & (l[5] ^ l[4]));
    return {p1 ^ p3, q1 ^ q3 ^ h[3] ^ l[3], p2 ^ p3 ^ h[5] ^ l[5], q1 ^ q2};
  endfunction

  // Of a norm; in the paper t44 t33 t43 t40.
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

  // The product, in a basis of its own.
  function automatic element_t product(forms_t a, forms_t b);
    logic p1, p2, p3, q1, q2, q3;
    p1 = (a[0] & b[1]) ^ (a[1] & (b[0] ^ b[1]));
    q1 = (a[0] & b[0]) ^ (a[1] & b[1]);
    p2 = (a[2] & b[2]) ^ (a[3] & b[3]);
    q2 = (a[2] & b[3]) ^ (a[3] & (b[2] ^ b[3]));
    p3 = (a[5] & b[5]) ^ (a[4] & b[4]);
    q3 = (a[5] & b[4]) ^ (a[4] & (b[4] ^ b[5]));
    return {p1 ^ p3, q1 ^ q3, p2 ^ p3, q1 ^ q2};
  endfunction

  // The inverse's two halves.
  function automatic halves_t scale(halves_t y, forms_t by);
    return {product(by, forms(y.high)), product(by, forms(y.low))};
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
