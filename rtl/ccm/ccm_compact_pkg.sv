// SPDX-License-Identifier: Apache-2.0
//
// What the parts of the compact lane tell each other.

package ccm_compact_pkg;

  // A result's rows of 16 bytes in its buffer.
  localparam int unsigned RowW = 7;
  localparam logic [RowW-1:0] TagRow = 7'd0;
  localparam logic [RowW-1:0] TrailerRow = 7'd1;
  localparam logic [RowW-1:0] TextRow = 7'd2;

  // A record, as its request says.
  typedef struct packed {
    logic            buffer;
    logic            decrypt;
    logic            key_256;
    logic            has_trailer;
    logic [2:0]      aad_blocks;
    logic [RowW-1:0] text_blocks;
    logic [3:0]      last_bytes;  // of the last text block, 0: all 16
  } record_t;

  // One pass: eight cycles, the counter block's four columns, then the MAC block's. Blocks enter
  // and leave in one pass, with `next`; Nr - 1 passes of `mid` lie between.
  typedef struct packed {
    logic            start;    // A0 and B0 enter, nothing leaves
    logic            mid;      // a round with MixColumns
    logic            next;     // blocks leave, others enter
    logic            fin;      // S0 and the last MAC leave
    logic            text;     // with next: a text block enters the MAC and its key stream leaves
    logic            last;     // no block enters after this pass
    logic            decrypt;
    logic            takes;    // a beat; all of them but
    logic            a0;       // A0, which goes to the scratch RAM, and
    logic            trailer;  // the trailer, which goes to the result, enter the MAC
    logic            buffer;
    logic [3:0]      key;      // the round key
    logic [RowW-1:0] row;      // of text that leaves; also the number of the counter block that enters
    logic [3:0]      last_bytes;
  } pass_t;

  // What a column of a pass does, on its way through the pipe.
  typedef struct packed {
    // first cycle: the state RAM is read
    logic       bank;       // of the state RAM, the other one is written
    logic       mac;        // a column of the MAC block
    logic [1:0] column;
    // second: SubBytes, and the key RAM is read
    logic       buffer;
    logic [3:0] key;
    // third: MixColumns, the beat and the round key are added, and the scratch RAM is read
    logic       mid;
    logic       clear;      // nothing comes out of the round
    logic       add_beat;
    logic       takes;      // the beat is used up
    logic       put_a0;     // the beat goes aside
    logic       put_trailer;
    logic [3:0] keep;       // bytes of the column that count in what leaves
    // fourth: the scratch word is added and everything is written
    logic       add_scratch;
    logic       enter;      // the scratch word is the counter block that enters
    logic       counts;     // the counter is added to what enters
    logic       to_state;
    logic       to_scratch;
    logic       to_result;
    logic       ends;       // the record's last column
  } step_t;

  // Words of the scratch RAM, four each.
  localparam logic [1:0] ScratchA0 = 2'd0;
  localparam logic [1:0] ScratchA0K0 = 2'd1;  // A0 ^ k[0]
  localparam logic [1:0] ScratchLeft = 2'd2;  // what left from counter mode in this pass

endpackage
