// SPDX-License-Identifier: Apache-2.0
//
// Raw keys of all sessions, which nothing but the key expander beside them reads, and the round keys of
// the record that is served (FIPS 197 section 5.2), as the lane addresses them (ccm_pkg). A word takes 2
// cycles, SubWord 6 more: 152 (AES-128) or 202 for a key.

module small_keys (
  input  logic                        clk_i,
  input  logic                        rst_ni,

  // Raw keys, a byte at a time; `at` says whose come next, or is expanded.
  input  logic                        at_i,
  input  logic [small_pkg::SlotW-1:0] slot_i,
  input  logic                        receive_i,
  input  logic                        we_i,
  input  logic [7:0]                  byte_i,

  input  logic                        expand_i,
  input  logic                        key_256_i,  // stable until done_o
  output logic                        done_o,

  input  logic [5:0]                  addr_i,     // {round key, column}
  output logic [31:0]                 key_o       // in the next cycle
);

  localparam int unsigned KeyW = small_pkg::SlotW + 1;

  typedef enum logic [2:0] {StIdle, StSub, StRead, StMake, StChain} state_e;

  state_e          state_q;
  logic [KeyW-1:0] key_q;     // whose: {slot, receive}
  logic [4:0]      byte_q;    // of it
  logic [3:0]      round_q;   // of the word that is made
  logic [1:0]      column_q;
  logic [2:0]      turn_q;    // of SubWord's bytes
  logic [31:0]     word_q;    // the word before
  logic [7:0]      rcon_q;
  logic [31:0]     raw, word, rcon;
  logic            given, subs, rotates, last_round;
  logic [7:0]      sub;

  assign done_o = state_q == StIdle;

  always_ff @(posedge clk_i) begin
    if (at_i)      {key_q, byte_q} <= {slot_i, receive_i, 5'd0};
    else if (we_i) byte_q <= byte_q + 1'b1;
  end

  // The raw word that is copied, or that the chain's word needs: k[0].
  ram_bytes #(
    .Words(8 << KeyW)
  ) u_raw (
    .clk_i  (clk_i),
    .we_i   (we_i),
    .waddr_i({key_q, byte_q}),
    .wdata_i(byte_i),
    .raddr_i({key_q, round_q[0] && given, column_q}),
    .rdata_o(raw)
  );

  // --- one word ---

  assign given      = round_q[3:1] == '0 && (key_256_i || !round_q[0]);
  assign rotates    = !key_256_i || !round_q[0];
  assign subs       = column_q == '0 && !given;
  assign last_round = round_q == (key_256_i ? 4'd14 : 4'd10);
  assign rcon       = (subs && rotates) ? 32'(rcon_q) : '0;
  assign word       = (given ? raw : key_o ^ word_q) ^ rcon;

  aes_sbox_next u_sbox (
    .clk_i  (clk_i),
    .valid_i(1'b1),
    .a_i    (word_q[7:0]),
    .s_o    (sub)
  );

  logic       key_we;
  logic [5:0] key_waddr, key_raddr;

  assign key_we    = state_q == StMake || state_q == StChain;
  assign key_waddr = {(state_q == StChain) ? ccm_pkg::KeyChain : last_round ? ccm_pkg::KeyLast : round_q, column_q};
  assign key_raddr = done_o ? addr_i : {round_q - (key_256_i ? 4'd2 : 4'd1), column_q};

  ram_sync #(
    .Width(32),
    .Depth(64)
  ) u_round (
    .clk_i  (clk_i),
    .we_i   (key_we),
    .waddr_i(key_waddr),
    .wdata_i((state_q == StChain) ? word_q ^ raw : word),
    .raddr_i(key_raddr),
    .rdata_o(key_o)
  );

  // --- sequence ---

  logic ends_word;  // nothing follows it
  assign ends_word = state_q == StChain || (state_q == StMake && !last_round);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StIdle;
    end else begin
      unique case (state_q)
        StIdle:  if (expand_i) state_q <= StRead;
        StSub:   if (turn_q == (rotates ? 3'd5 : 3'd4)) state_q <= StRead;
        StRead:  state_q <= StMake;
        StMake:  if (last_round) state_q <= StChain;
        default: ;
      endcase
      if (ends_word) begin
        if (last_round && column_q == '1) state_q <= StIdle;
        else state_q <= (column_q == '1 && !(key_256_i && round_q == '0)) ? StSub : StRead;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    turn_q <= (state_q == StSub) ? turn_q + 1'b1 : '0;
    if (done_o) begin
      {round_q, column_q} <= '0;
      rcon_q              <= 8'h01;
    end else if (ends_word) begin
      {round_q, column_q} <= {round_q, column_q} + 1'b1;
    end
    if (state_q == StMake && subs && rotates) rcon_q <= aes_pkg::xtime(rcon_q);
    // SubWord turns the word by a byte a cycle; its first turn shifts in what the last one takes out.
    if (state_q == StMake)     word_q <= word;
    else if (state_q == StSub) word_q <= {(turn_q == 3'd5) ? word_q[7:0] : sub, word_q[31:8]};
  end

endmodule
