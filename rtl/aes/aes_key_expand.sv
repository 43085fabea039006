// SPDX-License-Identifier: Apache-2.0
//
// Key expansion, FIPS 197 section 5.2: a raw key in, the round keys of one lane buffer out, one every
// second cycle (23 cycles for AES-128, 30 for AES-256), addressed as in ccm_pkg.

module aes_key_expand #(
  parameter bit SboxGates = 1'b0
) (
  input  logic         clk_i,
  input  logic         rst_ni,

  input  logic         valid_i,
  output logic         ready_o,
  output logic         last_o,     // the next cycle is the last one of this key
  input  logic         key_256_i,
  // The key's first half with valid_i, in the cycle after it the second one (of AES-256), and then the
  // first one again, until it is done: KeyChain needs it.
  input  logic [127:0] half_i,

  output logic         we_o,       // KeyChain comes last
  output logic [3:0]   addr_o,
  output logic [127:0] key_o
);

  typedef enum logic [2:0] { StIdle, StFirst, StSub, StMake, StLast, StChain } state_e;

  state_e       state_q;
  logic         key_256_q;
  logic [127:0] older_q, newer_q;  // AES-256: the last two round keys; AES-128: both the last one
  logic [3:0]   addr_q;            // where newer_q belongs
  logic         rotate_q;          // false in every second key of AES-256
  logic [7:0]   rcon_q;
  logic [31:0]  word0, word1, word2, word3, last, sub;
  logic [127:0] early;
  logic         first, subs, makes, last_made;

  assign first     = state_q == StFirst;
  assign subs      = state_q == StSub || (first && !key_256_q);  // StMake is next
  assign makes     = state_q == StMake;
  assign last_made = addr_q == (key_256_q ? 4'd13 : 4'd9);

  // What depends on the S-boxes comes last, in one step: so their constant, 0x63, is in `early`, and
  // `sub`, SubWord without it, is zero while a key is loaded.
  assign word0 = older_q[31:0] ^ 32'h63636363 ^ (rotate_q ? 32'(rcon_q) : '0);
  assign word1 = older_q[63:32] ^ word0;
  assign word2 = older_q[95:64] ^ word1;
  assign word3 = older_q[127:96] ^ word2;
  assign last  = rotate_q ? {newer_q[103:96], newer_q[127:104]} : newer_q[127:96];
  assign early = makes ? {word3, word2, word1, word0} : half_i;

  assign ready_o = state_q == StIdle;
  assign last_o  = state_q == StLast;
  assign we_o    = first || state_q == StSub || last_o || state_q == StChain;
  assign addr_o  = addr_q;
  assign key_o   = newer_q ^ ((state_q == StChain) ? half_i : '0);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StIdle;
    end else begin
      unique case (state_q)
        StIdle:  if (valid_i) state_q <= StFirst;
        StFirst: state_q <= key_256_q ? StSub : StMake;
        StSub:   state_q <= StMake;
        StMake:  state_q <= last_made ? StLast : StSub;
        StLast:  state_q <= StChain;
        default: state_q <= StIdle;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (ready_o) key_256_q <= key_256_i;

    if ((ready_o && valid_i) || (first && key_256_q) || makes) newer_q <= early ^ {4{sub}};
    if (first || (key_256_q ? makes : state_q == StSub)) older_q <= newer_q;

    if (ready_o) addr_q <= '0;
    else if (makes && last_made) addr_q <= ccm_pkg::KeyLast;
    else if ((first && key_256_q) || makes || last_o) addr_q <= addr_q + 1'b1;

    if (ready_o) {rotate_q, rcon_q} <= {1'b1, 8'h01};
    else if (makes) begin
      rotate_q <= !(key_256_q && rotate_q);
      if (rotate_q) rcon_q <= aes_pkg::xtime(rcon_q);
    end
  end

  // SubWord of the last word: from newer_q in one cycle to StMake in the next.
  if (SboxGates) begin : gen_gates
    for (genvar i = 0; i < 4; i++) begin : gen_byte
      logic [7:0] s;

      aes_sbox_next u_sbox (
        .clk_i  (clk_i),
        .valid_i(subs),
        .a_i    (last[8*i +: 8]),
        .s_o    (s)
      );
      assign sub[8*i +: 8] = s ^ 8'h63;
    end
  end else begin : gen_table
    logic [31:0] sub_q;

    always_ff @(posedge clk_i) sub_q <= subs ? aes_pkg::sub_word(last) ^ 32'h63636363 : '0;
    assign sub = sub_q;
  end

`ifdef FORMAL
  logic f_chain;  // for tests/formal/aes_key_proof.sv
  assign f_chain = state_q == StChain;
`endif

endmodule
