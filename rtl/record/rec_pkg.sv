// SPDX-License-Identifier: Apache-2.0
//
// The record engine's requests and responses. Codes are those of docs/PROTOCOL.md.

package rec_pkg;

  localparam int unsigned SeqW = 48;
  localparam logic [SeqW-1:0] SeqMax = '1;  // never sealed
  localparam int unsigned WindowMax = 64;

  typedef enum logic [3:0] {
    ResOk             = 4'd0,
    ResBadRecord      = 4'd1,
    ResTooLong        = 4'd2,
    ResUnknownSession = 4'd3,
    ResWrongEpoch     = 4'd4,
    ResReplayDup      = 4'd5,
    ResReplayOld      = 4'd6,
    ResAuth           = 4'd7,
    ResBadMacLimit    = 4'd8,
    ResExpired        = 4'd9,
    ResSeqOverflow    = 4'd10,
    ResNoSlot         = 4'd11,
    ResBusy           = 4'd12,
    ResRefused        = 4'd15
  } result_e;

  typedef struct packed {
    logic [15:0] generation;
    logic [15:0] slot;
  } session_t;

  // One record to seal (ctype is used) or open (ctype is ignored). `len` bytes follow on the data
  // stream: ceil(len / 16) beats, byte 0 in [7:0], none if len is 0.
  typedef struct packed {
    logic [15:0] tag;   // the requester's, returned untouched
    session_t    session;
    logic [7:0]  ctype;
    logic [15:0] len;
  } rec_req_t;

  // Its answer. `len` bytes follow on the data stream, 0 unless result is ResOk.
  typedef struct packed {
    logic [15:0]     tag;
    result_e         result;
    logic [7:0]      ctype;
    logic            first_auth;
    logic            bad_mac_limit;
    logic            hard_limit;
    logic            soft_limit;
    logic [15:0]     len;
    logic [SeqW-1:0] seq;
  } rec_rsp_t;

  typedef enum logic [1:0] {
    CtlInstall = 2'd0,  // 8 beats follow, docs/PROTOCOL.md section 5
    CtlRemove  = 2'd1,
    CtlQuery   = 2'd2,
    CtlWipeAll = 2'd3   // every session goes, generations are forgotten
  } ctl_op_e;

  typedef struct packed {
    ctl_op_e  op;
    session_t session;
  } ctl_req_t;

  // A query answered with ResOk is followed by 3 beats, docs/PROTOCOL.md section 5.
  typedef struct packed {
    result_e result;
  } ctl_rsp_t;

endpackage
