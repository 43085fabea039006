// SPDX-License-Identifier: Apache-2.0
//
// Front of the open path: reads a record's header, checks it against its session and hands the cipher
// text and then the received tag to a lane. The nonce is the one that the record carries; AAD and
// sequence number are those of its header. What depends on earlier records (bad-MAC limit, replay) is
// decided at the end.
//
// The next request is looked up while this one's beats go. Header and explicit nonce are 21 bytes,
// so cipher text always begins at byte 5 of a beat and is shifted by wires; only the tag is turned,
// byte by byte, while the next record's header is read.

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

  output logic                            table_re_o,
  output logic [SlotW-1:0]                table_raddr_o,
  input  logic                            table_rvalid_i,
  input  rec_types_pkg::ctx_t             table_rdata_i,

  // A record for a lane, then cipher text and tag, as rec_dispatch says.
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

  typedef enum logic [2:0] {StIdle, StSize, StRoom, StRead, StWait, StPlain, StFound} look_e;
  typedef enum logic [3:0] {
    StHeader, StCheck, StDecide, StJob, StNonce, StText, StTag, StTagGone, StRefused, StDrop
  } send_e;

  look_e                           look_q;
  send_e                           send_q;
  rec_pkg::rec_req_t               req_q;
  logic [rec_types_pkg::NeedW-1:0] need_q;
  rec_types_pkg::ctx_t             ctx_q;
  rec_types_pkg::record_t          record_q;  // being sent
  logic [31:0]                     salt_q;
  logic                            found_q;  // look_q is StFound
  logic                            short_q, empty_q, no_room_q;
  logic                            gone_q;   // no such session, or
  logic [3:0]                      other_q;  // another one by now
  logic [15:0]                     body_len_q, plain_len_q;

  // --- request, room, look-up ---

  logic        slot_exists, less_than_known, decide;
  logic [5:0]  known_q;  // bytes that are no body, no plaintext
  logic [15:0] rest;     // and the others

  assign slot_exists   = req_q.session.slot < 16'(NumSessions);
  assign req_ready_o   = look_q == StIdle;
  assign need_o        = need_q;
  assign begin_o       = look_q == StRoom && admit_ok_i && !hold_i;
  assign table_re_o    = look_q == StRead;
  assign table_raddr_o = req_q.session.slot[SlotW-1:0];

  always_ff @(posedge clk_i) begin
    if (look_q == StIdle) known_q <= 6'(rec_types_pkg::HeaderLen);
    else known_q <= 6'(rec_types_pkg::HeaderLen + rec_types_pkg::ExplicitLen +
                       rec_types_pkg::tag_len(table_rdata_i.tag_16));
  end
  assign {less_than_known, rest} = 17'(req_q.len) - 17'(known_q);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      look_q <= StIdle;
    end else begin
      unique case (look_q)
        StIdle:  if (req_valid_i) look_q <= StSize;
        StSize:  look_q <= StRoom;
        StRoom:  if (begin_o) look_q <= StRead;
        StRead:  look_q <= StWait;
        StWait:  if (table_rvalid_i) look_q <= StPlain;
        StPlain: look_q <= StFound;
        StFound: if (decide) look_q <= StIdle;
        default: look_q <= StIdle;
      endcase
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) found_q <= 1'b0;
    else         found_q <= look_q == StPlain || (found_q && !decide);
  end

  always_ff @(posedge clk_i) begin
    if (look_q == StIdle) begin
      req_q <= req_i;
      // Without header, nonce and tag no record that is not too long fills more. Set here, so that
      // admission has seen it for a cycle when StRoom asks.
      if (req_i.len[15:11] != '0) need_q <= '0;
      else                        need_q <= req_i.len[10:4];
    end
    if (look_q == StSize) begin
      short_q    <= less_than_known;
      body_len_q <= rest;
    end
    if (table_rvalid_i)    ctx_q  <= table_rdata_i;
    if (look_q == StPlain) begin
      gone_q      <= !slot_exists || !ctx_q.live;
      for (int unsigned i = 0; i < 4; i++)
        other_q[i] <= ctx_q.generation[4*i +: 4] != req_q.session.generation[4*i +: 4];
      empty_q     <= short_q && req_q.len[3:0] == '0;
      no_room_q   <= less_than_known;
      plain_len_q <= rest;
    end
  end

  // --- verdict, in the order of docs/PROTOCOL.md section 6. Numbers are compared in quarters, which are joined a
  // cycle later ---

  logic [127:0]          beat_q;  // of the record that came last: first the header
  rec_wire_pkg::header_t header;
  logic                  unknown_q, too_long_q;
  logic [2:0]            malformed_q;  // in length or type, in each byte of the version
  logic [3:0]            length_differs_q, epoch_differs_q;
  logic [15:0]           header_length, header_epoch;
  rec_pkg::result_e      result;

  assign header        = beat_q[$bits(rec_wire_pkg::header_t)-1:0];
  assign header_length = rec_wire_pkg::be16(header.length);
  assign header_epoch  = rec_wire_pkg::be16(header.epoch);
  assign decide = send_q == StDecide;

  always_comb begin
    result = rec_pkg::ResOk;
    if (malformed_q != '0 || length_differs_q != '0) result = rec_pkg::ResBadRecord;
    else if (unknown_q)                              result = rec_pkg::ResUnknownSession;
    else if (epoch_differs_q != '0)                  result = rec_pkg::ResWrongEpoch;
    else if (no_room_q)                              result = rec_pkg::ResBadRecord;
    else if (too_long_q)                             result = rec_pkg::ResTooLong;
  end

  always_ff @(posedge clk_i) begin
    if (send_q == StCheck) begin
      malformed_q <= {header.version[15:8] != rec_wire_pkg::VersionWire[15:8],
                      header.version[7:0] != rec_wire_pkg::VersionWire[7:0],
                      short_q || header.ctype < 8'd20 || header.ctype > 8'd23};
      for (int unsigned i = 0; i < 4; i++) begin
        length_differs_q[i] <= header_length[4*i +: 4] != body_len_q[4*i +: 4];
        epoch_differs_q[i]  <= header_epoch[4*i +: 4] != ctx_q.epoch[4*i +: 4];
      end
      unknown_q  <= gone_q || other_q != '0;
      too_long_q <= plain_len_q > 16'(ccm_pkg::PayloadMax);
    end
    if (decide) begin
      record_q.tag        <= req_q.tag;
      record_q.result     <= result;
      record_q.hard_limit <= 1'b0;
      record_q.soft_limit <= 1'b0;
      record_q.ctype      <= short_q ? '0 : header.ctype;
      record_q.epoch      <= ctx_q.epoch;
      record_q.seq        <= short_q ? '0 : rec_wire_pkg::be48(header.seq);
      record_q.slot       <= req_q.session.slot;
      record_q.key_256    <= ctx_q.key_256;
      record_q.tag_16     <= ctx_q.tag_16;
      record_q.len        <= plain_len_q[10:0];
      record_q.need       <= need_q;
      salt_q              <= ctx_q.salt;
    end
  end

  // --- job, and what of the record is to come ---

  logic [11:0] left_q;     // whole beats of the request still to come, and the header's
  logic        partial_q;  // and one that is not
  logic [6:0]  texts_q;    // whole blocks of cipher text still to come
  logic [3:0]  odd_q;      // bytes of the one that is not
  logic        more_q, no_text_q, last_text_q;  // what these say, a cycle after something was counted
  logic        block_valid_q;
  logic        ask_q;    // for the next beat, or zeros behind the last one,
  logic        drops_q;  // and drops it
  logic        stepped, counted, fetched, pull, pass;

  assign job_valid_o = send_q == StJob && s_axis_tvalid;  // with the rest of the nonce
  assign job_o       = record_q;
  assign nonce_o     = '{explicit_nonce: {s_axis_tdata[39:0], beat_q[127:104]}, salt: salt_q};

  assign order_valid_o = (send_q == StJob && job_ready_i) || send_q == StRefused;

  logic header_due;
  assign header_due = send_q == StHeader && found_q;

  assign s_axis_tready = (header_due && !empty_q) || send_q == StNonce || (ask_q && more_q);
  assign pull          = s_axis_tvalid && s_axis_tready;
  assign stepped       = ask_q && (s_axis_tvalid || !more_q);
  assign counted       = send_q == StNonce || (ask_q && more_q && s_axis_tvalid);  // StJob saw the nonce

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      send_q <= StHeader;
    end else begin
      unique case (send_q)
        StHeader:  if (header_due && (empty_q || pull)) send_q <= StCheck;
        StCheck:   send_q <= StDecide;
        StDecide:  send_q <= (result == rec_pkg::ResOk) ? StJob : StRefused;
        StJob:     if (job_ready_i) send_q <= StNonce;
        StNonce:   send_q <= no_text_q ? StTag : StText;
        StText:    if (fetched && last_text_q) send_q <= StTag;
        StTag:     if (fetched) send_q <= StTagGone;
        StTagGone: if (pass) send_q <= StHeader;
        StRefused: send_q <= StDrop;
        StDrop:    if (ask_q && !more_q) send_q <= StHeader;
        default:   send_q <= StHeader;
      endcase
    end
  end

  // At most every other cycle, so that more_q is right.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) ask_q <= 1'b0;
    else ask_q <= !stepped && (send_q == StDrop || ((send_q == StText || send_q == StTag) && (!block_valid_q || pass)));
  end

  always_ff @(posedge clk_i) begin
    drops_q <= send_q == StDrop;
    if (pull) beat_q <= s_axis_tdata;
    if (decide) begin
      left_q    <= req_q.len[15:4];
      partial_q <= req_q.len[3:0] != '0;
      texts_q   <= plain_len_q[10:4];
      odd_q     <= plain_len_q[3:0];
    end else begin
      if (counted) left_q  <= left_q - 1'b1;
      if (fetched) texts_q <= texts_q - 1'b1;
    end
    more_q      <= left_q[11:1] != '0 || (left_q[0] && partial_q);
    no_text_q   <= texts_q == '0 && odd_q == '0;
    last_text_q <= texts_q[6:1] == '0 && texts_q[0] != (odd_q != '0);
  end

  // --- a block, shifted by 5 bytes ---

  // The tag begins where the last text ends, and may go on in the next block. That one only fills
  // in the bytes that the text has left, so that the whole tag is here, turned by odd_q bytes.
  logic [127:0] block_q;
  logic         tag_q, last_q;
  logic [15:0]  fill_q;  // bytes that the next block fills in

  assign fetched = stepped && !drops_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) block_valid_q <= 1'b0;
    else         block_valid_q <= fetched || (block_valid_q && !pass);
  end

  always_ff @(posedge clk_i) begin
    if (fetched) begin
      tag_q  <= send_q == StTag;
      last_q <= send_q == StText && last_text_q;
    end
    if (send_q != StTag) fill_q <= '1;
    else                 fill_q <= ccm_lane_pkg::keep_bytes(odd_q);
    for (int unsigned i = 0; i < 16; i++) begin
      if (pass && tag_q)             block_q[8*i +: 8] <= '0;
      else if (fetched && fill_q[i]) block_q[8*i +: 8] <= 8'({s_axis_tdata[39:0], beat_q[127:40]} >> (8*i));
    end
  end

  // --- the beat that leaves, and the tag's turn: by 4 bytes or by 1 a cycle ---

  logic       full_q, last_out_q, take;
  logic [3:0] turn_q;  // bytes still to turn by

  assign pass         = block_valid_q && !full_q && due_i;
  assign beat_valid_o = full_q && turn_q == '0;
  assign take         = beat_valid_o && beat_ready_i;
  assign text_last_o  = full_q ? last_out_q : last_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) full_q <= 1'b0;
    else         full_q <= pass || (full_q && !take);
  end

  always_ff @(posedge clk_i) begin
    if (pass) begin
      last_out_q <= last_q;
      turn_q     <= tag_q ? odd_q : '0;
    end else if (turn_q[3:2] != '0) begin
      turn_q[3:2] <= turn_q[3:2] - 1'b1;
    end else if (turn_q != '0) begin
      turn_q[1:0] <= turn_q[1:0] - 1'b1;
    end
    // Of the beat and the block one is zero: the beat before it is filled, the block while it turns.
    if (!due_i || take) beat_o <= '0;
    else if (pass || turn_q != '0) begin
      beat_o <= block_q | ((turn_q[3:2] != '0) ? {beat_o[31:0], beat_o[127:32]} : {beat_o[7:0], beat_o[127:8]});
    end
  end

`ifdef FORMAL
  // States by name, for tests/formal/rec_open_beats_proof.sv.
  logic f_idle, f_size, f_room, f_wait, f_found, f_lost;
  logic f_header, f_check, f_job, f_nonce, f_text, f_tag, f_tag_gone, f_refused, f_drop;
  assign f_idle     = look_q == StIdle;
  assign f_size     = look_q == StSize;
  assign f_plain    = look_q == StPlain;
  assign f_room     = look_q == StRoom;
  assign f_wait     = look_q == StWait;
  assign f_found    = look_q == StFound;
  assign f_lost     = look_q > StFound;
  assign f_header   = send_q == StHeader;
  assign f_check    = send_q == StCheck;
  assign f_job      = send_q == StJob;
  assign f_nonce    = send_q == StNonce;
  assign f_text     = send_q == StText;
  assign f_tag      = send_q == StTag;
  assign f_tag_gone = send_q == StTagGone;
  assign f_refused  = send_q == StRefused;
  assign f_drop     = send_q == StDrop;
`endif

endmodule
