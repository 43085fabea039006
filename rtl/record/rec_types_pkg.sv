// SPDX-License-Identifier: Apache-2.0
//
// What the parts of the record engine hand to one another, and the words of its session tables.

package rec_types_pkg;

  localparam int unsigned NeedW = 7;  // beats of a result: 13 + 8 + 1920 + 16 bytes are 123

  localparam logic [7:0] HeaderLen = 8'd13;
  localparam logic [7:0] ExplicitLen = 8'd8;

  function automatic logic [7:0] tag_len(logic tag_16);
    return tag_16 ? 8'd16 : 8'd8;
  endfunction

  // A record as its front gives it to the dispatcher and to its direction's order queue.
  typedef struct packed {
    logic [15:0]                 tag;  // the requester's
    rec_pkg::result_e            result;
    logic                        hard_limit;
    logic                        soft_limit;
    logic [7:0]                  ctype;
    logic [15:0]                 epoch;
    logic [rec_pkg::SeqW-1:0]    seq;
    logic [15:0]                 slot;
    logic                        key_256;
    logic                        tag_16;
    logic [10:0]                 len;   // payload bytes
    logic [NeedW-1:0]            need;  // output beats reserved for it
  } record_t;

  // What the order queue keeps of it while it is in a lane.
  typedef struct packed {
    logic [15:0]              tag;
    rec_pkg::result_e         result;
    logic                     limit;  // the soft one of a record that was sealed, else the hard one
    logic [7:0]               ctype;
    logic [15:0]              where;  // epoch of a seal, slot of an open
    logic [rec_pkg::SeqW-1:0] seq;
    logic                     tag_16;
    logic [10:0]              len;
    logic [NeedW-1:0]         need;
  } order_t;

  function automatic order_t order_of(record_t r, logic open);
    return '{tag: r.tag, result: r.result, limit: r.soft_limit || r.hard_limit, ctype: r.ctype,
             where: open ? r.slot : r.epoch, seq: r.seq, tag_16: r.tag_16, len: r.len, need: r.need};
  endfunction

  // A slice asks rec_verdict about an opened record.
  typedef struct packed {
    logic                     refused; // a record that needs no verdict comes: only with turn
    logic                     start;   // one that does
    logic [15:0]              slot;    // these two stay until it is done
    logic [rec_pkg::SeqW-1:0] seq;
    logic                     judge;   // from when its tag is known until it is done
    logic                     forged;
  } judge_req_t;

  typedef struct packed {
    logic                     turn;    // of a refused record
    logic                     busy;    // no record may start
    logic                     done;    // for one cycle, in which these are valid
    rec_pkg::result_e         result;
    logic                     first;   // the first authentic record
    logic                     last_forgery;  // that is tolerated
  } judge_rsp_t;

  // An answer as it lies in the output RAM, before its data: most of it where a record's header has
  // the same. Last member is byte 0, numbers as on the wire.
  typedef struct packed {
    logic [23:0]       unused;
    logic [15:0]       len;
    logic [47:0]       seq;
    logic              unused_bit;
    logic [NeedW-1:0]  beats;  // of data that follow
    logic              first_auth;
    logic              bad_mac_limit;
    logic              hard_limit;
    logic              soft_limit;
    rec_pkg::result_e  result;
    logic [15:0]       tag;
    logic [7:0]        ctype;
  } answer_t;

  // Words of a slot in rec_table. Numbers stand where the beats of an install and of a query have them.
  localparam logic [1:0] WordState = 2'd0;
  localparam logic [1:0] WordCount = 2'd1;
  localparam logic [1:0] WordWindow = 2'd2;
  localparam logic [1:0] WordFixed = 2'd3;

  // Fixed at install, for one direction. Salt bytes as on the wire, byte 0 in [7:0]. A slot that is not
  // live keeps its last generation, 0 if there was none.
  typedef struct packed {
    logic        live;
    logic [15:0] generation;
    logic        key_256;
    logic        tag_16;
    logic [15:0] epoch;
    logic [31:0] salt;
  } ctx_t;

  typedef struct packed {
    ctx_t                     ctx;
    logic [rec_pkg::SeqW-1:0] hard_at;
  } tx_fixed_t;

  typedef struct packed {
    logic [31:0]              sealed;
    logic [rec_pkg::SeqW-1:0] soft_at;
    logic [14:0]              free;
    logic                     refused;  // a seal was answered with expired or overflow before
    logic [rec_pkg::SeqW-1:0] next;
  } tx_state_t;

  typedef struct packed {
    logic [rec_pkg::WindowMax-1:0] window;
    logic [8:0]                    free;
    logic [6:0]                    size;  // 0: check off
    logic [rec_pkg::SeqW-1:0]      top;
  } rx_window_t;

  // auth_failed is also the count that the bad-MAC limit bounds, and opened == 0 says that nothing was
  // authentic yet.
  typedef struct packed {
    logic [31:0] auth_failed;
    logic [31:0] replayed;
    logic [31:0] bad_mac_limit;
    logic [31:0] opened;
  } rx_count_t;

  localparam int unsigned TxWordW = $bits(tx_state_t);
  localparam int unsigned RxWordW = $bits(rx_count_t);

endpackage
