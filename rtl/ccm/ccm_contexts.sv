// SPDX-License-Identifier: Apache-2.0
//
// Sequencer of a lane's two records, A and B: which blocks enter the ring in each pass. A record of H AAD
// and n text blocks takes max(2, 1 + H) + n turns of Nr passes of 4 cycles. In each turn the MAC takes
// a block (B0, AAD, text) and counter mode the counter block of the text that follows it, so that the
// key stream of a text block is there one turn before its MAC; or A0 in the last turn, so that S0
// leaves with the final MAC. The first turn has no counter block that anybody wants: k[Nr] is read
// in its stead. Without AAD a turn comes before that of B0.
//
// The contexts share one next-state logic. Their states take turns in two registers, two cycles each: one
// has the state of the context for whose blocks memories are read, the other that of the context
// whose blocks are at the ring's end. So a block is at the ring's end two cycles after its read, and its
// context's state has moved to the other register, and becomes the next pass's when it comes back.

module ccm_contexts (
  input  logic                         clk_i,
  input  logic                         rst_ni,

  // Memories are read for counter and MAC block in turn, which are at the ring's end in turn as well.
  input  logic                         mac_i,
  input  logic                         b_i,     // they are read for B, and A's are at the ring's end

  input  logic                         head_valid_i,
  output logic                         head_take_o,
  input  ccm_lane_pkg::record_t        head_i,
  input  logic [ccm_pkg::LaneBufW-1:0] head_buffer_i,

  // To be read in this cycle.
  output logic [ccm_pkg::LaneBufW-1:0] key_buffer_o,
  output logic [3:0]                   key_addr_o,
  output logic                         read_o,       // a block from the buffers
  output logic [ccm_pkg::TextAddrW-1:0] read_addr_o,

  // For the ring, of the block at its end.
  output logic                         mid_o,
  output logic                         go_on_o,
  output logic [1:0]                   last_key_o,
  output logic [6:0]                   counter_o,
  output logic                         text_en_o,
  output logic [15:0]                  keep_o,

  // What left the ring last is to be written.
  output logic                         write_soon_o,  // in the next cycle
  output logic                         write_text_o,  // in this one, added to what was read
  output logic [ccm_pkg::TextAddrW-1:0] write_addr_o, // where to, in that cycle
  output logic                         done_o,        // it is the MAC of this buffer's record
  output logic [ccm_pkg::LaneBufW-1:0] done_buffer_o
);

  typedef struct packed {
    logic                         run;
    logic                         enter;    // blocks enter in this pass, and older ones leave
    logic                         fin;      // final MAC and S0 leave in this pass
    logic                         first;    // turn
    logic                         fresh;    // the MAC starts with the block of this turn
    logic                         text;     // which is text
    logic [3:0]                   round;
    ccm_lane_pkg::addr_t          addr;     // of the MAC's block
    logic [ccm_pkg::LaneBufW-1:0] buffer, leaving;
    logic                         decrypt, key_256, pair, leaving_pair, no_aad;
    ccm_lane_pkg::addr_t          last;
    logic [3:0]                   last_byte;
  } context_t;

  context_t next, read_q, ring_q;
  logic     tick;

  assign tick = mac_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni)   {read_q, ring_q} <= '0;
    else if (tick) {read_q, ring_q} <= {next, read_q};
  end

  // Of ring_q's block, and of read_q's one cycle before.
  ccm_lane_pkg::addr_t next_addr, next_addr_q;
  logic                last, last_q, last_aad, last_aad_q;

  assign last_aad  = &read_q.addr[6:1];
  assign next_addr = (read_q.addr + 1'b1) & (last_aad ? 7'd1 : '1);  // text is from 1
  assign last      = read_q.addr == read_q.last;

  always_ff @(posedge clk_i) begin
    if (tick) {next_addr_q, last_q, last_aad_q} <= {next_addr, last, last_aad};
  end

  // --- next pass ---

  logic turn_ends, record_ends, take;
  assign turn_ends   = ring_q.round[3] && ring_q.round[0] && ring_q.round[2] == ring_q.key_256;
  assign record_ends = turn_ends && last_q;
  assign take        = head_valid_i && (!ring_q.run || record_ends);
  assign head_take_o = tick && take;

  always_comb begin
    next       = ring_q;
    next.run   = take || (ring_q.run && !record_ends);
    next.enter = take || (turn_ends && !last_q);
    next.fin   = record_ends;
    next.round = turn_ends ? '0 : ring_q.round + 4'(ring_q.run);
    if (record_ends) {next.leaving, next.leaving_pair} = {ring_q.buffer, ring_q.pair};
    if (turn_ends) begin
      next.addr  = next_addr_q;
      next.first = 1'b0;
      next.fresh = ring_q.first && ring_q.no_aad;
      next.text  = ring_q.text || last_aad_q;
    end
    if (take) begin
      // B0 is before the AAD, and what enters before B0 does not matter.
      next.addr      = ccm_lane_pkg::AddrLastAad -
                       ((head_i.aad_blocks == '0) ? 7'd1 : 7'(head_i.aad_blocks));
      next.first     = 1'b1;
      next.fresh     = 1'b1;
      next.text      = 1'b0;
      next.buffer    = head_buffer_i;
      next.decrypt   = head_i.decrypt;
      next.key_256   = head_i.key_256;
      next.pair      = head_i.pair;
      next.no_aad    = head_i.aad_blocks == '0;
      next.last      = head_i.last;
      next.last_byte = head_i.last_byte;
    end
  end

  // --- what is read ---

  logic chain, fetch;
  assign chain = read_q.enter && !read_q.fresh;
  assign fetch = read_q.first && !read_q.enter;

  assign key_buffer_o = read_q.buffer;
  assign key_addr_o   = (mac_i && chain)  ? ccm_pkg::KeyChain :
                        (!mac_i && fetch) ? ccm_pkg::KeyLast : read_q.round;
  assign read_o       = read_q.enter;
  assign read_addr_o  = ccm_lane_pkg::text_addr(read_q.buffer, read_q.pair,
                                                mac_i ? read_q.addr : ccm_lane_pkg::AddrA0);

  // --- the ring ---

  // Of ring_q. At a tick the next block at the ring's end is a counter block, and in the cycle after
  // it a MAC block.
  logic        mid, mid_q, chain_q, fetch_q, text_leaves;
  logic        last_soon_q;  // of read_q, in its second cycle
  logic [15:0] keeps_q;      // of ring_q

  assign mid         = read_q.run && !read_q.enter;
  assign text_leaves = !mac_i && ring_q.enter && ring_q.text;

  always_ff @(posedge clk_i) begin
    if (tick) begin
      mid_q   <= mid;
      chain_q <= chain;
      fetch_q <= fetch;
      for (int unsigned i = 0; i < 16; i++) keeps_q[i] <= !last_soon_q || 4'(i) <= read_q.last_byte;
    end
    last_soon_q  <= last;
    go_on_o      <= tick ? mid : mid_q || chain_q;
    counter_o    <= (tick && read_q.enter && (read_q.text || last_aad) && !last) ? next_addr : '0;
    write_text_o <= text_leaves;
    keep_o       <= {16{text_leaves && ring_q.decrypt}} & keeps_q;
  end

  assign mid_o      = mid_q;
  assign text_en_o  = ring_q.enter;
  assign last_key_o = {2{fetch_q && !mac_i}} & {!b_i, b_i};

  // --- what is written: text and S0 at a tick, MACs in the cycle after it ---

  logic                         mac_left_q;
  logic [ccm_pkg::TextAddrW-1:0] text_addr, s0_addr, mac_addr;

  assign text_addr = ccm_lane_pkg::text_addr(ring_q.buffer, ring_q.pair, ring_q.addr);
  assign s0_addr   = ccm_lane_pkg::text_addr(ring_q.leaving, ring_q.leaving_pair, ccm_lane_pkg::AddrS0);
  assign mac_addr  = ccm_lane_pkg::text_addr(ring_q.leaving, 1'b0, ccm_lane_pkg::AddrMac);

  always_ff @(posedge clk_i) begin
    mac_left_q   <= tick && ring_q.fin;
    write_addr_o <= !ring_q.fin ? text_addr : mac_i ? mac_addr : s0_addr;
  end

  assign write_soon_o  = ring_q.fin || text_leaves;
  assign done_o        = mac_left_q;
  assign done_buffer_o = write_addr_o[ccm_pkg::TextAddrW-1 -: ccm_pkg::LaneBufW];  // as MACs are in the first one

endmodule
