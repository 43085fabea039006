// SPDX-License-Identifier: Apache-2.0
//
// aes_key_expand: any keys, one after another, at any time, and whatever its S-boxes say.
//
// K1 A key gives its Nr + 2 round keys in order, addressed as in ccm_pkg, and no other write happens.
// K2 Round key 0, of AES-256 also 1, is the key; each later one follows from those before it as in
//    FIPS 197, section 5.2, if the S-boxes gave SubWord of what was in them a cycle before, rotated where it
//    has to be, without its constant, and otherwise zero (K6 in aes_key_sub_proof.sv),
// K5 which was the last word of the round key before, and to be rotated as it was then.
// K3 KeyChain is the last round key ^ round key 0.
// K4 The next key is taken only when nothing of the one before is still to come.

module aes_key_proof (
  input logic         clk_i,
  input logic         valid_i,
  input logic         key_256_i,
  input logic [255:0] key_i
);

  logic         rst_n, ready, we;
  logic [3:0]   addr;
  logic [127:0] half, key;

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  aes_key_expand dut (
    .clk_i    (clk_i),
    .rst_ni   (rst_n),
    .valid_i  (valid_i),
    .ready_o  (ready),
    .last_o   (),
    .key_256_i(key_256_i),
    .half_i   (half),
    .we_o     (we),
    .addr_o   (addr),
    .key_o    (key)
  );

  // The key being expanded, and what was written of it.
  logic         busy_q, second_q, key_256_q, taken, ends;
  logic [255:0] key_q;
  logic [3:0]   n_q, last;  // of the round key that comes next; last + 1 is KeyChain
  logic [127:0] older_q, newer_q, expected;
  logic [31:0]  sub_1_q, word_1_q;  // what came out of the S-boxes, turned back, and what was in them, a cycle ago
  logic         rotate_1_q;

  assign taken = valid_i && ready;
  assign last  = key_256_q ? 4'd14 : 4'd10;
  assign ends  = we && n_q == last + 1'b1;
  assign half  = second_q ? key_q[255:128] : busy_q ? key_q[127:0] : key_i[127:0];

  always_comb begin
    if (n_q == '0) expected = key_q[127:0];
    else if (key_256_q && n_q == 4'd1) expected = key_q[255:128];
    else expected = fips197_pkg::round_key(key_256_q, n_q, older_q, newer_q, sub_1_q);
  end

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      busy_q   <= 1'b0;
      second_q <= 1'b0;
      n_q      <= '0;
    end else begin
      busy_q   <= taken || (busy_q && !ends);
      second_q <= taken;
      n_q      <= taken ? '0 : n_q + 4'(we);
    end
  end

  always_ff @(posedge clk_i) begin
    if (taken) {key_256_q, key_q} <= {key_256_i, key_i};
    if (we) {older_q, newer_q} <= {newer_q, key};
    sub_1_q                <= (dut.rotate_q ? {dut.sub[23:0], dut.sub[31:24]} : dut.sub) ^ 32'h63636363;
    {rotate_1_q, word_1_q} <= {dut.rotate_q, dut.newer_q[127:96]};
  end

  always_comb assume (dut.makes || dut.sub == '0);

  always_comb if (rst_n) begin
    K1: assert (!we || (busy_q && addr == (n_q < last ? n_q :
                                           n_q == last ? ccm_pkg::KeyLast : ccm_pkg::KeyChain)));
    K2: assert (!(we && n_q <= last) || key == expected);
    K3: assert (!ends || key == (newer_q ^ key_q[127:0]));
    K4: assert (!taken || !busy_q);
    K5: assert (!dut.makes || (word_1_q == newer_q[127:96] && rotate_1_q == dut.rotate_q));
  end

  // For the induction: where the expander is. Between two writes it makes round key n_q.
  logic       first, makes, ends_soon, writes;
  logic [3:0] next;  // of the round keys, to be made
  assign first     = dut.first;
  assign makes     = dut.makes;
  assign ends_soon = dut.last_o;
  assign writes    = we && !first && !ends_soon && !ends;
  assign next      = n_q + 4'(writes);

  always_comb if (rst_n) begin
    I1: assert (busy_q != ready && (ready || we || makes) && second_q == first);
    I2: assert (!busy_q || dut.key_256_q == key_256_q);
    I3: assert (!first || (n_q == '0 && dut.newer_q == key_q[127:0] && dut.rotate_q &&
                           dut.rcon_q == 8'h01));
    I4: assert (!writes || (n_q != '0 && n_q < last && dut.newer_q == expected &&
                            (!key_256_q || dut.older_q == newer_q)));
    I5: assert (!makes || (n_q > 4'(key_256_q) && n_q <= last && dut.newer_q == newer_q &&
                           dut.older_q == (key_256_q ? older_q : newer_q) &&
                           dut.addr_q == n_q - 1'b1));
    I6: assert (!(writes || makes) ||
                (dut.rotate_q == !(key_256_q && next[0] && next != 4'd1) &&
                 dut.rcon_q == fips197_pkg::Rcon[8*(key_256_q ? (next + 1'b1) / 2 : next) +: 8]));
    I7: assert (!ends_soon || n_q == last);
    I8: assert (ends == dut.f_chain);
    I9: assert (!ends || dut.newer_q == newer_q);
  end

endmodule
