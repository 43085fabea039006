// SPDX-License-Identifier: Apache-2.0
//
// Frames, requests and responses of docs/PROTOCOL.md.

package link_pkg;

  localparam int unsigned HeaderBytes  = 16;
  localparam int unsigned CrcBytes     = 4;
  localparam int unsigned PayloadMax   = 2048;
  localparam int unsigned InstallBytes = 128;
  localparam int unsigned InstallBeats = InstallBytes / 16;
  localparam int unsigned QueryBytes   = 48;
  localparam int unsigned QueryBeats   = QueryBytes / 16;

  localparam logic [7:0] OpAttach  = 8'h01;
  localparam logic [7:0] OpRead    = 8'h02;
  localparam logic [7:0] OpWrite   = 8'h03;
  localparam logic [7:0] OpInstall = 8'h10;
  localparam logic [7:0] OpRemove  = 8'h11;
  localparam logic [7:0] OpQuery   = 8'h12;
  localparam logic [7:0] OpSeal    = 8'h20;
  localparam logic [7:0] OpOpen    = 8'h21;

  // CRC-32 of Ethernet, reflected. A body followed by its CRC leaves CrcResidue in the register.
  localparam logic [31:0] CrcPoly    = 32'hEDB88320;
  localparam logic [31:0] CrcResidue = 32'hDEBB20E3;

  typedef struct packed {
    logic [7:0]  opcode;
    logic [7:0]  ctype;
    logic [15:0] tag;
    logic [15:0] generation;
    logic [15:0] slot;
    logic [15:0] length;
    logic [15:0] address;
    logic [31:0] value;
  } req_t;

  // Without the boot token, which every response carries alike.
  typedef struct packed {
    logic [7:0]       opcode;  // the request's
    rec_pkg::result_e result;
    logic [15:0]      tag;
    logic [7:0]       ctype;
    logic [7:0]       flags;
    logic [15:0]      length;
    logic [47:0]      seq;
  } rsp_t;

  // Answered by the receiver itself: refused or busy.
  typedef struct packed {
    logic [7:0]       opcode;
    rec_pkg::result_e result;
    logic [15:0]      tag;
  } reject_t;

  // One cycle each; the out members describe the response of frame_out.
  typedef struct packed {
    logic             frame_in;
    logic             frame_error;
    logic             frame_out;
    logic [7:0]       out_opcode;
    rec_pkg::result_e out_result;
  } events_t;

  // A beat's first byte stands in [7:0], the first byte of a structure in its highest bits.
  function automatic logic [127:0] swap_bytes(logic [127:0] d);
    for (int unsigned i = 0; i < 16; i++) swap_bytes[8*i +: 8] = d[8*(15-i) +: 8];
  endfunction

endpackage
