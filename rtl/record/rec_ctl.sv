// SPDX-License-Identifier: Apache-2.0
//
// Session requests, one at a time: install, remove, query, wipe (docs/PROTOCOL.md section 5). Also
// wipes everything after a reset, because RAMs keep their content.

module rec_ctl #(
  parameter int unsigned NumSessions = 128,
  localparam int unsigned SlotW = $clog2(NumSessions)
) (
  input  logic                              clk_i,
  input  logic                              rst_ni,

  input  logic                              req_valid_i,
  output logic                              req_ready_o,
  input  rec_pkg::ctl_req_t                 req_i,
  input  logic                              s_axis_tvalid,
  output logic                              s_axis_tready,
  input  logic [127:0]                      s_axis_tdata,
  output logic                              rsp_valid_o,
  input  logic                              rsp_ready_i,
  output rec_pkg::ctl_rsp_t                 rsp_o,
  output logic                              m_axis_tvalid,
  input  logic                              m_axis_tready,
  output logic [127:0]                      m_axis_tdata,

  output logic [NumSessions-1:0]            live_o,
  output logic [15:0]                       sessions_o,

  output logic                              hold_o,   // begin no record
  input  logic                              quiet_i,  // no record is between begin and end
  output logic                              wipe_o,   // overwrite the copies of keys
  input  logic                              wiped_i,

  output logic                              key_we_o,
  output logic [SlotW+1:0]                  key_waddr_o,  // {slot, receive, half}
  output logic [127:0]                      key_wdata_o,

  // Transmit table: word 0 of a slot is tx_fixed_t, word 1 is tx_state_t.
  output logic                              tx_re_o,
  input  logic                              tx_rready_i,
  output logic [SlotW:0]                    tx_raddr_o,
  input  logic                              tx_rvalid_i,
  input  logic [rec_types_pkg::TxWordW-1:0] tx_rdata_i,
  output logic                              tx_we_o,
  input  logic                              tx_wready_i,
  output logic [SlotW:0]                    tx_waddr_o,
  output logic [rec_types_pkg::TxWordW-1:0] tx_wdata_o,

  // Receive context: one word a slot.
  output logic                              ctx_we_o,
  input  logic                              ctx_wready_i,
  output logic [SlotW-1:0]                  ctx_waddr_o,
  output rec_types_pkg::ctx_t               ctx_wdata_o,

  // Receive state: word 0 of a slot is rx_window_t, word 1 is rx_count_t.
  output logic                              rx_re_o,
  input  logic                              rx_rready_i,
  output logic [SlotW:0]                    rx_raddr_o,
  input  logic                              rx_rvalid_i,
  input  logic [rec_types_pkg::RxWordW-1:0] rx_rdata_i,
  output logic                              rx_we_o,
  input  logic                              rx_wready_i,
  output logic [SlotW:0]                    rx_waddr_o,
  output logic [rec_types_pkg::RxWordW-1:0] rx_wdata_o
);

  typedef enum logic [4:0] {
    StIdle, StLook, StLookWait, StCompare, StDecide, StBeats, StPutCtx, StPutFixed, StLive,
    StAskState, StGetState, StAskWindow, StGetWindow, StAskCount, StGetCount,
    StQuiet, StWipeKeys, StWipeCopies, StWipeSettle, StWipeWait, StAnswer, StSend
  } state_e;

  // First beat of an install, byte 0 last.
  typedef struct packed {
    logic [15:0] reserved;
    logic [31:0] rx_salt;
    logic [31:0] tx_salt;
    logic [15:0] rx_epoch;
    logic [15:0] tx_epoch;
    logic [7:0]  window_size;
    logic [7:0]  flags;
  } install0_t;

  state_e                     state_q;
  rec_pkg::ctl_req_t          req_q;
  rec_pkg::result_e           result_q;
  logic                       answer_q;  // somebody waits for the end of the wipe
  logic [NumSessions-1:0]     live_q, known_q;  // known: had a generation since the last wipe-all
  logic [15:0]                sessions_q;
  logic                       live_slot_q, known_slot_q, same_gen_q, newer_gen_q;
  rec_types_pkg::tx_fixed_t   fixed_q;
  install0_t                  install0_q;
  logic                       take_q, valid_q;  // install: it is written; it was right so far
  logic [2:0]                 beat_q;
  logic [rec_pkg::SeqW-1:0]   hard_q;
  logic [SlotW+1:0]           wipe_q, wipe_last_q;
  rec_types_pkg::tx_state_t   tx_q;
  rec_types_pkg::rx_window_t  window_q;
  rec_types_pkg::rx_count_t   count_q;

  logic [SlotW-1:0] slot;
  logic             slot_exists;
  assign slot        = req_q.session.slot[SlotW-1:0];
  assign slot_exists = req_q.session.slot < 16'(NumSessions) && req_q.session.generation != '0;

  // --- decision ---

  logic             found, refused, occupied, repeated;
  rec_pkg::result_e refusal;

  assign found    = slot_exists && live_slot_q && same_gen_q;
  assign repeated = found;
  assign occupied = slot_exists && live_slot_q && !same_gen_q;
  assign refused  = !slot_exists || (known_slot_q && !newer_gen_q);

  always_comb begin
    refusal = rec_pkg::ResOk;
    if (repeated)      refusal = rec_pkg::ResOk;
    else if (occupied) refusal = rec_pkg::ResNoSlot;
    else if (refused)  refusal = rec_pkg::ResRefused;
  end

  // --- install: beats go to the tables of the free slot as they come; generations, which must
  // survive a refusal, and the live bit follow at the end ---

  logic      beat_ok, beat_taken, wready;
  install0_t install0;
  assign install0 = install0_t'(s_axis_tdata);

  logic [63:0] upper, lower;  // a beat as two numbers
  assign upper = rec_wire_pkg::be64(s_axis_tdata[127:64]);
  assign lower = rec_wire_pkg::be64(s_axis_tdata[63:0]);

  always_comb begin
    unique case (beat_q)
      3'd0:    beat_ok = install0.flags[7:2] == '0 && install0.reserved == '0 &&
                         install0.window_size <= 8'(rec_pkg::WindowMax);
      3'd5:    beat_ok = lower[63:48] == '0 && upper[63:48] == '0;
      3'd6:    beat_ok = lower[63:48] == '0 && upper[63:32] != '0 && upper[31:0] == '0;
      3'd7:    beat_ok = lower[63:48] == '0;
      default: beat_ok = 1'b1;
    endcase
  end

  assign wready        = (beat_q == 3'd5) ? tx_wready_i :
                         (beat_q == 3'd6 || beat_q == 3'd7) ? rx_wready_i : 1'b1;
  assign s_axis_tready = state_q == StBeats && wready;
  assign beat_taken    = s_axis_tvalid && s_axis_tready;

  logic put;
  assign put = state_q == StBeats && s_axis_tvalid && take_q;

  rec_types_pkg::tx_state_t  tx_state;
  rec_types_pkg::tx_fixed_t  tx_fixed;
  rec_types_pkg::rx_window_t rx_window;
  rec_types_pkg::rx_count_t  rx_count;

  assign tx_state  = '{soft_at: upper[47:0], next: lower[47:0], refused: 1'b0, sealed: '0};
  assign rx_count  = '{bad_mac_limit: upper[63:32], auth_failed: '0, opened: '0, replayed: '0};
  assign rx_window = '{size: install0_q.window_size[6:0], top: lower[47:0], window: upper};
  assign tx_fixed  = '{ctx: '{generation: req_q.session.generation, key_256: install0_q.flags[0],
                              tag_16: install0_q.flags[1],
                              epoch: rec_wire_pkg::be16(install0_q.tx_epoch),
                              salt: install0_q.tx_salt},
                       hard_at: hard_q};

  assign tx_we_o    = (put && beat_q == 3'd5) || state_q == StPutFixed;
  assign tx_waddr_o = {slot, state_q != StPutFixed};
  assign tx_wdata_o = (state_q == StPutFixed) ? rec_types_pkg::TxWordW'(tx_fixed) : tx_state;

  assign rx_we_o    = put && (beat_q == 3'd6 || beat_q == 3'd7);
  assign rx_waddr_o = {slot, beat_q == 3'd6};
  assign rx_wdata_o = (beat_q == 3'd6) ? rx_count : rec_types_pkg::RxWordW'(rx_window);

  assign ctx_we_o    = state_q == StPutCtx;
  assign ctx_waddr_o = slot;
  assign ctx_wdata_o = '{generation: req_q.session.generation, key_256: install0_q.flags[0],
                         tag_16: install0_q.flags[1],
                         epoch: rec_wire_pkg::be16(install0_q.rx_epoch), salt: install0_q.rx_salt};

  logic [1:0] key_half;  // beats 1 to 4: {receive, half}
  assign key_half    = 2'(beat_q - 3'd1);
  assign key_we_o    = (put && beat_q >= 3'd1 && beat_q <= 3'd4) || state_q == StWipeKeys;
  assign key_waddr_o = (state_q == StWipeKeys) ? wipe_q : {slot, key_half};
  assign key_wdata_o = (state_q == StWipeKeys) ? '0 : s_axis_tdata;

  // --- query ---

  assign tx_re_o    = state_q == StLook || state_q == StAskState;
  assign tx_raddr_o = {slot, state_q == StAskState};
  assign rx_re_o    = state_q == StAskWindow || state_q == StAskCount;
  assign rx_raddr_o = {slot, state_q == StAskCount};

  always_comb begin
    unique case (beat_q)
      3'd0:    m_axis_tdata = {rec_wire_pkg::be64(64'(window_q.top)),
                               rec_wire_pkg::be64(64'(tx_q.next))};
      3'd1:    m_axis_tdata = {rec_wire_pkg::be32(count_q.opened), rec_wire_pkg::be32(tx_q.sealed),
                               rec_wire_pkg::be64(window_q.window)};
      default: m_axis_tdata = {64'd0, rec_wire_pkg::be32(count_q.replayed),
                               rec_wire_pkg::be32(count_q.auth_failed)};
    endcase
  end

  // --- outputs of state ---

  assign req_ready_o   = state_q == StIdle;
  assign rsp_valid_o   = state_q == StAnswer;
  assign rsp_o.result  = result_q;
  assign m_axis_tvalid = state_q == StSend;
  assign live_o        = live_q;
  assign sessions_o    = sessions_q;
  assign hold_o        = state_q inside {StQuiet, StWipeKeys, StWipeCopies, StWipeSettle,
                                           StWipeWait};
  assign wipe_o        = state_q == StWipeCopies;

  logic installs, removes;
  assign installs = state_q == StLive;
  assign removes  = state_q == StDecide && req_q.op == rec_pkg::CtlRemove && found;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q     <= StWipeKeys;
      answer_q    <= 1'b0;
      live_q      <= '0;
      known_q     <= '0;
      sessions_q  <= '0;
      wipe_q      <= '0;
      wipe_last_q <= '1;
    end else begin
      unique case (state_q)
        StIdle: if (req_valid_i) begin
          state_q <= (req_i.op == rec_pkg::CtlWipeAll) ? StQuiet : StLook;
          if (req_i.op == rec_pkg::CtlWipeAll) begin
            live_q      <= '0;
            known_q     <= '0;
            sessions_q  <= '0;
            wipe_q      <= '0;
            wipe_last_q <= '1;
          end
          answer_q <= 1'b1;
        end
        StLook:     if (tx_rready_i) state_q <= StLookWait;
        StLookWait: if (tx_rvalid_i) state_q <= StCompare;
        StCompare:  state_q <= StDecide;
        StDecide: begin
          wipe_q      <= {slot, 2'b00};
          wipe_last_q <= {slot, 2'b11};
          unique case (req_q.op)
            rec_pkg::CtlInstall: state_q <= StBeats;
            rec_pkg::CtlRemove:  state_q <= found ? StQuiet : StAnswer;
            default:             state_q <= found ? StAskState : StAnswer;
          endcase
        end

        StBeats: if (beat_taken && beat_q == 3'd7) begin
          if (!take_q)                 state_q <= StAnswer;
          else if (valid_q && beat_ok) state_q <= StPutCtx;
          else                         state_q <= StQuiet;
        end
        StPutCtx:   if (ctx_wready_i) state_q <= StPutFixed;
        StPutFixed: if (tx_wready_i) state_q <= StLive;
        StLive:     state_q <= StAnswer;

        StAskState:  if (tx_rready_i) state_q <= StGetState;
        StGetState:  if (tx_rvalid_i) state_q <= StAskWindow;
        StAskWindow: if (rx_rready_i) state_q <= StGetWindow;
        StGetWindow: if (rx_rvalid_i) state_q <= StAskCount;
        StAskCount:  if (rx_rready_i) state_q <= StGetCount;
        StGetCount:  if (rx_rvalid_i) state_q <= StAnswer;

        StQuiet:      if (quiet_i) state_q <= StWipeKeys;
        StWipeKeys: begin
          wipe_q <= wipe_q + 1'b1;
          if (wipe_q == wipe_last_q) state_q <= StWipeCopies;
        end
        StWipeCopies: state_q <= StWipeSettle;
        StWipeSettle: state_q <= StWipeWait;
        StWipeWait:   if (wiped_i) state_q <= answer_q ? StAnswer : StIdle;

        StAnswer: if (rsp_ready_i) begin
          state_q <= (req_q.op == rec_pkg::CtlQuery && result_q == rec_pkg::ResOk) ? StSend
                                                                                   : StIdle;
        end
        StSend:  if (m_axis_tready && beat_q == 3'd2) state_q <= StIdle;
        default: state_q <= StIdle;
      endcase

      if (installs) begin
        live_q[slot]  <= 1'b1;
        known_q[slot] <= 1'b1;
        sessions_q    <= sessions_q + 1'b1;
      end
      if (removes) begin
        live_q[slot] <= 1'b0;
        sessions_q   <= sessions_q - 1'b1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    unique case (state_q)
      StIdle: begin
        req_q    <= req_i;
        result_q <= rec_pkg::ResOk;
      end
      StLookWait: if (tx_rvalid_i) fixed_q <= tx_rdata_i[$bits(rec_types_pkg::tx_fixed_t)-1:0];
      StCompare: begin
        live_slot_q  <= live_q[slot];
        known_slot_q <= known_q[slot];
        same_gen_q   <= fixed_q.ctx.generation == req_q.session.generation;
        newer_gen_q  <= fixed_q.ctx.generation < req_q.session.generation;
      end
      StDecide: begin
        beat_q  <= '0;
        valid_q <= 1'b1;
        take_q  <= !repeated && !occupied && !refused;
        if (req_q.op == rec_pkg::CtlInstall) result_q <= refusal;
        if (req_q.op == rec_pkg::CtlQuery && !found) result_q <= rec_pkg::ResUnknownSession;
      end
      StBeats: if (beat_taken) begin
        beat_q  <= beat_q + 1'b1;
        valid_q <= valid_q && beat_ok;
        if (beat_q == 3'd0) install0_q <= install0;
        if (beat_q == 3'd6) hard_q <= lower[47:0];
        if (beat_q == 3'd7 && take_q && !(valid_q && beat_ok)) result_q <= rec_pkg::ResRefused;
      end
      StGetState:  if (tx_rvalid_i) tx_q <= tx_rdata_i;
      StGetWindow: if (rx_rvalid_i) window_q <= rx_rdata_i[$bits(rec_types_pkg::rx_window_t)-1:0];
      StGetCount:  if (rx_rvalid_i) count_q <= rx_rdata_i;
      StSend:      if (m_axis_tready) beat_q <= beat_q + 1'b1;
      default: ;
    endcase
  end

endmodule
