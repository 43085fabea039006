// SPDX-License-Identifier: Apache-2.0
//
// The machine of the small device: what an instruction is, and what it moves bytes between. The assembler,
// rtl/small/assemble.py, has the same codes.

package small_pkg;

  localparam int unsigned PcW = 9;
  localparam int unsigned LenW = 12;  // of a stream of bytes
  localparam int unsigned SlotW = 4;  // 16 sessions

  typedef enum logic [2:0] {
    OpMove    = 3'd0,  // the only one that leaves the flags, and that goes from the first byte to the last
    OpAdd     = 3'd1,
    OpSub     = 3'd2,
    OpCompare = 3'd3,  // a subtraction that is not written
    OpAnd     = 3'd4,
    OpTest    = 3'd5,  // an AND that is not written
    OpOr      = 3'd6,
    OpJump    = 3'd7
  } op_e;

  typedef enum logic [1:0] {
    FromMemory = 2'd0,
    FromImm    = 2'd1,  // the last byte of the number; those before it are zero
    FromPort   = 2'd2
  } from_e;

  typedef struct packed {
    op_e        op;
    from_e      from;
    logic       to_port;
    logic       indexed;  // the index is added to addresses
    logic       stream;   // as many bytes as the length says
    logic [3:0] count;    // otherwise; 0: 16
    logic [8:0] a;        // address or port of the result
    logic [8:0] b;        // of the other operand
  } instr_t;

  // Addresses: 0xx global, 10x the session's, 11x the session's other ones.
  localparam int unsigned MemoryBytes = 1536;

  typedef enum logic [3:0] {
    ToTx      = 4'd0,
    ToKey     = 4'd1,
    ToBlock   = 4'd2,
    ToBuffer  = 4'd3,
    ToJob     = 4'd4,
    ToSlot    = 4'd5,
    ToIndex   = 4'd6,
    ToLength  = 4'd7,
    ToKeyAt   = 4'd8,
    ToCommand = 4'd9,
    ToStart   = 4'd10,
    ToNowhere = 4'd15
  } to_port_e;

  typedef enum logic [1:0] {
    PortBuffer = 2'd0,
    PortText   = 2'd1,
    PortTag    = 2'd2,
    PortConst  = 2'd3   // the first 16, or with another bit the others
  } from_port_e;

  // A job: what the AES lane is to do.
  typedef struct packed {
    logic decrypt;
    logic key_256;
  } job_t;

  // Bits of ToCommand: pointers of the buffer, the link.
  typedef struct packed {
    logic spare;
    logic listen;        // frames may come
    logic credit;        // the record's room is free again, `length` bytes of payload
    logic end_frame;     // CRC and delimiter follow
    logic free;          // what lies before the write pointer is free
    logic write_at_read; // the write pointer goes where the read pointer is
    logic write_first;   // to the entry's first byte
    logic read_first;
  } command_t;

  // Bits of ToStart.
  typedef struct packed {
    logic [5:0] spare;
    logic       record;  // the lane: a record of `length` bytes
    logic       expand;  // the key expander
  } start_t;

  // Conditions of a jump, in a[2:0]; the target is b.
  typedef enum logic [2:0] {
    IfAlways  = 3'd0,
    IfZero    = 3'd1,
    IfNotZero = 3'd2,
    IfCarry   = 3'd3,  // of a subtraction: not less
    IfNoCarry = 3'd4,
    IfEmpty   = 3'd5,  // no frame waits
    Call      = 3'd6,
    Return    = 3'd7
  } cond_e;

  // What the receiver thinks of a frame, in the upper bits of its length.
  localparam logic [1:0] VerdictServe = 2'd0;
  localparam logic [1:0] VerdictBusy = 2'd1;
  localparam logic [1:0] VerdictRefuse = 2'd2;
  localparam logic [1:0] VerdictError = 2'd3;

endpackage
