// SPDX-License-Identifier: Apache-2.0
//
// Front of the seal path: checks a request against its session, gives it the next sequence number
// (nobody else does) and hands it to a lane with its payload.
//
// The next request is looked up while the payload of the one before goes.

module rec_seal #(
  parameter int unsigned NumSessions = 128,
  localparam int unsigned SlotW = $clog2(NumSessions)
) (
  input  logic                            clk_i,
  input  logic                            rst_ni,

  input  logic                            req_valid_i,
  output logic                            req_ready_o,
  input  rec_pkg::rec_req_t               req_i,
  input  logic                            s_axis_tvalid,
  output logic                            s_axis_tready,
  input  logic [127:0]                    s_axis_tdata,

  input  logic                            hold_i,  // begin nothing
  output logic [rec_types_pkg::NeedW-1:0] need_o,
  input  logic                            admit_ok_i,
  output logic                            begin_o,

  // Transmit table: word 0 of a slot is tx_fixed_t, word 1 is tx_state_t.
  output logic                            table_re_o,
  input  logic                            table_rready_i,
  output logic [SlotW:0]                  table_raddr_o,
  input  logic                            table_rvalid_i,
  input  logic [rec_types_pkg::TxWordW-1:0] table_rdata_i,
  output logic                            table_we_o,
  output logic [SlotW:0]                  table_waddr_o,
  output logic [rec_types_pkg::TxWordW-1:0] table_wdata_o,
  output logic                            numbered_o,  // done with the state that was read

  // A record for a lane, then its payload, as rec_dispatch says.
  output logic                            job_valid_o,
  input  logic                            job_ready_i,
  output rec_types_pkg::record_t          job_o,
  output rec_wire_pkg::nonce_t            nonce_o,
  input  logic                            due_i,
  output logic                            beat_valid_o,
  input  logic                            beat_ready_i,
  output logic [127:0]                    beat_o,
  output logic                            text_last_o,

  // job_o goes into the order queue: once it has a lane, or refused. There is always room.
  output logic                            order_valid_o
);

  typedef enum logic [2:0] {
    StIdle, StSize, StRoom, StRead0, StRead1, StWait, StCheck, StDecide
  } look_e;
  typedef enum logic [2:0] {StFree, StJob, StSend, StRefused, StDrop} send_e;

  look_e                           look_q;
  send_e                           send_q;
  rec_pkg::rec_req_t               req_q;
  logic [rec_types_pkg::NeedW-1:0] need_q;
  rec_types_pkg::tx_fixed_t        fixed_q;
  rec_types_pkg::tx_state_t        session_q;
  rec_types_pkg::record_t          record_q;  // being sent
  logic [31:0]                     salt_q;
  logic                            have_fixed_q;
  logic                            unknown, overflow, expired;
  logic                            unknown_q, too_long_q, overflow_q, expired_q, sealed_q, count_full_q;
  logic [3:0]                      soft_hit_q;  // in each quarter of the number
  logic                            reads_q;  // look_q is StRead0 or StRead1
  logic                            gone_q;   // no such session, or
  logic [3:0]                      other_q;  // another one by now, in each quarter of its generation
  logic                            decide, numbered_q;

  // --- request, room, look-up ---

  logic slot_exists;
  assign slot_exists = req_q.session.slot < 16'(NumSessions);

  assign req_ready_o   = look_q == StIdle;
  assign need_o        = need_q;
  assign begin_o       = look_q == StRoom && admit_ok_i && !hold_i;
  assign table_re_o    = reads_q;
  assign table_raddr_o = {req_q.session.slot[SlotW-1:0], look_q == StRead1};
  assign decide        = look_q == StDecide && send_q == StFree;
  assign numbered_o    = look_q == StDecide && !numbered_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      look_q <= StIdle;
    end else begin
      unique case (look_q)
        StIdle:   if (req_valid_i) look_q <= StSize;
        StSize:   look_q <= StRoom;
        StRoom:   if (begin_o) look_q <= StRead0;
        StRead0:  if (table_rready_i) look_q <= StRead1;
        StRead1:  if (table_rready_i) look_q <= StWait;
        StWait:   if (table_rvalid_i && have_fixed_q) look_q <= StCheck;
        StCheck:  look_q <= StDecide;
        StDecide: if (decide) look_q <= StIdle;
        default:  look_q <= StIdle;
      endcase
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) reads_q <= 1'b0;
    else         reads_q <= begin_o || look_q == StRead0 || (look_q == StRead1 && !table_rready_i);
  end

  assign unknown  = gone_q || other_q != '0;
  assign overflow = session_q.next == rec_pkg::SeqMax;
  assign expired  = session_q.next >= fixed_q.hard_at;

  // What session_q has while the other word comes.
  rec_types_pkg::tx_fixed_t fixed;
  assign fixed = session_q[$bits(rec_types_pkg::tx_fixed_t)-1:0];

  always_ff @(posedge clk_i) begin
    if (look_q == StIdle) begin
      req_q <= req_i;
      // The longest result of so many bytes; a refused record has none. Set here, so that admission
      // has seen it for a cycle when StRoom asks.
      too_long_q <= req_i.len > 16'(ccm_pkg::PayloadMax);
      if (req_i.len > 16'(ccm_pkg::PayloadMax)) need_q <= '0;
      else need_q <= rec_types_pkg::NeedW'((12'(req_i.len[10:0]) + 12'd52) >> 4);
    end
    if (look_q == StRoom) have_fixed_q <= 1'b0;
    numbered_q <= look_q == StDecide;
    if (table_rvalid_i) begin
      have_fixed_q <= 1'b1;
      fixed_q      <= fixed;
      session_q    <= table_rdata_i;
      gone_q       <= !slot_exists || !fixed.ctx.live;
      for (int unsigned i = 0; i < 4; i++)
        other_q[i] <= fixed.ctx.generation[4*i +: 4] != req_q.session.generation[4*i +: 4];
    end
    if (look_q == StCheck) begin
      unknown_q    <= unknown;
      overflow_q   <= overflow;
      expired_q    <= expired;
      // Known already when the next number is made, whose carry begins with it.
      sealed_q     <= !(unknown || too_long_q || overflow || expired);
      count_full_q <= session_q.sealed == '1;
      for (int unsigned i = 0; i < 4; i++) begin
        soft_hit_q[i] <= session_q.next[12*i +: 12] == session_q.soft_at[12*i +: 12];
      end
    end
  end

  // --- verdict, in the order of docs/PROTOCOL.md section 6, and the number ---

  rec_pkg::result_e         result;
  rec_types_pkg::tx_state_t session_next;
  logic                     takes, used_up;  // takes: a number, if one is left

  always_comb begin
    result = rec_pkg::ResOk;
    if (unknown_q)       result = rec_pkg::ResUnknownSession;
    else if (too_long_q) result = rec_pkg::ResTooLong;
    else if (overflow_q) result = rec_pkg::ResSeqOverflow;
    else if (expired_q)  result = rec_pkg::ResExpired;
  end

  assign takes   = !unknown_q && !too_long_q;
  assign used_up = takes && !sealed_q;

  always_comb begin
    session_next         = session_q;
    session_next.next    = session_q.next + rec_pkg::SeqW'(sealed_q);
    session_next.sealed  = session_q.sealed + 32'(sealed_q && !count_full_q);
    session_next.refused = session_q.refused || used_up;
  end

  assign table_we_o    = numbered_o && takes;
  assign table_waddr_o = {req_q.session.slot[SlotW-1:0], 1'b1};
  assign table_wdata_o = session_next;

  always_ff @(posedge clk_i) begin
    if (decide) begin
      record_q.tag        <= req_q.tag;
      record_q.result     <= result;
      record_q.hard_limit <= used_up && !session_q.refused;
      record_q.soft_limit <= sealed_q && soft_hit_q == '1;
      record_q.ctype      <= req_q.ctype;
      record_q.epoch      <= fixed_q.ctx.epoch;
      record_q.seq        <= sealed_q ? session_q.next : '0;
      record_q.slot       <= req_q.session.slot;
      record_q.key_256    <= fixed_q.ctx.key_256;
      record_q.tag_16     <= fixed_q.ctx.tag_16;
      record_q.len        <= req_q.len[10:0];
      record_q.need       <= need_q;
      salt_q              <= fixed_q.ctx.salt;
    end
  end

  // --- job and payload ---

  logic [11:0] left_q;          // whole beats of payload that have not come in
  logic        partial_q;       // and one that is not
  logic        none_q;          // there is none at all
  logic        last_q;          // only one is left, a cycle after one came in
  logic        ask_q;           // for the next one, at most every other cycle
  logic        beat_last_q, take, pull, comes;

  assign text_last_o = beat_valid_o ? beat_last_q : last_q;

  assign job_valid_o = send_q == StJob;
  assign job_o       = record_q;
  assign nonce_o     = '{explicit_nonce: {rec_wire_pkg::be48(record_q.seq),
                                          rec_wire_pkg::be16(record_q.epoch)}, salt: salt_q};

  assign order_valid_o = (send_q == StJob && job_ready_i) || send_q == StRefused;

  assign s_axis_tready = ask_q;
  assign pull          = s_axis_tvalid && ask_q;
  assign comes         = ask_q && send_q == StSend;
  assign take          = beat_valid_o && beat_ready_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      send_q       <= StFree;
      ask_q        <= 1'b0;
      beat_valid_o <= 1'b0;
    end else begin
      unique case (send_q)
        StFree:    if (decide) send_q <= sealed_q ? StJob : StRefused;
        StJob:     if (job_ready_i) send_q <= StSend;
        StSend:    if (due_i && (none_q || (take && beat_last_q))) send_q <= StFree;
        StRefused: send_q <= StDrop;
        StDrop:    if (none_q || (pull && last_q)) send_q <= StFree;
        default:   send_q <= StFree;
      endcase
      ask_q <= !none_q && !pull && (send_q == StDrop || (send_q == StSend && due_i &&
                                                          (!beat_valid_o || (beat_ready_i && !beat_last_q))));
      beat_valid_o <= (beat_valid_o && !beat_ready_i) || (s_axis_tvalid && comes);
    end
  end

  always_ff @(posedge clk_i) begin
    if (decide) begin
      left_q    <= req_q.len[15:4];
      partial_q <= req_q.len[3:0] != '0;
    end else if (pull) begin
      left_q    <= left_q - 1'b1;
    end
    if (send_q == StJob || send_q == StRefused) none_q <= left_q == '0 && !partial_q;
    last_q <= left_q[11:1] == '0 && left_q[0] != partial_q;

    if (pull) beat_last_q <= last_q;
    if (comes)              beat_o <= s_axis_tdata;
    else if (!beat_valid_o) beat_o <= '0;
  end

`ifdef FORMAL
  // States by name, for the rules in tests/formal/rec_seal_proof.sv and rec_seal_beats_proof.sv.
  logic f_idle, f_size, f_room, f_read_0, f_read_1, f_wait, f_check, f_decide, f_send, f_free, f_refused, f_drop;
  assign f_idle    = look_q == StIdle;
  assign f_size    = look_q == StSize;
  assign f_room    = look_q == StRoom;
  assign f_read_0  = look_q == StRead0;
  assign f_read_1  = look_q == StRead1;
  assign f_wait    = look_q == StWait;
  assign f_check   = look_q == StCheck;
  assign f_decide  = look_q == StDecide;
  assign f_free    = send_q == StFree;
  assign f_send    = send_q == StSend;
  assign f_refused = send_q == StRefused;
  assign f_drop    = send_q == StDrop;
`endif

endmodule
