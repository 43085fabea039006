// SPDX-License-Identifier: Apache-2.0
//
// Sequencer of a lane's two records, A and B: which blocks enter the ring in each pass. A record of H AAD
// and n text blocks takes max(2, 1 + H) + n turns of Nr passes of 4 cycles. In each turn the MAC takes
// a block (B0, AAD, text) and counter mode the counter block of the text that follows it, so that the
// key stream of a text block is there one turn before its MAC; or A0 in the last turn, so that S0
// leaves with the final MAC. The first turn has no counter block that anybody wants: k[Nr] is read
// in its stead. Without AAD a turn comes before that of B0.
//
// The contexts share one next-state logic. Their states go round two registers, so one register always
// has the state of the block that is to be read for, and the other that of the block two cycles on.

module ccm_contexts (
  input  logic                         clk_i,
  input  logic                         rst_ni,

  // Cycle 0 of four is A's tick, to its next pass, 1 is B's. In cycles 1 and 2 memories are read for
  // their counter blocks, in 3 and 0 for their MAC blocks: they are at the ring's end three cycles on.
  input  logic                         tick_i,  // cycles 0 and 1
  input  logic                         mac_i,   // cycles 3 and 0

  input  logic                         head_valid_i,
  output logic                         head_take_o,
  input  ccm_lane_pkg::record_t        head_i,
  input  logic [ccm_pkg::LaneBufW-1:0] head_buffer_i,

  // To be read in this cycle.
  output logic [ccm_pkg::LaneBufW-1:0] key_buffer_o,
  output logic [3:0]                   key_addr_o,
  output logic                         read_o,       // a block from the buffers
  output logic [ccm_pkg::TextAddrW-1:0] read_addr_o,

  // For the ring, when the ring wants it.
  output logic                         mid_o,
  output logic                         go_on_o,
  output logic [1:0]                   last_key_o,
  output logic [6:0]                   counter_o,
  output logic                         text_en_o,
  output logic [15:0]                  drop_o,

  output logic                         write_soon_o,  // the ring's out_o, in the next cycle
  output logic [ccm_pkg::TextAddrW-1:0] write_addr_o, // where to, in that cycle
  output logic                         done_o,       // it is the tag of this buffer's record
  output logic [ccm_pkg::LaneBufW-1:0] done_buffer_o
);

  typedef struct packed {
    logic                         run;
    logic                         enter;    // blocks enter in this pass, and older ones leave
    logic                         fin;      // final MAC and S0 leave in this pass
    logic                         tag;      // they did in the pass before: the tag is made
    logic                         back;     // text entered in the pass before: it is made
    logic                         first;    // turn
    logic                         fresh;    // the MAC starts with the block of this turn
    logic                         text;     // which is text
    logic [3:0]                   round;
    ccm_lane_pkg::addr_t          addr;     // of the MAC's block
    logic [ccm_pkg::LaneBufW-1:0] buffer, leaving;
    logic                         decrypt, key_256, pair, no_aad;
    ccm_lane_pkg::addr_t          last;
    logic [3:0]                   last_byte;
  } context_t;

  context_t read_d, read_q, soon_q;  // soon_q becomes read_q, in a tick's cycle as the next pass

  // Of soon_q's block, from the cycle before.
  ccm_lane_pkg::addr_t next_addr_q;
  logic                last_q, last_aad, last_aad_q;

  assign last_aad = &read_q.addr[6:1];

  always_ff @(posedge clk_i) begin
    next_addr_q <= (read_q.addr + 1'b1) & (last_aad ? 7'd1 : '1);  // text is from 1
    last_q      <= read_q.addr == read_q.last;
    last_aad_q  <= last_aad;
  end

  // --- next pass ---

  logic turn_ends, record_ends, take;
  assign turn_ends   = soon_q.round[3] && soon_q.round[0] && soon_q.round[2] == soon_q.key_256;
  assign record_ends = turn_ends && last_q;
  assign take        = head_valid_i && (!soon_q.run || record_ends);
  assign head_take_o = tick_i && take;

  always_comb begin
    read_d = soon_q;
    if (tick_i) begin
      read_d.run   = take || (soon_q.run && !record_ends);
      read_d.enter = take || (turn_ends && !last_q);
      read_d.fin   = record_ends;
      read_d.tag   = soon_q.fin;
      read_d.back  = soon_q.enter && soon_q.text;
      read_d.round = turn_ends ? '0 : soon_q.round + 4'(soon_q.run);
      if (record_ends) read_d.leaving = soon_q.buffer;
      if (turn_ends) begin
        read_d.addr  = next_addr_q;
        read_d.first = 1'b0;
        read_d.fresh = soon_q.first && soon_q.no_aad;
        read_d.text  = soon_q.text || last_aad_q;
      end
      if (take) begin
        // B0 is before the AAD, and what enters before B0 does not matter.
        read_d.addr      = ccm_lane_pkg::AddrLastAad -
                           ((head_i.aad_blocks == '0) ? 7'd1 : 7'(head_i.aad_blocks));
        read_d.first     = 1'b1;
        read_d.fresh     = 1'b1;
        read_d.text      = 1'b0;
        read_d.buffer    = head_buffer_i;
        read_d.decrypt   = head_i.decrypt;
        read_d.key_256   = head_i.key_256;
        read_d.pair      = head_i.pair;
        read_d.no_aad    = head_i.aad_blocks == '0;
        read_d.last      = head_i.last;
        read_d.last_byte = head_i.last_byte;
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      read_q <= '0;
      soon_q <= '0;
    end else begin
      read_q <= read_d;
      soon_q <= read_q;
    end
  end

  // --- what is read ---

  logic chain, fetch;
  assign chain = mac_i && read_q.enter && !read_q.fresh;
  assign fetch = !mac_i && read_q.first;

  assign key_buffer_o = read_q.buffer;
  assign key_addr_o   = chain ? ccm_pkg::KeyChain : (fetch ? ccm_pkg::KeyLast : read_q.round);
  assign read_o       = read_q.enter;
  assign read_addr_o  = ccm_lane_pkg::text_addr(read_q.buffer, read_q.pair,
                                                mac_i ? read_q.addr : ccm_lane_pkg::AddrA0);

  // --- the ring, one to three cycles later ---

  logic       mid, decrypt, counts;
  logic [1:0] mid_q, go_on_q;
  logic       fetch_q, enter_q;
  logic [3:0] last_byte_q;  // of the block that is read_q's in a MAC's cycle

  assign mid     = read_q.run && !read_q.enter;
  assign decrypt = mac_i && read_q.enter && read_q.text && read_q.decrypt;
  assign counts  = !tick_i && soon_q.enter && (soon_q.text || last_aad_q) && !last_q;

  always_ff @(posedge clk_i) begin
    {mid_o, mid_q}     <= {mid_q, mid};
    {go_on_o, go_on_q} <= {go_on_q, mid || chain};
    enter_q            <= read_q.enter;
    text_en_o          <= enter_q;
    fetch_q            <= fetch;
    last_key_o         <= {fetch_q && mac_i, fetch_q && !mac_i};  // B's comes in cycle 3
    counter_o          <= counts ? next_addr_q : '0;
    last_byte_q        <= soon_q.last_byte | {4{!last_q}};
    for (int unsigned i = 0; i < 16; i++) drop_o[i] <= !decrypt || 4'(i) > last_byte_q;
  end

  // --- what is written: text in cycles 2 and 3, tags in 0 and 1 ---

  assign write_soon_o  = mac_i ? read_q.tag : read_q.back;
  assign write_addr_o  = tick_i ?
    ccm_lane_pkg::text_addr(soon_q.leaving, 1'b0, ccm_lane_pkg::AddrA0) :
    ccm_lane_pkg::text_addr(soon_q.buffer, soon_q.pair, soon_q.addr);
  assign done_o        = tick_i && soon_q.tag;
  assign done_buffer_o = soon_q.leaving;

endmodule
