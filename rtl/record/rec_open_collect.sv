// SPDX-License-Identifier: Apache-2.0
//
// End of the open path: takes records in order, fetches tag and plaintext from their lanes and
// decides. Plaintext waits uncommitted in the output FIFO until its record is authentic and no
// replay (RFC 6347 section 4.1.2.6: the window is touched by authentic records only).

module rec_open_collect #(
  parameter int unsigned NumSessions = 128,
  localparam int unsigned SlotW = $clog2(NumSessions)
) (
  input  logic                           clk_i,
  input  logic                           rst_ni,

  input  logic                           order_valid_i,
  output logic                           order_ready_o,
  input  rec_types_pkg::record_t         order_i,

  // Receive state table: word 0 of a slot is rx_window_t, word 1 is rx_count_t.
  output logic                           table_re_o,
  input  logic                           table_rready_i,
  output logic [SlotW:0]                 table_raddr_o,
  input  logic                           table_rvalid_i,
  input  logic [rec_types_pkg::RxWordW-1:0] table_rdata_i,
  output logic                           table_we_o,
  input  logic                           table_wready_i,
  output logic [SlotW:0]                 table_waddr_o,
  output logic [rec_types_pkg::RxWordW-1:0] table_wdata_o,

  output rec_types_pkg::record_t         record_o,  // the record at hand

  // Asks for the record's result when its lane has it. Then: computed tag, received tag, plaintext.
  output logic                           drain_valid_o,
  input  logic                           drain_ready_i,
  input  logic                           lane_valid_i,
  input  logic                           lane_last_i,
  input  logic [127:0]                   lane_i,

  output logic                           out_valid_o,  // there is room
  output logic                           out_last_o,
  output logic [127:0]                   out_o,
  output logic                           commit_o,
  output logic                           rollback_o,

  output logic                           rsp_valid_o,  // there is room
  output rec_pkg::rec_rsp_t              rsp_o
);

  typedef enum logic [3:0] {
    StIdle, StWindow, StCount, StWait, StDrain, StComputed, StReceived, StPlain, StCompare,
    StReplay, StDecide, StPutWindow, StPutCount, StAnswer
  } state_e;

  state_e                    state_q;
  rec_types_pkg::record_t    record_q;
  rec_types_pkg::rx_window_t window_q;
  rec_types_pkg::rx_count_t  count_q;
  logic [127:0]              tag_q;    // computed; then its difference to the received one
  logic                      have_window_q, limit_q, forged_q, first_q, last_forgery_q;

  assign order_ready_o = state_q == StIdle;
  assign record_o      = record_q;

  // --- session state ---

  assign table_re_o    = state_q == StWindow || state_q == StCount;
  assign table_raddr_o = {record_q.slot[SlotW-1:0], state_q == StCount};

  // --- the one replay check; its outputs are registered in StReplay ---

  rec_pkg::result_e             replay_result, replay_q;
  logic [rec_pkg::SeqW-1:0]     top;
  logic [rec_pkg::WindowMax-1:0] window;
  rec_types_pkg::rx_window_t    window_next_q;

  rec_replay u_replay (
    .size_i  (window_q.size),
    .top_i   (window_q.top),
    .window_i(window_q.window),
    .seq_i   (record_q.seq),
    .result_o(replay_result),
    .top_o   (top),
    .window_o(window)
  );

  // --- verdict, in the order of docs/PROTOCOL.md section 6; the tag before anything secret ---

  rec_pkg::result_e         verdict;
  rec_types_pkg::rx_count_t count_next;

  always_comb begin
    verdict = replay_q;
    if (limit_q)       verdict = rec_pkg::ResBadMacLimit;
    else if (forged_q) verdict = rec_pkg::ResAuth;
  end

  always_comb begin
    count_next = count_q;
    unique case (record_q.result)
      rec_pkg::ResOk:   count_next.opened = rec_types_pkg::count_up(count_q.opened);
      rec_pkg::ResAuth: count_next.auth_failed = rec_types_pkg::count_up(count_q.auth_failed);
      rec_pkg::ResReplayDup,
      rec_pkg::ResReplayOld: count_next.replayed = rec_types_pkg::count_up(count_q.replayed);
      default: ;
    endcase
  end

  assign table_we_o    = (state_q == StPutWindow && record_q.result == rec_pkg::ResOk) ||
                         state_q == StPutCount;
  assign table_waddr_o = {record_q.slot[SlotW-1:0], state_q == StPutCount};
  assign table_wdata_o = (state_q == StPutCount) ? count_next
                                                 : rec_types_pkg::RxWordW'(window_next_q);

  // --- lane to output FIFO ---

  logic [15:0] keep;  // bytes of the lane's beat: past the payload's end it has key stream
  assign keep = lane_last_i ? ccm_lane_pkg::keep_bytes(record_q.len[3:0]) : '1;

  assign drain_valid_o = state_q == StDrain;
  assign out_valid_o   = state_q == StPlain && lane_valid_i;
  assign out_last_o    = lane_last_i;
  assign out_o         = lane_i & ccm_lane_pkg::mask_bytes(keep);
  assign commit_o      = state_q == StDecide && verdict == rec_pkg::ResOk;
  assign rollback_o    = state_q == StDecide && verdict != rec_pkg::ResOk;

  logic forged;
  assign forged = (tag_q[63:0] != '0) || (record_q.tag_16 && tag_q[127:64] != '0);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StIdle;
    end else begin
      unique case (state_q)
        StIdle: if (order_valid_i) begin
          state_q <= (order_i.result == rec_pkg::ResOk) ? StWindow : StAnswer;
        end
        StWindow:    if (table_rready_i) state_q <= StCount;
        StCount:     if (table_rready_i) state_q <= StWait;
        StWait:      if (table_rvalid_i && have_window_q) state_q <= StDrain;
        StDrain:     if (drain_ready_i) state_q <= StComputed;
        StComputed:  if (lane_valid_i) state_q <= StReceived;
        StReceived:  if (lane_valid_i) state_q <= lane_last_i ? StCompare : StPlain;
        StPlain:     if (lane_valid_i && lane_last_i) state_q <= StCompare;
        StCompare:   state_q <= StReplay;
        StReplay:    state_q <= StDecide;
        StDecide:    state_q <= StPutWindow;
        StPutWindow: if (table_wready_i) state_q <= StPutCount;
        StPutCount:  if (table_wready_i) state_q <= StAnswer;
        StAnswer:    state_q <= StIdle;
        default:     state_q <= StIdle;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (table_rvalid_i && !have_window_q) begin
      window_q <= table_rdata_i[$bits(rec_types_pkg::rx_window_t)-1:0];
    end
    if (table_rvalid_i && have_window_q) count_q <= table_rdata_i;
    if (table_rvalid_i) have_window_q <= 1'b1;
    unique case (state_q)
      StIdle: begin
        record_q       <= order_i;
        have_window_q  <= 1'b0;
        first_q        <= 1'b0;
        last_forgery_q <= 1'b0;
      end
      StComputed: if (lane_valid_i) tag_q <= lane_i;
      StReceived: if (lane_valid_i) tag_q <= tag_q ^ lane_i;
      StCompare:  forged_q <= forged;
      StReplay: begin
        limit_q       <= count_q.auth_failed >= count_q.bad_mac_limit;
        replay_q      <= replay_result;
        window_next_q <= '{window: window, free: '0, size: window_q.size, top: top};
      end
      StDecide: begin
        record_q.result <= verdict;
        first_q         <= verdict == rec_pkg::ResOk && count_q.opened == '0;
      end
      StPutCount: last_forgery_q <= record_q.result == rec_pkg::ResAuth &&
                                    count_next.auth_failed >= count_q.bad_mac_limit;
      default: ;
    endcase
  end

  assign rsp_valid_o = state_q == StAnswer;

  always_comb begin
    rsp_o               = '0;
    rsp_o.tag           = record_q.tag;
    rsp_o.result        = record_q.result;
    rsp_o.ctype         = record_q.ctype;
    rsp_o.first_auth    = first_q;
    rsp_o.bad_mac_limit = last_forgery_q;
    rsp_o.len           = (record_q.result == rec_pkg::ResOk) ? 16'(record_q.len) : '0;
    rsp_o.seq           = record_q.seq;
  end

endmodule
