// SPDX-License-Identifier: Apache-2.0
//
// What the parts of a lane tell each other.

package ccm_lane_pkg;

  // A record in a buffer, with what its request implies.
  typedef struct packed {
    logic                        decrypt;
    logic                        key_256;
    logic                        has_trailer;
    logic [2:0]                  aad_blocks;
    logic [ccm_pkg::BufAddrW-1:0] text_blocks;  // ceil(len / 16)
    logic [15:0]                 keep;          // bytes of the last text block that count
  } record_t;

  // One pass of a context's two blocks through the ring, 4 cycles. A block enters in one pass and
  // leaves Nr passes later, in the pass in which the next one enters.
  typedef struct packed {
    logic                        mid;       // rounds go on; otherwise the old blocks leave
    logic                        enter;     // new blocks enter
    logic                        chain;     // the MAC goes on, otherwise it starts
    logic                        text;      // the block that enters the MAC is text: the key stream
                                            // for it leaves in this pass
    logic                        fin;       // final MAC and S0 of `leaving` leave
    logic                        decrypt;
    logic [15:0]                 keep;      // bytes of the text block that count
    logic [3:0]                  key_addr;  // of the counter block; the MAC's differs if chain
    logic [ccm_pkg::LaneBufW-1:0] buffer;   // that enters or goes on
    logic [ccm_pkg::LaneBufW-1:0] leaving;
    logic [ccm_pkg::BufAddrW-1:0] addr;     // in the buffer, of the block that enters the MAC
    logic [7:0]                  counter;   // of the counter block that enters; 0 makes S0
  } pass_t;

  // The low n mod 16 bytes, all if that is 0.
  function automatic logic [15:0] keep_bytes(logic [3:0] n);
    return (n == 4'd0) ? 16'hffff : 16'hffff >> (5'd16 - 5'(n));
  endfunction

  function automatic logic [127:0] mask_bytes(logic [15:0] keep);
    logic [127:0] mask;
    for (int unsigned i = 0; i < 16; i++) mask[8*i +: 8] = {8{keep[i]}};
    return mask;
  endfunction

endpackage
