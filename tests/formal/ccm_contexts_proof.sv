// SPDX-License-Identifier: Apache-2.0
//
// The schedule of a lane's records, of the context that the solver picks: any records at any time. A record with
// H AAD blocks and n text blocks takes max(2, 1 + H) + n turns, in each of which one MAC block and one counter
// block enter the ring; a turn takes Nr passes, 10 or 14.
//
// F1 A record begins in a context when the one before has made all its passes.
// F2 A turn's blocks are read once, in its first pass: B0, AAD, text, in order, each from its place.
// F3 In pass r of a turn round key r is added; in the first one of a MAC block that goes on from another,
//    the chain's; during the first turn k[Nr] is read in the place of the counter block's.
// F4 The ring makes a middle round in every pass but the first of each turn. A MAC block goes on into the next;
//    a counter block has the number of the text that follows, and none in the last turn; of text that is
//    decrypted the record's bytes enter, and no more.
// F5 Text is written once, in the turn of its MAC block, to its place; after the last turn S0 and the MAC.
//    With that the record is done, and not before.

module ccm_contexts_proof (
  input logic                         clk_i,
  input logic                         head_valid_i,
  input ccm_pkg::lane_req_t           head_i,
  input logic [ccm_pkg::LaneBufW-1:0] head_buffer_i
);

  typedef logic [ccm_pkg::LaneBufW-1:0]  buffer_t;
  typedef logic [ccm_pkg::TextAddrW-1:0] text_addr_t;
  typedef logic [7:0]                    count_t;

  logic                rst_n, take, read, mid, go_on, text_en, write_soon, write_text, done;
  logic [1:0]          last_key;
  logic [3:0]          key_addr;
  logic [6:0]          counter;
  logic [15:0]         keep;
  buffer_t             key_buffer, done_buffer;
  text_addr_t          read_addr, write_addr;

  logic context_b;  // the one that is picked

  formal_reset u_reset (.clk_i(clk_i), .rst_no(rst_n));

  logic b_q, mac_q;
  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) {b_q, mac_q} <= '0;
    else        {b_q, mac_q} <= {b_q, mac_q} + 1'b1;
  end

  ccm_contexts dut (
    .clk_i        (clk_i),
    .rst_ni       (rst_n),
    .mac_i        (mac_q),
    .b_i          (b_q),
    .head_valid_i (head_valid_i),
    .head_take_o  (take),
    .head_i       (ccm_lane_pkg::record_of(head_i)),
    .head_buffer_i(head_buffer_i),
    .key_buffer_o (key_buffer),
    .key_addr_o   (key_addr),
    .read_o       (read),
    .read_addr_o  (read_addr),
    .mid_o        (mid),
    .go_on_o      (go_on),
    .last_key_o   (last_key),
    .counter_o    (counter),
    .text_en_o    (text_en),
    .keep_o       (keep),
    .write_soon_o (write_soon),
    .write_text_o (write_text),
    .write_addr_o (write_addr),
    .done_o       (done),
    .done_buffer_o(done_buffer)
  );

  always_comb begin
    assume (head_i.aad_blocks <= 3'(ccm_pkg::MaxAadBlocks) && head_i.len <= 11'(ccm_pkg::PayloadMax));
  end

  // --- the record in the context: which turn and which pass it is in ---

  logic               run_q, leaves_q;  // leaves_q: S0 and MAC of the one before leave in this pass
  ccm_pkg::lane_req_t req_q;
  buffer_t            buffer_q, leaving_q;
  logic               leaving_pair_q;
  count_t             turn_q;
  logic [3:0]         pass_q;

  logic   reads, begins, turn_ends, ends, pair;  // reads: the memories are read for the context, else it is in the ring
  count_t lead, blocks, turns;

  assign reads     = b_q == context_b;
  assign begins    = !reads && take;
  assign lead      = (req_q.aad_blocks == '0) ? count_t'(2) : count_t'(1) + count_t'(req_q.aad_blocks);
  assign blocks    = count_t'((12'(req_q.len) + 12'd15) >> 4);
  assign turns     = lead + blocks;
  assign pair      = blocks > count_t'(ccm_lane_pkg::AloneBlocks);
  assign turn_ends = run_q && pass_q == (req_q.key_256 ? 4'd13 : 4'd9);
  assign ends      = turn_ends && turn_q + count_t'(1) == turns;

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      run_q    <= 1'b0;
      leaves_q <= 1'b0;
      turn_q   <= '0;
      pass_q   <= '0;
    end else if (!reads && mac_q) begin
      run_q    <= begins || (run_q && !ends);
      leaves_q <= ends;
      turn_q   <= (begins || ends) ? '0 : turn_q + count_t'(turn_ends);
      pass_q   <= (begins || turn_ends) ? '0 : pass_q + 4'(run_q);
    end
  end

  always_ff @(posedge clk_i) begin
    if (!reads && mac_q && ends) {leaving_q, leaving_pair_q} <= {buffer_q, pair};
    if (begins) {req_q, buffer_q} <= {head_i, head_buffer_i};
  end

  // --- what belongs to this turn and pass ---

  logic                enters, is_text, last, fresh, chain;
  ccm_lane_pkg::addr_t place;  // of the MAC's block
  logic [15:0]         bytes;

  assign enters  = run_q && pass_q == '0;
  assign is_text = turn_q >= lead;
  assign last    = turn_q + count_t'(1) == turns;
  assign fresh   = turn_q == '0 || (req_q.aad_blocks == '0 && turn_q == count_t'(1));
  assign chain   = enters && !fresh;
  assign place   = 7'(is_text ? turn_q - lead + count_t'(1) : count_t'(127) - lead + turn_q);
  assign bytes   = last ? ccm_lane_pkg::keep_bytes(req_q.len[3:0]) : '1;

  logic [3:0] key;
  logic [6:0] number;
  always_comb begin
    key = pass_q;
    if (mac_q && chain) key = ccm_pkg::KeyChain;
    if (!mac_q && turn_q == '0 && !enters) key = ccm_pkg::KeyLast;
    number = '0;
    if (!mac_q && enters && turn_q + count_t'(1) >= lead && !last) number = 7'(turn_q + count_t'(2) - lead);
  end

  // Written one cycle after it is announced.
  logic       text_soon, done_q;
  text_addr_t soon, soon_q;
  logic       text_soon_q, soon_valid_q;
  buffer_t    done_buffer_q;

  assign text_soon = !reads && !mac_q && enters && is_text;
  assign soon      = text_soon ? ccm_lane_pkg::text_addr(buffer_q, pair, place) :
                     mac_q     ? ccm_lane_pkg::text_addr(leaving_q, 1'b0, ccm_lane_pkg::AddrMac)
                               : ccm_lane_pkg::text_addr(leaving_q, leaving_pair_q, ccm_lane_pkg::AddrS0);

  always_ff @(posedge clk_i or negedge rst_n) begin
    if (!rst_n) begin
      text_soon_q  <= 1'b0;
      soon_valid_q <= 1'b0;
      done_q       <= 1'b0;
    end else begin
      text_soon_q  <= text_soon;
      soon_valid_q <= !reads && (text_soon || leaves_q);
      done_q       <= !reads && mac_q && leaves_q;
    end
  end
  always_ff @(posedge clk_i) begin
    soon_q        <= soon;
    done_buffer_q <= leaving_q;
  end

  logic wrote_last;  // announced in the cycle before, in which the context was in the ring
  assign wrote_last = reads ? !mac_q : mac_q;

  always_comb if (rst_n) begin
    F1: assert (!begins || !run_q || ends);
    F2: assert (!reads || (read == enters && (!enters || read_addr ==
                ccm_lane_pkg::text_addr(buffer_q, pair, mac_q ? place : ccm_lane_pkg::AddrA0))));
    F3: assert (!(reads && run_q) || (key_buffer == buffer_q && key_addr == key));
    F4: assert (reads || !run_q ||
                (mid == !enters && text_en == enters && go_on == (!enters || (mac_q && chain)) && counter == number &&
                 keep == ((mac_q && enters && is_text && req_q.decrypt) ? bytes : '0) &&
                 last_key == ((!mac_q && turn_q == '0 && !enters) ? {context_b, !context_b} : '0)));
    F5: assert ((reads || write_soon == (text_soon || leaves_q)) && (!soon_valid_q || write_addr == soon_q) &&
                (!wrote_last || (write_text == text_soon_q && (reads || !done))) &&
                (!(reads && !mac_q) || (done == done_q && (!done || done_buffer == done_buffer_q))));
  end

  // For the induction.
  logic                  run, enter, fin, first, is_fresh, text, decrypt, key_256, has_pair, leaving_pair, no_aad;
  logic [3:0]            round, last_byte;
  ccm_lane_pkg::addr_t   addr, last_block;
  buffer_t               buffer, leaving;
  ccm_lane_pkg::record_t record;
  assign {run, enter, fin, first, is_fresh, text, round, addr, buffer, leaving, decrypt, key_256, has_pair,
          leaving_pair, no_aad, last_block, last_byte} = reads ? dut.read_q : dut.ring_q;
  assign record = ccm_lane_pkg::record_of(req_q);

  always_comb if (rst_n) begin
    I1: assert (run == run_q && enter == enters && fin == leaves_q && round == pass_q);
    I2: assert (!run || (first == (turn_q == '0) && is_fresh == fresh && text == is_text && addr == place));
    I3: assert (!run || (buffer == buffer_q && has_pair == pair && decrypt == req_q.decrypt &&
                         key_256 == req_q.key_256 && no_aad == (req_q.aad_blocks == '0) &&
                         last_block == record.last && last_byte == record.last_byte));
    I4: assert (!fin || (leaving == leaving_q && leaving_pair == leaving_pair_q));
    I5: assert (run ? turn_q < turns && pass_q <= (req_q.key_256 ? 4'd13 : 4'd9) : pass_q == '0);
    I6: assert (!run || (req_q.aad_blocks <= 3'(ccm_pkg::MaxAadBlocks) && req_q.len <= 11'(ccm_pkg::PayloadMax)));
    I7: assert (reads || !run || (dut.mid_q == !enters && dut.last_q == last && dut.last_aad_q == (place[6:1] == '1) &&
                                  dut.chain_q == chain && dut.fetch_q == (turn_q == '0 && !enters)));
    I8: assert (reads || !run || dut.next_addr_q == ((place == 7'd126) ? 7'd1 : place + 7'd1));
    I9: assert (reads || !run || dut.keeps_q == bytes);
    IB: assert (!(reads && mac_q && run) || dut.last_soon_q == last);
    IA: assert (!leaves_q || !run || (turn_q == '0 && pass_q == '0));
  end

endmodule
