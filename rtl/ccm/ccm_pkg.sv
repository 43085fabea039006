// SPDX-License-Identifier: Apache-2.0
//
// What a CCM lane is asked and how it is shaped.
//
// Byte order everywhere in the RTL: byte 0 of a block, in the order of FIPS 197 and of the wire, is
// bits [7:0].

package ccm_pkg;

  localparam int unsigned LaneW = 5;             // up to 32 lanes
  localparam int unsigned LaneBufs = 8;          // records that a lane holds; a long one counts twice
  localparam int unsigned LaneBufW = 3;
  localparam int unsigned BufBeats = 64;         // 16-byte beats in a buffer
  localparam int unsigned TextAddrW = 9;         // of a lane's buffers
  localparam int unsigned MaxAadBlocks = 4;
  localparam int unsigned PayloadMax = 1920;     // bytes

  // A record for a lane. The beats that follow: A0, B0, aad_blocks AAD blocks, ceil(len / 16) payload
  // blocks (zero past len), then, if has_trailer, one beat that comes back unread (the received tag of
  // an open).
  typedef struct packed {
    logic        decrypt;      // payload is cipher text
    logic        key_256;      // 14 rounds, otherwise 10
    logic        has_trailer;
    logic [2:0]  aad_blocks;   // 0 to MaxAadBlocks
    logic [10:0] len;          // payload bytes, 0 to PayloadMax
  } lane_req_t;

  // Round keys of one buffer are written at these addresses (SP 800-38C needs the forward cipher only):
  // k[r] at r for r = 0 .. Nr - 1, k[Nr] at KeyLast, k[Nr] ^ k[0] at KeyChain, which is written last.
  localparam logic [3:0] KeyLast = 4'd14;
  localparam logic [3:0] KeyChain = 4'd15;

endpackage
