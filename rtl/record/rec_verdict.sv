// SPDX-License-Identifier: Apache-2.0
//
// What becomes of an opened record: forged, a replay, or good? Reads the session's window and counts
// while the record leaves its lane, decides when its tag is known, writes the window back, and then
// reads the counts once more and counts. The window is touched by authentic records only (RFC 6347
// section 4.1.2.6).

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

  output logic                     busy_o,    // until what was judged is written
  input  logic                     start_i,   // a record comes; these two stay while busy_o
  input  logic [SlotW-1:0]         slot_i,
  input  logic [rec_pkg::SeqW-1:0] seq_i,
  input  logic                     judge_i,   // from when its tag is known until done_o
  input  logic                     forged_i,
  output logic                     done_o,    // for one cycle, in which these are valid
  output rec_pkg::result_e         result_o,
  output logic                     first_o,   // the first authentic record
  output logic                     last_forgery_o  // that is tolerated
);

  typedef enum logic [3:0] {
    StIdle, StWindow, StCount, StWait, StLimit, StReady, StReplay, StPutWindow, StCountAgain, StPutCount
  } state_e;

  state_e                    state_q;
  rec_types_pkg::rx_count_t  count, count_next;
  logic                      have_window_q;
  logic [32:0]               left_q;   // forgeries that are still tolerated
  logic                      limit_q, last_q, first_q;
  logic [2:0]                full_q;   // opened, auth_failed, replayed count no further
  logic [2:0]                adds_q;   // one to which of them
  logic                      good_q;

  assign busy_o = state_q != StIdle;

  assign table_re_o    = state_q inside {StWindow, StCount, StCountAgain};
  assign table_raddr_o = {slot_i, state_q != StWindow};
  assign count         = table_rdata_i;

  logic                      replay_start, replay_done;
  rec_pkg::result_e          replay_result;
  rec_types_pkg::rx_window_t window_next;

  assign replay_start = state_q == StReady && judge_i && !limit_q && !forged_i;

  rec_replay u_replay (
    .clk_i   (clk_i),
    .rst_ni  (rst_ni),
    .load_i  (table_rvalid_i && !have_window_q),
    .stored_i(table_rdata_i),
    .seq_i   (seq_i),
    .start_i (replay_start),
    .done_o  (replay_done),
    .result_o(replay_result),
    .next_o  (window_next)
  );

  // In the order of docs/PROTOCOL.md section 6; the tag before anything secret.
  always_comb begin
    result_o = replay_result;
    if (limit_q)       result_o = rec_pkg::ResBadMacLimit;
    else if (forged_i) result_o = rec_pkg::ResAuth;
  end

  assign done_o         = (state_q == StReady && judge_i && (limit_q || forged_i)) || replay_done;
  assign first_o        = first_q && result_o == rec_pkg::ResOk;
  assign last_forgery_o = last_q && result_o == rec_pkg::ResAuth;

  always_comb begin
    count_next             = count;
    count_next.opened      = count.opened + 32'(adds_q[0]);
    count_next.auth_failed = count.auth_failed + 32'(adds_q[1]);
    count_next.replayed    = count.replayed + 32'(adds_q[2]);
  end

  // Counts that come while the table is busy are lost, and read once more.
  assign table_we_o    = (state_q == StPutWindow && good_q) ||
                         (state_q == StPutCount && table_rvalid_i);
  assign table_waddr_o = {slot_i, state_q == StPutCount};
  assign table_wdata_o = (state_q == StPutCount) ? count_next : window_next;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StIdle;
    end else begin
      unique case (state_q)
        StIdle:       if (start_i) state_q <= StWindow;
        StWindow:     if (table_rready_i) state_q <= StCount;
        StCount:      if (table_rready_i) state_q <= StWait;
        StWait:       if (table_rvalid_i && have_window_q) state_q <= StLimit;
        StLimit:      state_q <= StReady;
        StReady:      if (judge_i) state_q <= replay_start ? StReplay : StCountAgain;
        StReplay:     if (replay_done) state_q <= StPutWindow;
        StPutWindow:  if (!table_we_o || table_wready_i) state_q <= StCountAgain;
        StCountAgain: if (table_rready_i) state_q <= StPutCount;
        StPutCount:   if (table_rvalid_i) state_q <= table_wready_i ? StIdle : StCountAgain;
        default:      state_q <= StIdle;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (state_q == StIdle) have_window_q <= 1'b0;
    else if (table_rvalid_i) have_window_q <= 1'b1;
    if (table_rvalid_i) begin
      left_q  <= {1'b0, count.bad_mac_limit} - {1'b0, count.auth_failed};
      first_q <= count.opened == '0;
      full_q  <= {count.replayed == '1, count.auth_failed == '1, count.opened == '1};
    end
    limit_q <= left_q[32] || left_q == '0;
    last_q  <= left_q == 33'd1;
    if (done_o) begin
      good_q <= result_o == rec_pkg::ResOk;
      adds_q <= ~full_q & {result_o == rec_pkg::ResReplayDup || result_o == rec_pkg::ResReplayOld,
                           result_o == rec_pkg::ResAuth, result_o == rec_pkg::ResOk};
    end
  end

`ifdef FORMAL
  // States by name, for tests/formal/rec_verdict_proof.sv.
  logic f_asks, f_knows, f_replay, f_put_window, f_counts;
  assign f_asks       = state_q inside {StWindow, StCount, StWait};
  assign f_knows      = state_q inside {StLimit, StReady};
  assign f_replay     = state_q == StReplay;
  assign f_put_window = state_q == StPutWindow;
  assign f_counts     = state_q inside {StCountAgain, StPutCount};
`endif

endmodule
