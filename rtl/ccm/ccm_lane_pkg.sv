// SPDX-License-Identifier: Apache-2.0
//
// What the parts of a lane tell each other, and where the beats of a record are in its buffer.

package ccm_lane_pkg;

  // Text block i, counted from 1 like its counter block, is at address i. What else there is comes
  // behind, ending with the last AAD block (B0 if there is none) and the trailer. A buffer of 64 beats
  // drops the address's upper bit: text of up to 57 blocks leaves the others room.
  localparam int unsigned AddrW = 7;
  typedef logic [AddrW-1:0] addr_t;

  localparam addr_t AddrA0      = 7'd0;
  localparam addr_t AddrLastAad = 7'd126;
  localparam addr_t AddrTrailer = 7'd127;
  localparam addr_t AloneBlocks = 7'd57;   // text blocks that need no second buffer

  // Once the record is done, its tag is the sum of these two.
  localparam addr_t AddrMac = AddrA0;
  localparam addr_t AddrS0  = AddrLastAad;

  // A record, with what its request implies.
  typedef struct packed {
    logic       decrypt;
    logic       key_256;
    logic       has_trailer;
    logic       pair;        // in two buffers, an even one and the next
    logic [2:0] aad_blocks;
    addr_t      last;        // its last block but the trailer
    logic [3:0] last_byte;   // of that, the last that counts if it is text
  } record_t;

  function automatic record_t record_of(ccm_pkg::lane_req_t req);
    record_t r;
    addr_t   blocks;
    blocks        = addr_t'((12'(req.len) + 12'd15) >> 4);
    r.decrypt     = req.decrypt;
    r.key_256     = req.key_256;
    r.has_trailer = req.has_trailer;
    r.pair        = req.len > 16 * 11'(AloneBlocks);
    r.aad_blocks  = req.aad_blocks;
    r.last        = (req.len == '0) ? AddrLastAad : blocks;
    r.last_byte   = req.len[3:0] - 4'd1;
    return r;
  endfunction

  // Address in the RAM of a lane's buffers.
  function automatic logic [ccm_pkg::TextAddrW-1:0] text_addr(logic [ccm_pkg::LaneBufW-1:0] buffer,
                                                              logic pair, addr_t addr);
    return {buffer[2:1], pair ? addr[6] : buffer[0], addr[5:0]};
  endfunction

  // The low n mod 16 bytes, all if that is 0.
  function automatic logic [15:0] keep_bytes(logic [3:0] n);
    return (n == 4'd0) ? 16'hffff : ~(16'hffff << n);
  endfunction

  function automatic logic [127:0] mask_bytes(logic [15:0] keep);
    logic [127:0] mask;
    for (int unsigned i = 0; i < 16; i++) mask[8*i +: 8] = {8{keep[i]}};
    return mask;
  endfunction

endpackage
