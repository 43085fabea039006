// SPDX-License-Identifier: Apache-2.0
//
// What becomes of an opened record: forged, a replay, or good? One record is judged while the next
// one's session is read: window and counts, unless it is the session at hand and stays what it is but
// for one record more. Window and counts are written when the record is judged. The window is touched
// by authentic records only (RFC 6347 section 4.1.2.6).
//
// Next numbers are judged every sixth cycle, those of one session every fifth. A record keeps what was
// read alive: its session can't be removed before the record ends, and what is at hand is used for a
// record only if that one has come before this one is judged.

module rec_verdict #(
  parameter int unsigned NumSessions = 128,
  localparam int unsigned SlotW = $clog2(NumSessions)
) (
  input  logic                     clk_i,
  input  logic                     rst_ni,

  // Receive state table: word 0 of a slot is rx_window_t, word 1 is rx_count_t.
  output logic                     table_re_o,
  input  logic                     table_rready_i,
  output logic [SlotW:0]           table_raddr_o,
  input  logic                     table_rvalid_i,
  input  logic [rec_types_pkg::RxWordW-1:0] table_rdata_i,
  output logic                     table_we_o,
  input  logic                     table_wready_i,
  output logic [SlotW:0]           table_waddr_o,
  output logic [rec_types_pkg::RxWordW-1:0] table_wdata_o,

  // Records in order: one comes with start_i unless busy_o, and the first one that is not done is
  // judged. It may end in the second cycle after done_o, not before.
  output logic                     busy_o,
  input  logic                     start_i,
  input  logic [SlotW-1:0]         slot_i,
  input  logic [rec_pkg::SeqW-1:0] seq_i,
  input  logic                     judge_i,   // from when its tag is known until done_o
  input  logic                     forged_i,
  output logic                     done_o,    // for one cycle, in which these are valid
  output rec_pkg::result_e         result_o,
  output logic                     first_o,   // the first authentic record
  output logic                     last_forgery_o  // that is tolerated
);

  typedef enum logic [2:0] {NextNone, NextSame, NextWindow, NextCount, NextRead} next_e;
  typedef enum logic [2:0] {StIdle, StCount, StLimit, StReady, StReplay, StRefuse} state_e;
  typedef enum logic [1:0] {PutNone, PutWindow, PutCount} put_e;

  next_e  next_q;   // the next record
  state_e state_q;  // the one at hand
  put_e   put_q;    // the last one, which is judged

  logic   replay_done, good, same, loads, counts, counted;

  // --- the next record ---

  logic [SlotW-1:0]          slot_q, next_slot_q;
  logic [rec_pkg::SeqW-1:0]  next_seq_q;
  rec_types_pkg::rx_window_t next_window_q;
  rec_types_pkg::rx_count_t  next_count_q;
  logic                      have_window_q, have_count_q;
  logic                      fresh_q;  // the record at hand has its window from here, and will have its counts

  assign busy_o        = next_q != NextNone;
  assign table_re_o    = (next_q == NextWindow && put_q == PutNone) || next_q == NextCount;
  assign table_raddr_o = {next_slot_q, next_q == NextCount};

  assign same   = next_q == NextSame && good;
  assign loads  = have_window_q && state_q == StIdle;
  assign counts = state_q == StCount && fresh_q && have_count_q && put_q != PutWindow;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      next_q <= NextNone;
    end else begin
      unique case (next_q)
        NextNone: if (start_i) begin
          next_q <= (slot_i == slot_q && state_q != StIdle && !done_o) ? NextSame : NextWindow;
        end
        NextSame:   if (done_o) next_q <= good ? NextNone : NextWindow;
        NextWindow: if (table_re_o && table_rready_i) next_q <= NextCount;
        NextCount:  if (table_rready_i) next_q <= NextRead;
        NextRead:   if (counts) next_q <= NextNone;
        default:    next_q <= NextNone;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (next_q == NextNone) {next_slot_q, next_seq_q} <= {slot_i, seq_i};

    have_window_q <= next_q != NextNone && (have_window_q || table_rvalid_i);
    have_count_q  <= next_q != NextNone && (have_count_q || (have_window_q && table_rvalid_i));
    if (!have_window_q) next_window_q <= table_rdata_i;
    if (!have_count_q)  next_count_q  <= table_rdata_i;
  end

  // --- the record at hand ---

  rec_types_pkg::rx_count_t  count_q, count_next;
  logic [32:0]               over_q;   // forgeries over the limit, negative while more are tolerated
  logic                      limit, last_q, first_q;
  logic                      judges, replay_start;
  rec_pkg::result_e          replay_result;
  rec_types_pkg::rx_window_t window;

  assign limit        = !over_q[32];
  assign judges       = state_q == StReady && judge_i && put_q == PutNone;
  assign replay_start = judges && !limit && !forged_i;

  rec_replay u_replay (
    .clk_i   (clk_i),
    .rst_ni  (rst_ni),
    .take_i  (same || loads),
    .seq_i   (next_seq_q),
    .load_i  (loads),
    .stored_i(next_window_q),
    .start_i (replay_start),
    .done_o  (replay_done),
    .result_o(replay_result),
    .window_o(window)
  );

  // In the order of docs/PROTOCOL.md section 6; the tag before anything secret.
  always_comb begin
    result_o = replay_result;
    if (limit)         result_o = rec_pkg::ResBadMacLimit;
    else if (forged_i) result_o = rec_pkg::ResAuth;
  end

  assign good           = replay_done && replay_result == rec_pkg::ResOk;
  assign done_o         = replay_done || state_q == StRefuse;
  assign first_o        = first_q && good;
  assign last_forgery_o = last_q && result_o == rec_pkg::ResAuth;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StIdle;
    end else begin
      unique case (state_q)
        StIdle:   if (loads) state_q <= StCount;
        StCount:  if (counts || (!fresh_q && counted)) state_q <= StLimit;
        StLimit:  state_q <= StReady;
        StReady:  if (judges) state_q <= replay_start ? StReplay : StRefuse;
        StReplay, StRefuse: if (done_o) state_q <= same ? StCount : StIdle;
        default:  state_q <= StIdle;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (same || loads) begin
      slot_q  <= next_slot_q;
      fresh_q <= loads;
    end
    over_q  <= {1'b0, count_q.auth_failed} - {1'b0, count_q.bad_mac_limit};
    last_q  <= over_q == '1;
    first_q <= count_q.opened == '0;
  end

  // --- what is written: the window if the record is good, and the counts with one more ---

  logic             good_q;
  logic [SlotW-1:0] put_slot_q;
  logic [2:0]       full_q, adds_q, ones;  // opened, auth_failed, replayed
  logic [2:0]       carry;

  // One to each of them tells which are full and count no further.
  assign ones = (put_q == PutWindow) ? adds_q : '1;

  always_comb begin
    count_next = count_q;
    {carry[0], count_next.opened}      = {1'b0, count_q.opened} + 33'(ones[0]);
    {carry[1], count_next.auth_failed} = {1'b0, count_q.auth_failed} + 33'(ones[1]);
    {carry[2], count_next.replayed}    = {1'b0, count_q.replayed} + 33'(ones[2]);
  end

  assign counted       = put_q == PutWindow && (!good_q || table_wready_i);
  assign table_we_o    = (put_q == PutWindow && good_q) || put_q == PutCount;
  assign table_waddr_o = {put_slot_q, put_q == PutCount};

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      put_q <= PutNone;
    end else begin
      unique case (put_q)
        PutNone:   if (done_o) put_q <= PutWindow;
        PutWindow: if (counted) put_q <= PutCount;
        PutCount:  if (table_wready_i) put_q <= PutNone;
        default:   put_q <= PutNone;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    full_q <= carry;
    if (put_q == PutNone) begin
      table_wdata_o <= window;
      put_slot_q    <= slot_q;
      good_q        <= good;
      adds_q        <= ~full_q & {replay_done && !good, state_q == StRefuse && !limit, good};
    end
    if (counted) begin
      table_wdata_o  <= count_next;
      count_q.opened <= count_next.opened;
    end
    if (counts) count_q <= next_count_q;
  end

`ifdef FORMAL
  // States by name, for tests/formal/rec_verdict_proof.sv.
  logic f_next_same, f_next_window, f_next_count, f_next_read;
  logic f_idle, f_counting, f_limiting, f_ready, f_replaying, f_refusing;
  logic f_put_none, f_put_window, f_put_count;
  assign f_next_same   = next_q == NextSame;
  assign f_next_window = next_q == NextWindow;
  assign f_next_count  = next_q == NextCount;
  assign f_next_read   = next_q == NextRead;
  assign f_idle        = state_q == StIdle;
  assign f_counting    = state_q == StCount;
  assign f_limiting    = state_q == StLimit;
  assign f_ready       = state_q == StReady;
  assign f_replaying   = state_q == StReplay;
  assign f_refusing    = state_q == StRefuse;
  assign f_put_none    = put_q == PutNone;
  assign f_put_window  = put_q == PutWindow;
  assign f_put_count   = put_q == PutCount;
`endif

endmodule
