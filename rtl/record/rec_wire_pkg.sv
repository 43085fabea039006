// SPDX-License-Identifier: Apache-2.0
//
// Bytes of DTLS 1.2 records (RFC 6347 section 4.1) and of the CCM blocks that protect them
// (RFC 6655 section 3, SP 800-38C appendix A with q = 3). Byte 0 is always in [7:0].

package rec_wire_pkg;

  // Numbers are big-endian on the wire. Each function is its own inverse.
  function automatic logic [15:0] be16(logic [15:0] v);
    return {v[7:0], v[15:8]};
  endfunction

  function automatic logic [31:0] be32(logic [31:0] v);
    return {be16(v[15:0]), be16(v[31:16])};
  endfunction

  function automatic logic [47:0] be48(logic [47:0] v);
    return {be16(v[15:0]), be16(v[31:16]), be16(v[47:32])};
  endfunction

  function automatic logic [63:0] be64(logic [63:0] v);
    return {be32(v[31:0]), be32(v[63:32])};
  endfunction

  localparam logic [15:0] VersionWire = 16'hFDFE;  // 0xFEFD, DTLS 1.2

  // Last member is byte 0. Numbers as they stand on the wire.
  typedef struct packed {
    logic [15:0] length;
    logic [47:0] seq;
    logic [15:0] epoch;
    logic [15:0] version;
    logic [7:0]  ctype;
  } header_t;

  function automatic header_t header(logic [7:0] ctype, logic [15:0] epoch, logic [47:0] seq,
                                     logic [15:0] length);
    return '{length: be16(length), seq: be48(seq), epoch: be16(epoch), version: VersionWire,
             ctype: ctype};
  endfunction

  // What is a record's own in its CCM blocks. Last member first, as on the wire.
  typedef struct packed {
    logic [63:0] explicit_nonce;
    logic [31:0] salt;
  } nonce_t;

  typedef struct packed {
    logic [7:0]  ctype;
    logic [47:0] seq;
    logic [15:0] epoch;
  } aad_t;

  function automatic aad_t aad_fields(logic [7:0] ctype, logic [15:0] epoch, logic [47:0] seq);
    return '{ctype: ctype, seq: be48(seq), epoch: be16(epoch)};
  endfunction

  // First counter block: flags (q - 1), nonce, counter 0.
  function automatic logic [127:0] block_a0(nonce_t nonce);
    return {24'd0, nonce, 8'h02};
  endfunction

  // First MAC block: flags 0x40 (AAD) + 8 * (t - 2) / 2 + (q - 1), nonce, payload length.
  function automatic logic [127:0] block_b0(logic tag_16, nonce_t nonce, logic [10:0] len);
    return {be16({5'd0, len}), 8'd0, nonce, tag_16 ? 8'h7A : 8'h5A};
  endfunction

  // The only AAD block: its length, 13 bytes of AAD, one of padding.
  function automatic logic [127:0] block_aad(aad_t aad, logic [10:0] len);
    return {8'd0, be16({5'd0, len}), VersionWire, aad, 8'd13, 8'd0};
  endfunction

endpackage
