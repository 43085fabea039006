// SPDX-License-Identifier: Apache-2.0
//
// Session requests, one at a time: install, remove, query, wipe (docs/PROTOCOL.md section 5). Also
// wipes everything after a reset, because RAMs keep their content.
//
// It writes a session's words only while the session is not live: a slot's live bits are set with the
// last word of an install, and are cleared when no record is between begin and end.

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

  output logic [15:0]                       sessions_o,

  output logic                              hold_o,   // begin no record
  input  logic                              quiet_i,  // no record is between begin and end
  output logic                              wipe_o,   // overwrite the copies of keys
  input  logic                              wiped_i,

  output logic                              key_we_o,
  output logic [SlotW+1:0]                  key_waddr_o,  // {slot, receive, half}
  output logic [127:0]                      key_wdata_o,

  // rec_table
  output logic                              table_re_o,
  output logic [SlotW+1:0]                  table_raddr_o,
  input  logic                              table_rvalid_i,
  input  logic [rec_types_pkg::TxWordW-1:0] table_rdata_i,
  output logic                              table_we_o,
  output logic                              table_ctx_we_o,
  input  logic                              table_wready_i,
  output logic [SlotW+1:0]                  table_waddr_o,
  output logic [rec_types_pkg::TxWordW-1:0] table_wdata_o,
  output rec_types_pkg::ctx_t               table_ctx_wdata_o
);

  typedef enum logic [3:0] {
    StIdle, StLook, StDecide, StBeat, StUse, StPut, StLive, StFetch, StMove,
    StQuiet, StWipeTables, StWipeCopies, StWipeSettle, StWipeWait, StAnswer, StSend
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

  state_e            state_q;
  rec_pkg::ctl_req_t req_q;
  rec_pkg::result_e  result_q;
  logic              answer_q;  // somebody waits for the end of the wipe
  logic              all_q;     // it wipes every slot
  logic              quiet_q;
  logic [SlotW:0]    sessions_q;

  // Where it is. The lower bits of step_q are a word's or a key's number in the slot. An install goes
  // from 7, its first beat, over 0 to 7; a query from 7, the look-up, to 4.
  logic [SlotW-1:0]  slot_q;
  logic [2:0]        step_q;

  // --- decision ---

  rec_types_pkg::tx_fixed_t seen;
  logic                     looked_q;  // seen_q is there
  logic                     exists_q, live_q, same_q, newer_q, found;
  logic [15:0]              seen_q;    // generation

  assign seen  = table_rdata_i[$bits(rec_types_pkg::tx_fixed_t)-1:0];
  assign found = exists_q && live_q && same_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) looked_q <= 1'b0;
    else         looked_q <= state_q == StLook && table_rvalid_i;
  end

  always_ff @(posedge clk_i) begin
    if (table_rvalid_i && state_q == StLook) {live_q, seen_q} <= {seen.ctx.live, seen.ctx.generation};
    exists_q <= req_q.session.slot < 16'(NumSessions) && req_q.session.generation != '0;
    same_q   <= seen_q == req_q.session.generation;
    newer_q  <= seen_q < req_q.session.generation;
  end

  rec_pkg::result_e refusal;  // of an install

  always_comb begin
    refusal = rec_pkg::ResOk;
    if (!exists_q)                refusal = rec_pkg::ResRefused;
    else if (live_q && !same_q)   refusal = rec_pkg::ResNoSlot;
    else if (!live_q && !newer_q) refusal = rec_pkg::ResRefused;
  end

  // --- install: beats go to the free slot's words and keys as they come; generations, which must
  // survive a refusal, and the live bits follow at the end ---

  logic [127:0]             beat_q, key_q;    // key_q goes to the key RAM and nowhere else
  install0_t                beat0, install0_q;
  logic [rec_pkg::SeqW-1:0] hard_q;
  logic                     take_q, valid_q;  // it is written; it was right so far, but for
  logic                     wrong_q;          // the beat a cycle ago
  logic [63:0]              upper, lower;     // a beat as two numbers
  logic                     beat_ok, uses;

  assign beat0 = install0_t'(beat_q);
  assign upper = rec_wire_pkg::be64(beat_q[127:64]);
  assign lower = rec_wire_pkg::be64(beat_q[63:0]);

  always_comb begin
    unique case (step_q)
      3'd7:    beat_ok = beat0.flags[7:2] == '0 && beat0.reserved == '0 &&
                         beat0.window_size <= 8'(rec_pkg::WindowMax);
      3'd4:    beat_ok = lower[63:48] == '0 && upper[63:48] == '0;
      3'd5:    beat_ok = lower[63:48] == '0 && upper[63:32] != '0 && upper[31:0] == '0;
      3'd6:    beat_ok = lower[63:48] == '0;
      default: beat_ok = 1'b1;  // keys
    endcase
  end

  logic key_step, word_step, wiping;
  assign key_step  = !step_q[2];
  assign word_step = step_q[2] && step_q[1:0] != rec_types_pkg::WordFixed;
  assign wiping    = state_q == StWipeTables;
  assign uses      = state_q == StUse;

  assign s_axis_tready = state_q == StBeat;

  // All of it is zero when a wipe begins.
  logic clear;
  assign clear = state_q == StIdle || state_q == StQuiet;

  always_ff @(posedge clk_i) begin
    if (clear) begin
      beat_q     <= '0;
      key_q      <= '0;
      install0_q <= '0;
      hard_q     <= '0;
    end else begin
      if (state_q == StBeat && !key_step) beat_q <= s_axis_tdata;
      if (state_q == StBeat && key_step)  key_q  <= s_axis_tdata;
      if (uses && step_q == 3'd7) install0_q <= beat0;
      if (uses && step_q == 3'd5) hard_q <= lower[47:0];
    end
  end

  assign key_we_o    = (uses && take_q && key_step) || wiping;
  assign key_waddr_o = {slot_q, step_q[1:0]};
  assign key_wdata_o = key_q;

  // A removed session leaves its generation, a refused install the one before.
  logic        live_new;
  logic [15:0] generation;

  assign live_new   = state_q == StLive;
  assign generation = all_q ? '0 : req_q.session.generation;

  assign table_we_o     = (state_q == StPut && take_q) || table_ctx_we_o;
  assign table_ctx_we_o = (live_new && take_q && valid_q) ||
                          (wiping && (all_q || req_q.op == rec_pkg::CtlRemove));
  assign table_waddr_o  = {slot_q, step_q[1:0]};

  rec_types_pkg::tx_fixed_t  fixed;
  rec_types_pkg::tx_state_t  state;
  rec_types_pkg::rx_count_t  count;
  rec_types_pkg::rx_window_t window;

  always_comb begin
    fixed.ctx.live       = live_new;
    fixed.ctx.generation = generation;
    fixed.ctx.key_256    = install0_q.flags[0];
    fixed.ctx.tag_16     = install0_q.flags[1];
    fixed.ctx.epoch      = rec_wire_pkg::be16(install0_q.tx_epoch);
    fixed.ctx.salt       = install0_q.tx_salt;
    fixed.hard_at        = hard_q;

    table_ctx_wdata_o       = fixed.ctx;
    table_ctx_wdata_o.epoch = rec_wire_pkg::be16(install0_q.rx_epoch);
    table_ctx_wdata_o.salt  = install0_q.rx_salt;

    state  = '{sealed: '0, soft_at: upper[47:0], free: '0, refused: 1'b0, next: lower[47:0]};
    count  = '{auth_failed: '0, replayed: '0, bad_mac_limit: upper[63:32], opened: '0};
    window = '{window: upper, free: '0, size: install0_q.window_size[6:0], top: lower[47:0]};

    unique case (step_q[1:0])
      rec_types_pkg::WordWindow: table_wdata_o = rec_types_pkg::TxWordW'(window);
      rec_types_pkg::WordCount:  table_wdata_o = rec_types_pkg::TxWordW'(count);
      rec_types_pkg::WordFixed:  table_wdata_o = rec_types_pkg::TxWordW'(fixed);
      default:                   table_wdata_o = state;
    endcase
  end

  // --- query: state, window and counts are each read once. What belongs to the next beat waits ---

  rec_types_pkg::tx_state_t  seen_state;
  rec_types_pkg::rx_count_t  seen_count;
  rec_types_pkg::rx_window_t seen_window;
  logic [63:0]               out_upper_q, out_lower_q, wait_lower_q;
  logic [31:0]               wait_sealed_q;
  logic                      fetched;

  assign seen_state  = rec_types_pkg::tx_state_t'(table_rdata_i);
  assign seen_count  = table_rdata_i[$bits(rec_types_pkg::rx_count_t)-1:0];
  assign seen_window = table_rdata_i[$bits(rec_types_pkg::rx_window_t)-1:0];

  assign table_re_o    = (state_q == StLook && !looked_q) || state_q == StFetch;
  assign table_raddr_o = {slot_q, step_q[0], step_q[1]};  // fixed; state, window, count
  assign fetched       = state_q == StFetch && table_rvalid_i;
  assign m_axis_tdata  = {rec_wire_pkg::be64(out_upper_q), rec_wire_pkg::be64(out_lower_q)};

  always_ff @(posedge clk_i) begin
    if (fetched) begin
      unique case (step_q[1:0])
        2'd0: begin
          out_lower_q   <= 64'(seen_state.next);
          wait_sealed_q <= seen_state.sealed;
        end
        2'd1: begin
          out_upper_q  <= 64'(seen_window.top);
          wait_lower_q <= seen_window.window;
        end
        default: begin
          out_upper_q[31:0] <= seen_count.opened;
          wait_lower_q      <= {seen_count.auth_failed, seen_count.replayed};
        end
      endcase
    end
    if (state_q == StMove) begin
      out_lower_q <= wait_lower_q;
      out_upper_q <= step_q[0] ? '0 : {wait_sealed_q, 32'd0};
    end
  end

  // --- outputs of state ---

  assign req_ready_o   = state_q == StIdle;
  assign rsp_valid_o   = state_q == StAnswer;
  assign rsp_o.result  = result_q;
  assign m_axis_tvalid = state_q == StSend;
  assign wipe_o        = state_q == StWipeCopies;
  assign sessions_o    = 16'(sessions_q);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      hold_o  <= 1'b1;
      quiet_q <= 1'b0;
    end else begin
      hold_o  <= state_q inside {StQuiet, StWipeTables, StWipeCopies, StWipeSettle, StWipeWait};
      quiet_q <= quiet_i && hold_o && state_q == StQuiet;
    end
  end

  logic slot_end;
  assign slot_end = step_q[1:0] == 2'd3;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q    <= StQuiet;
      answer_q   <= 1'b0;
      all_q      <= 1'b1;
      slot_q     <= '0;
      sessions_q <= '0;
    end else begin
      unique case (state_q)
        StIdle: begin
          slot_q <= req_i.session.slot[SlotW-1:0];
          if (req_valid_i) begin
            answer_q <= 1'b1;
            all_q    <= req_i.op == rec_pkg::CtlWipeAll;
            state_q <= (req_i.op == rec_pkg::CtlWipeAll) ? StQuiet : StLook;
          end
        end
        StLook: if (looked_q) state_q <= StDecide;
        StDecide: begin
          unique case (req_q.op)
            rec_pkg::CtlInstall: state_q <= StBeat;
            rec_pkg::CtlRemove:  state_q <= found ? StQuiet : StAnswer;
            default:             state_q <= found ? StFetch : StAnswer;
          endcase
        end

        StBeat: if (s_axis_tvalid) state_q <= StUse;
        StUse:  state_q <= word_step ? StPut : StBeat;
        StPut:  if (table_wready_i) state_q <= (step_q[1:0] == 2'd2) ? StLive : StBeat;
        StLive: begin
          if (!take_q)             state_q <= StAnswer;
          else if (!valid_q)       state_q <= StQuiet;
          else if (table_wready_i) state_q <= StAnswer;
          if (take_q && valid_q && table_wready_i) sessions_q <= sessions_q + 1'b1;
        end

        StFetch: begin
          if (table_rvalid_i && step_q == 3'd1) state_q <= StAnswer;
          if (table_rvalid_i && step_q == 3'd2) state_q <= StSend;
        end
        StMove: state_q <= step_q[0] ? StSend : StFetch;

        StQuiet: begin
          if (all_q) slot_q <= '0;
          if (quiet_q) begin
            state_q <= StWipeTables;
            if (all_q) sessions_q <= '0;
            else if (req_q.op == rec_pkg::CtlRemove) sessions_q <= sessions_q - 1'b1;
          end
        end
        StWipeTables: if (slot_end) begin
          if (all_q) slot_q <= slot_q + 1'b1;
          if (!all_q || slot_q == '1) state_q <= StWipeCopies;
        end
        StWipeCopies: state_q <= StWipeSettle;
        StWipeSettle: state_q <= StWipeWait;
        StWipeWait:   if (wiped_i) state_q <= answer_q ? StAnswer : StIdle;

        StAnswer: if (rsp_ready_i) begin
          state_q <= (req_q.op == rec_pkg::CtlQuery && result_q == rec_pkg::ResOk) ? StSend
                                                                                   : StIdle;
        end
        StSend:  if (m_axis_tready) state_q <= step_q[2] ? StIdle : StMove;
        default: state_q <= StIdle;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    wrong_q <= uses && !beat_ok;
    if (wrong_q) valid_q <= 1'b0;
    unique case (state_q)
      StIdle: begin
        req_q    <= req_i;
        result_q <= rec_pkg::ResOk;
        step_q   <= 3'd7;
      end
      StDecide: begin
        valid_q <= 1'b1;
        take_q  <= exists_q && !live_q && newer_q;
        if (req_q.op == rec_pkg::CtlInstall) result_q <= refusal;
        if (req_q.op == rec_pkg::CtlQuery) begin
          step_q <= '0;
          if (!found) result_q <= rec_pkg::ResUnknownSession;
        end
      end
      StUse:   if (!word_step) step_q <= step_q + 1'b1;
      StPut:   if (table_wready_i) step_q <= step_q + 1'b1;
      StLive:  if (take_q && !valid_q) result_q <= rec_pkg::ResRefused;
      StFetch: if (table_rvalid_i) step_q <= step_q + 1'b1;
      StMove:  if (step_q[0]) step_q <= step_q + 1'b1;
      StQuiet: step_q <= '0;
      StWipeTables: step_q <= step_q + 1'b1;
      default: ;
    endcase
  end

`ifdef FORMAL
  // States by name, for tests/formal/rec_ctl_proof.sv.
  logic f_look, f_decide, f_installs, f_quiet, f_after;
  assign f_look     = state_q == StLook;
  assign f_decide   = state_q == StDecide;
  assign f_installs = state_q inside {StBeat, StUse, StPut, StLive};
  assign f_quiet    = state_q == StQuiet;
  assign f_after    = state_q inside {StWipeCopies, StWipeSettle, StWipeWait};
`endif

endmodule
