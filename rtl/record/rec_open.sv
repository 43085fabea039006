// SPDX-License-Identifier: Apache-2.0
//
// Front of the open path: reads a record's header, checks it against its session and forms the CCM
// blocks of RFC 6655. The nonce is the one that the record carries; AAD and sequence number are
// those of its header. What depends on earlier records (bad-MAC limit, replay) is decided at the
// end.
//
// A record takes about 13 cycles and one a beat here, enough for 4 lanes. For more, the header of
// the next record would have to be read during the beats of this one.

module rec_open #(
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

  input  logic [NumSessions-1:0]          live_i,
  output logic                            table_re_o,
  output logic [SlotW-1:0]                table_raddr_o,
  input  logic                            table_rvalid_i,
  input  rec_types_pkg::ctx_t             table_rdata_i,

  // A record for a lane, then its beats.
  output logic                            job_valid_o,
  input  logic                            job_ready_i,
  output rec_types_pkg::record_t          job_o,
  input  logic [rec_types_pkg::LaneW-1:0] job_lane_i,    // with ready: where it went
  input  logic [ccm_pkg::LaneBufW-1:0]    job_buffer_i,
  output logic                            beat_valid_o,
  input  logic                            beat_ready_i,
  output logic [127:0]                    beat_o,

  // Every record, in order, with a lane or refused. There is always room.
  output logic                            order_valid_o,
  output rec_types_pkg::record_t          order_o
);

  typedef enum logic [3:0] {
    StIdle, StSize, StRoom, StHeader, StShape, StCheck, StDecide, StExplicit, StJob, StA0, StB0,
    StAad, StCipher, StTrailer, StRefused, StDrop
  } state_e;

  state_e                 state_q;
  rec_pkg::rec_req_t      req_q;
  rec_types_pkg::ctx_t    ctx_q;
  rec_wire_pkg::header_t  header_q;
  rec_types_pkg::record_t record_q;
  logic [63:0]            explicit_q;
  logic                   live_q, have_ctx_q, have_header_q, short_q;
  logic                   malformed_q, unknown_q, wrong_epoch_q, no_room_q, too_long_q;
  logic signed [16:0]     plain_len_q;
  logic [15:0]            left_q;  // bytes of the request, or of the cipher text, still to come

  // --- request, room, look-up ---

  logic        piece_valid, piece_ready, piece_moves;
  logic [4:0]  piece_len;
  logic [127:0] piece;
  logic [15:0] body_len;
  logic        slot_exists;

  assign slot_exists   = req_q.session.slot < 16'(NumSessions);
  assign req_ready_o   = state_q == StIdle;
  assign need_o        = record_q.need;
  assign begin_o       = state_q == StRoom && admit_ok_i && !hold_i;
  assign table_re_o    = begin_o;
  assign table_raddr_o = req_q.session.slot[SlotW-1:0];
  assign body_len      = rec_wire_pkg::be16(header_q.length);

  always_comb begin
    unique case (state_q)
      StHeader:   piece_len = 5'd13;
      StExplicit: piece_len = 5'd8;
      StTrailer:  piece_len = record_q.tag_16 ? 5'd16 : 5'd8;
      default:    piece_len = (left_q >= 16'd16) ? 5'd16 : left_q[4:0];
    endcase
  end

  assign piece_ready = (state_q == StHeader && !short_q && !have_header_q) ||
                       state_q == StExplicit ||
                       ((state_q == StCipher || state_q == StTrailer) && beat_ready_i) ||
                       state_q == StDrop;
  assign piece_moves = piece_valid && piece_ready;

  byte_splitter u_splitter (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .start_i      (begin_o),
    .len_i        (req_q.len),
    .s_axis_tvalid(s_axis_tvalid),
    .s_axis_tready(s_axis_tready),
    .s_axis_tdata (s_axis_tdata),
    .take_i       (piece_len),
    .valid_o      (piece_valid),
    .ready_i      (piece_ready),
    .data_o       (piece)
  );

  // --- verdict, in the order of docs/PROTOCOL.md section 6 ---

  rec_pkg::result_e result;

  always_comb begin
    result = rec_pkg::ResOk;
    if (short_q || malformed_q) result = rec_pkg::ResBadRecord;
    else if (unknown_q)         result = rec_pkg::ResUnknownSession;
    else if (wrong_epoch_q)     result = rec_pkg::ResWrongEpoch;
    else if (no_room_q)         result = rec_pkg::ResBadRecord;
    else if (too_long_q)        result = rec_pkg::ResTooLong;
  end

  // --- job and beats ---

  assign job_valid_o = state_q == StJob;
  assign job_o       = record_q;

  always_comb begin
    unique case (state_q)
      StA0:    beat_o = rec_wire_pkg::block_a0(ctx_q.salt, explicit_q);
      StB0:    beat_o = rec_wire_pkg::block_b0(record_q.tag_16, ctx_q.salt, explicit_q,
                                               record_q.len);
      StAad:   beat_o = rec_wire_pkg::block_aad(record_q.ctype, record_q.epoch, record_q.seq,
                                                record_q.len);
      default: beat_o = piece;
    endcase
  end

  assign beat_valid_o = state_q == StA0 || state_q == StB0 || state_q == StAad ||
                        ((state_q == StCipher || state_q == StTrailer) && piece_valid);

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
        StIdle:     if (req_valid_i) state_q <= StSize;
        StSize:     state_q <= StRoom;
        StRoom:     if (begin_o) state_q <= StHeader;
        StHeader:   if (have_ctx_q && (short_q || have_header_q)) state_q <= StShape;
        StShape:    state_q <= StCheck;
        StCheck:    state_q <= StDecide;
        StDecide:   state_q <= (result == rec_pkg::ResOk) ? StExplicit : StRefused;
        StExplicit: if (piece_moves) state_q <= StJob;
        StJob:      if (job_ready_i) state_q <= StA0;
        StA0:       if (beat_ready_i) state_q <= StB0;
        StB0:       if (beat_ready_i) state_q <= StAad;
        StAad:      if (beat_ready_i) state_q <= (left_q == '0) ? StTrailer : StCipher;
        StCipher:   if (piece_moves && left_q <= 16'd16) state_q <= StTrailer;
        StTrailer:  if (piece_moves) state_q <= StIdle;
        StRefused:  state_q <= (left_q == '0) ? StIdle : StDrop;
        StDrop:     if (piece_moves && left_q <= 16'd16) state_q <= StIdle;
        default:    state_q <= StIdle;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    unique case (state_q)
      StIdle: begin
        req_q   <= req_i;
        left_q  <= req_i.len;
        short_q <= req_i.len < 16'(rec_types_pkg::HeaderLen);
        // No plaintext that is not too long fills more beats than its record or than the longest.
        // Set here, so that admission has seen it for a cycle when StRoom asks.
        record_q.need <= (req_i.len > 16'(ccm_pkg::PayloadMax))
                             ? rec_types_pkg::NeedW'(ccm_pkg::PayloadMax / 16)
                             : rec_types_pkg::NeedW'((12'(req_i.len[10:0]) + 12'd15) >> 4);
      end
      StRoom: begin
        live_q        <= live_i[req_q.session.slot[SlotW-1:0]] && slot_exists;
        have_ctx_q    <= 1'b0;
        have_header_q <= 1'b0;
      end
      StHeader: begin
        if (piece_moves) begin
          header_q      <= piece[$bits(rec_wire_pkg::header_t)-1:0];
          have_header_q <= 1'b1;
          left_q        <= left_q - 16'(rec_types_pkg::HeaderLen);
        end
        if (table_rvalid_i) begin
          ctx_q      <= table_rdata_i;
          have_ctx_q <= 1'b1;
        end
      end
      StShape: begin
        plain_len_q <= signed'({1'b0, body_len}) - signed'(17'(rec_types_pkg::ExplicitLen)) -
                       signed'(17'(rec_types_pkg::tag_len(ctx_q.tag_16)));
        malformed_q <= body_len != left_q || header_q.version != rec_wire_pkg::VersionWire ||
                       header_q.ctype < 8'd20 || header_q.ctype > 8'd23;
      end
      StCheck: begin
        unknown_q     <= !live_q || ctx_q.generation != req_q.session.generation;
        wrong_epoch_q <= rec_wire_pkg::be16(header_q.epoch) != ctx_q.epoch;
        no_room_q     <= plain_len_q < 17'sd0;
        too_long_q    <= plain_len_q > signed'(17'(ccm_pkg::PayloadMax));
      end
      StDecide: begin
        record_q.tag        <= req_q.tag;
        record_q.result     <= result;
        record_q.hard_limit <= 1'b0;
        record_q.soft_limit <= 1'b0;
        record_q.ctype      <= short_q ? '0 : header_q.ctype;
        record_q.epoch      <= ctx_q.epoch;
        record_q.seq        <= short_q ? '0 : rec_wire_pkg::be48(header_q.seq);
        record_q.slot       <= req_q.session.slot;
        record_q.key_256    <= ctx_q.key_256;
        record_q.tag_16     <= ctx_q.tag_16;
        record_q.len        <= plain_len_q[10:0];
        record_q.lane       <= '0;  // known when dispatched
        record_q.buffer     <= '0;
        if (result == rec_pkg::ResOk) left_q <= plain_len_q[15:0];
      end
      StExplicit: if (piece_moves) explicit_q <= piece[63:0];
      StCipher, StDrop: if (piece_moves) begin
        left_q <= (left_q <= 16'd16) ? '0 : left_q - 16'd16;
      end
      default: ;
    endcase
  end

endmodule
