// SPDX-License-Identifier: Apache-2.0
//
// Boyar and Peralta, "A depth-16 circuit for the AES S-box", IACR ePrint 2011/332, cut where registers
// go. Names are the paper's; index 0 is the most significant bit.

package aes_gates_pkg;

  // The linear forms of the input that both ends of the circuit need: y[1] to y[21], y[0] is x7.
  function automatic logic [0:21] forms(logic [0:7] x);
    logic [0:21] y;
    logic        t0, t1;
    y[0]  = x[7];
    y[14] = x[3] ^ x[5];
    y[13] = x[0] ^ x[6];
    y[9]  = x[0] ^ x[3];
    y[8]  = x[0] ^ x[5];
    t0    = x[1] ^ x[2];
    y[1]  = t0 ^ x[7];
    y[4]  = y[1] ^ x[3];
    y[12] = y[13] ^ y[14];
    y[2]  = y[1] ^ x[0];
    y[5]  = y[1] ^ x[6];
    y[3]  = y[5] ^ y[8];
    t1    = x[4] ^ y[12];
    y[15] = t1 ^ x[5];
    y[20] = t1 ^ x[1];
    y[6]  = y[15] ^ x[7];
    y[10] = y[15] ^ t0;
    y[11] = y[20] ^ y[9];
    y[7]  = x[7] ^ y[11];
    y[17] = y[10] ^ y[11];
    y[19] = y[10] ^ y[8];
    y[16] = t0 ^ y[11];
    y[21] = y[13] ^ y[16];
    y[18] = x[0] ^ y[16];
    return y;
  endfunction

  // t21 .. t24, from the forms: the element of GF(2^4) to invert.
  function automatic logic [0:3] delta(logic [0:21] y);
    logic        t2, t7, t12, t14, t16;
    t2  = y[12] & y[15];
    t7  = y[13] & y[16];
    t12 = y[9] & y[11];
    t14 = (y[14] & y[17]) ^ t12;
    t16 = (y[8] & y[10]) ^ t12;
    return {
      (y[3] & y[6]) ^ t2 ^ t14 ^ y[20],
      (y[4] & y[0]) ^ t2 ^ t16 ^ y[19],
      (y[5] & y[1]) ^ t7 ^ t14 ^ y[21],
      (y[2] & y[7]) ^ t7 ^ t16 ^ y[18]
    };
  endfunction

  // t29 t33 t37 t40 t41 t42 t43 t44 t45 from t21 .. t24.
  function automatic logic [0:8] invert(logic [0:3] d);
    logic t25, t26, t27, t29, t33, t34, t36, t37, t38, t40, t41, t42;
    t25 = d[0] ^ d[1];
    t26 = d[0] & d[2];
    t27 = d[3] ^ t26;
    t29 = (t25 & t27) ^ d[1];
    t33 = ((d[1] ^ t26) & (d[2] ^ d[3])) ^ d[3];
    t34 = d[2] ^ t33;
    t36 = d[3] & (t27 ^ t33);
    t37 = t36 ^ t34;
    t38 = t27 ^ t36;
    t40 = t25 ^ (t29 & t38);
    t41 = t40 ^ t37;
    t42 = t29 ^ t33;
    return {t29, t33, t37, t40, t41, t42, t29 ^ t40, t33 ^ t37, t42 ^ t41};
  endfunction

  // The products of forms with the inverse, and the affine map (with its constant) onto the output.
  function automatic logic [7:0] bottom(logic [0:17] y, logic [0:8] v);
    logic [0:17] z;
    logic        t46, t48, t53, t57, t58, t59, t61, t62, t63, t64, t65, t66, s3;
    z = {v[7] & y[15], v[2] & y[6], v[1] & y[0], v[6] & y[16], v[3] & y[1], v[0] & y[7],
         v[5] & y[11], v[8] & y[17], v[4] & y[10], v[7] & y[12], v[2] & y[3], v[1] & y[4],
         v[6] & y[13], v[3] & y[5], v[0] & y[2], v[5] & y[9], v[8] & y[14], v[4] & y[8]};
    t46 = z[15] ^ z[16];
    t48 = z[5] ^ z[13];
    t53 = z[0] ^ z[3];
    t57 = z[2] ^ z[12] ^ t53;
    t58 = z[4] ^ t46;
    t59 = z[3] ^ z[6] ^ z[7];
    t61 = z[14] ^ t57;
    t62 = z[7] ^ z[8] ^ t58;
    t63 = z[9] ^ z[10] ^ t58;
    t64 = z[4] ^ t59;
    t65 = t61 ^ t62;
    t66 = z[1] ^ t63;
    s3  = t53 ^ t66;
    return {
      t59 ^ t63,
      ~(t64 ^ s3),
      ~(z[16] ^ z[17] ^ t64 ^ t65),
      s3,
      z[2] ^ z[5] ^ t66,
      z[10] ^ z[11] ^ t65,
      ~(z[12] ^ t48 ^ t62),
      ~(t48 ^ t46 ^ t57)
    };
  endfunction

endpackage
