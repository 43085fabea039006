// SPDX-License-Identifier: Apache-2.0
//
// Key expansion, FIPS 197 section 5.2: a raw key in, the round keys of one lane buffer out, one every
// second cycle (23 cycles for AES-128, 31 for AES-256), addressed as in ccm_pkg.

module aes_key_expand #(
  parameter bit SboxGates = 1'b0
) (
  input  logic         clk_i,
  input  logic         rst_ni,

  input  logic         valid_i,
  output logic         ready_o,
  input  logic         key_256_i,
  input  logic [255:0] key_i,      // a 16-byte key in [127:0]

  output logic         we_o,       // KeyChain comes last
  output logic [3:0]   addr_o,
  output logic [127:0] key_o
);

  typedef enum logic [2:0] { StIdle, StFirst, StSecond, StSub, StMake, StChain } state_e;

  state_e       state_q;
  logic         key_256_q;
  logic [127:0] k0_q, older_q, newer_q;  // k0, and the last two round keys
  logic [3:0]   round_q;                 // of the key to be made
  logic [7:0]   rcon_q;
  logic [31:0]  word, sub, w0, w1, w2, w3;
  logic         rotate;                  // false in every second key of AES-256
  logic [127:0] base, made;
  logic [3:0]   last_round;

  assign last_round = key_256_q ? 4'd14 : 4'd10;
  assign rotate     = !(key_256_q && round_q[0]);
  assign word       = rotate ? {newer_q[103:96], newer_q[127:104]} : newer_q[127:96];
  assign base       = key_256_q ? older_q : newer_q;
  assign w0   = base[31:0] ^ sub ^ (rotate ? 32'(rcon_q) : 32'd0);
  assign w1   = base[63:32] ^ w0;
  assign w2   = base[95:64] ^ w1;
  assign w3   = base[127:96] ^ w2;
  assign made = {w3, w2, w1, w0};

  assign ready_o = state_q == StIdle;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StIdle;
    end else begin
      unique case (state_q)
        StIdle:   if (valid_i) state_q <= StFirst;
        StFirst:  state_q <= key_256_q ? StSecond : StSub;
        StSecond: state_q <= StSub;
        StSub:    state_q <= StMake;
        StMake:   state_q <= (round_q == last_round) ? StChain : StSub;
        default:  state_q <= StIdle;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    unique case (state_q)
      StIdle: begin
        key_256_q <= key_256_i;
        k0_q      <= key_i[127:0];
        older_q   <= key_i[127:0];
        newer_q   <= key_256_i ? key_i[255:128] : key_i[127:0];
        round_q   <= key_256_i ? 4'd2 : 4'd1;
        rcon_q    <= 8'h01;
      end
      StMake: begin
        older_q <= newer_q;
        newer_q <= made;
        round_q <= round_q + 1'b1;
        if (rotate) rcon_q <= aes_pkg::xtime(rcon_q);
      end
      default: ;
    endcase
  end

  // One word through four S-boxes, in StSub and StMake. Gates have their registers after the inversion,
  // as deep before them as behind, where the XORs of StMake follow.
  if (SboxGates) begin : gen_gates
    for (genvar i = 0; i < 4; i++) begin : gen_byte
      logic [0:7] x, x_q;  // bit order as in aes_sbox
      logic [0:8] inverse_q;

      assign x = word[8*i +: 8];
      always_ff @(posedge clk_i) begin
        x_q       <= x;
        inverse_q <= aes_gates_pkg::invert(aes_gates_pkg::delta(x));
      end
      assign sub[8*i +: 8] = aes_gates_pkg::bottom(x_q, inverse_q);
    end
  end else begin : gen_table
    logic [31:0] sub_q;

    always_ff @(posedge clk_i) sub_q <= aes_pkg::sub_word(word);
    assign sub = sub_q;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) we_o <= 1'b0;
    else we_o <= state_q == StFirst || state_q == StSecond || state_q == StMake || state_q == StChain;
  end

  always_ff @(posedge clk_i) begin
    unique case (state_q)
      StFirst:  {addr_o, key_o} <= {4'd0, k0_q};
      StSecond: {addr_o, key_o} <= {4'd1, newer_q};
      StMake:   {addr_o, key_o} <= {round_q == last_round ? ccm_pkg::KeyLast : round_q, made};
      default:  {addr_o, key_o} <= {ccm_pkg::KeyChain, newer_q ^ k0_q};
    endcase
  end

endmodule
