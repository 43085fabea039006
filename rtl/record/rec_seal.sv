// SPDX-License-Identifier: Apache-2.0
//
// Front of the seal path: checks a request against its session, gives it the next sequence number
// (nobody else does) and forms the CCM blocks of RFC 6655.
//
// A record takes about 12 cycles and one a beat here, enough for 4 lanes. For more, looking up
// would have to overlap with the beats of the record before.

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
  input  logic [NumSessions-1:0]          live_i,
  output logic                            table_re_o,
  output logic [SlotW:0]                  table_raddr_o,
  input  logic                            table_rvalid_i,
  input  logic [rec_types_pkg::TxWordW-1:0] table_rdata_i,
  output logic                            table_we_o,
  output logic [SlotW:0]                  table_waddr_o,
  output logic [rec_types_pkg::TxWordW-1:0] table_wdata_o,

  // A record for a lane, then its beats.
  output logic                            job_valid_o,
  input  logic                            job_ready_i,
  output rec_types_pkg::record_t          job_o,
  input  logic [rec_types_pkg::LaneW-1:0] job_lane_i,    // with ready: where it went
  input  logic [ccm_pkg::LaneBufW-1:0]    job_buffer_i,
  output logic                            beat_valid_o,
  input  logic                            beat_ready_i,
  output logic [127:0]                    beat_o,

  // Every record, in order, sealed or refused. There is always room.
  output logic                            order_valid_o,
  output rec_types_pkg::record_t          order_o
);

  typedef enum logic [3:0] {
    StIdle, StSize, StRoom, StRead, StWait, StCheck, StDecide, StJob, StA0, StB0, StAad, StPayload,
    StRefused, StDrop
  } state_e;

  state_e                   state_q;
  rec_pkg::rec_req_t        req_q;
  rec_types_pkg::tx_fixed_t fixed_q;
  rec_types_pkg::tx_state_t session_q;
  rec_types_pkg::record_t   record_q;
  logic                     live_q, have_fixed_q;
  logic                     unknown_q, too_long_q, overflow_q, expired_q, soft_hit_q;
  logic [12:0]              beats_q;  // of payload still to come

  logic slot_exists, beat_moves;
  assign slot_exists = req_q.session.slot < 16'(NumSessions);

  // --- request, room, look-up ---

  assign req_ready_o   = state_q == StIdle;
  assign need_o        = record_q.need;
  assign begin_o       = state_q == StRoom && admit_ok_i && !hold_i;
  assign table_re_o    = begin_o || state_q == StRead;
  assign table_raddr_o = {req_q.session.slot[SlotW-1:0], state_q == StRead};

  // --- verdict, in the order of docs/PROTOCOL.md section 6, and the number ---

  rec_pkg::result_e         result;
  rec_types_pkg::tx_state_t session_next;

  always_comb begin
    result = rec_pkg::ResOk;
    if (unknown_q)       result = rec_pkg::ResUnknownSession;
    else if (too_long_q) result = rec_pkg::ResTooLong;
    else if (overflow_q) result = rec_pkg::ResSeqOverflow;
    else if (expired_q)  result = rec_pkg::ResExpired;
  end

  logic used_up;
  assign used_up = result == rec_pkg::ResSeqOverflow || result == rec_pkg::ResExpired;

  always_comb begin
    session_next = session_q;
    if (result == rec_pkg::ResOk) begin
      session_next.next   = session_q.next + 1'b1;
      session_next.sealed = rec_types_pkg::count_up(session_q.sealed);
    end
    if (used_up) session_next.refused = 1'b1;
  end

  assign table_we_o    = state_q == StDecide && (result == rec_pkg::ResOk || used_up);
  assign table_waddr_o = {req_q.session.slot[SlotW-1:0], 1'b1};
  assign table_wdata_o = session_next;

  // --- job and beats ---

  logic [63:0] explicit_nonce;  // epoch and sequence number
  assign explicit_nonce = {rec_wire_pkg::be48(record_q.seq), rec_wire_pkg::be16(record_q.epoch)};

  assign job_valid_o = state_q == StJob;
  assign job_o       = record_q;

  always_comb begin
    beat_o = s_axis_tdata;
    unique case (state_q)
      StA0:    beat_o = rec_wire_pkg::block_a0(fixed_q.ctx.salt, explicit_nonce);
      StB0:    beat_o = rec_wire_pkg::block_b0(record_q.tag_16, fixed_q.ctx.salt, explicit_nonce,
                                               record_q.len);
      StAad:   beat_o = rec_wire_pkg::block_aad(record_q.ctype, record_q.epoch, record_q.seq,
                                                record_q.len);
      default: beat_o = s_axis_tdata;
    endcase
  end

  assign beat_valid_o  = state_q == StA0 || state_q == StB0 || state_q == StAad ||
                         (state_q == StPayload && s_axis_tvalid);
  assign s_axis_tready = (state_q == StPayload && beat_ready_i) || state_q == StDrop;
  assign beat_moves    = s_axis_tvalid && s_axis_tready;

  always_comb begin
    order_o        = record_q;
    order_o.lane   = job_lane_i;
    order_o.buffer = job_buffer_i;
  end
  assign order_valid_o = (state_q == StJob && job_ready_i) || state_q == StRefused;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StIdle;
    end else begin
      unique case (state_q)
        StIdle:    if (req_valid_i) state_q <= StSize;
        StSize:    state_q <= StRoom;
        StRoom:    if (begin_o) state_q <= StRead;
        StRead:    state_q <= StWait;
        StWait:    if (table_rvalid_i && have_fixed_q) state_q <= StCheck;
        StCheck:   state_q <= StDecide;
        StDecide:  state_q <= (result == rec_pkg::ResOk) ? StJob : StRefused;
        StJob:     if (job_ready_i) state_q <= StA0;
        StA0:      if (beat_ready_i) state_q <= StB0;
        StB0:      if (beat_ready_i) state_q <= StAad;
        StAad:     if (beat_ready_i) state_q <= (beats_q == '0) ? StIdle : StPayload;
        StRefused: state_q <= (beats_q == '0) ? StIdle : StDrop;
        StPayload, StDrop: if (beat_moves && beats_q == 13'd1) state_q <= StIdle;
        default:   state_q <= StIdle;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    unique case (state_q)
      StIdle: begin
        req_q      <= req_i;
        beats_q    <= 13'((17'(req_i.len) + 17'd15) >> 4);
        too_long_q <= req_i.len > 16'(ccm_pkg::PayloadMax);
        // The longest result of so many bytes; a refused record has none. Set here, so that admission
        // has seen it for a cycle when StRoom asks.
        record_q.need <= (req_i.len > 16'(ccm_pkg::PayloadMax))
                             ? '0 : rec_types_pkg::NeedW'((12'(req_i.len[10:0]) + 12'd52) >> 4);
      end
      StRoom: begin
        live_q       <= live_i[req_q.session.slot[SlotW-1:0]] && slot_exists;
        have_fixed_q <= 1'b0;
      end
      StWait: if (table_rvalid_i) begin
        have_fixed_q <= 1'b1;
        if (!have_fixed_q) fixed_q <= table_rdata_i[$bits(rec_types_pkg::tx_fixed_t)-1:0];
        else               session_q <= table_rdata_i;
      end
      StCheck: begin
        unknown_q  <= !live_q || fixed_q.ctx.generation != req_q.session.generation;
        overflow_q <= session_q.next == rec_pkg::SeqMax;
        expired_q  <= session_q.next >= fixed_q.hard_at;
        soft_hit_q <= session_q.next == session_q.soft_at;
      end
      StDecide: begin
        record_q.tag        <= req_q.tag;
        record_q.result     <= result;
        record_q.hard_limit <= used_up && !session_q.refused;
        record_q.soft_limit <= result == rec_pkg::ResOk && soft_hit_q;
        record_q.ctype      <= req_q.ctype;
        record_q.epoch      <= fixed_q.ctx.epoch;
        record_q.seq        <= (result == rec_pkg::ResOk) ? session_q.next : '0;
        record_q.slot       <= req_q.session.slot;
        record_q.key_256    <= fixed_q.ctx.key_256;
        record_q.tag_16     <= fixed_q.ctx.tag_16;
        record_q.len        <= req_q.len[10:0];
        record_q.lane       <= '0;  // known when dispatched
        record_q.buffer     <= '0;
      end
      StPayload, StDrop: if (beat_moves) beats_q <= beats_q - 1'b1;
      default: ;
    endcase
  end

`ifdef FORMAL
  // States by name, for the rules in tests/formal/rec_seal_proof.sv.
  logic f_read, f_wait, f_check, f_decide, f_a0, f_b0, f_aad;
  assign f_read   = state_q == StRead;
  assign f_wait   = state_q == StWait;
  assign f_check  = state_q == StCheck;
  assign f_decide = state_q == StDecide;
  assign f_a0     = state_q == StA0;
  assign f_b0     = state_q == StB0;
  assign f_aad    = state_q == StAad;
`endif

endmodule
