// SPDX-License-Identifier: Apache-2.0
//
// Sequencer of one of a lane's two records: which blocks enter the ring in each pass. A record of H AAD
// and n text blocks takes 1 + H + n turns of Nr passes. In turn t the MAC takes block t (B0, AAD, text)
// and counter mode takes A(t - H + 1), so that the key stream of a text block is there one turn before
// its MAC, or A0 in the last turn, so that S0 leaves with the final MAC.

module ccm_context (
  input  logic                         clk_i,
  input  logic                         rst_ni,

  input  logic                         tick_i,  // every fourth cycle: the next pass

  input  logic                         next_valid_i,
  output logic                         next_take_o,  // with tick
  input  logic [ccm_pkg::LaneBufW-1:0] next_buffer_i,
  input  ccm_lane_pkg::record_t        next_record_i,

  output ccm_lane_pkg::pass_t          pass_o,       // from the cycle after a tick to the next tick
  output ccm_lane_pkg::pass_t          pass_last_o   // the pass before
);

  localparam int unsigned AddrW = ccm_pkg::BufAddrW;

  ccm_lane_pkg::record_t record_q;
  ccm_lane_pkg::pass_t   pass_d, pass_q, pass_last_q;
  logic                  running_q;
  logic [3:0]            round_q, last_round_q;
  logic [AddrW-1:0]      turn_q, last_turn_q;
  logic                  turn_ends, record_ends;

  assign turn_ends   = running_q && round_q == last_round_q;
  assign record_ends = turn_ends && turn_q == last_turn_q;
  assign next_take_o = tick_i && next_valid_i && (!running_q || record_ends);

  // Counter of the block that enters beside MAC block `turn`.
  function automatic logic [7:0] counter_of(logic [AddrW-1:0] turn, logic [AddrW-1:0] last,
                                            logic [2:0] aad_blocks);
    if (turn == last || turn < AddrW'(aad_blocks)) return 8'd0;
    return 8'(turn) - 8'(aad_blocks) + 8'd1;
  endfunction

  logic [AddrW-1:0] turn_next, next_last;
  assign turn_next = turn_q + 1'b1;
  assign next_last = AddrW'(next_record_i.aad_blocks) + next_record_i.text_blocks;

  always_comb begin
    pass_d          = '0;
    pass_d.buffer   = pass_q.buffer;
    pass_d.leaving  = pass_q.buffer;
    pass_d.decrypt  = record_q.decrypt;
    pass_d.fin      = record_ends;
    pass_d.keep     = '1;
    if (next_take_o) begin
      pass_d.enter   = 1'b1;
      pass_d.buffer  = next_buffer_i;
      pass_d.counter = counter_of('0, next_last, next_record_i.aad_blocks);
    end else if (turn_ends && !record_ends) begin
      pass_d.enter   = 1'b1;
      pass_d.chain   = 1'b1;
      pass_d.text    = turn_next > AddrW'(record_q.aad_blocks);
      pass_d.keep    = (turn_next == last_turn_q) ? record_q.keep : '1;
      pass_d.addr    = turn_next;
      pass_d.counter = counter_of(turn_next, last_turn_q, record_q.aad_blocks);
    end else if (running_q && !turn_ends) begin
      pass_d.mid      = 1'b1;
      pass_d.key_addr = round_q + 1'b1;
      pass_d.addr     = turn_q;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      running_q   <= 1'b0;
      pass_q      <= '0;
      pass_last_q <= '0;
    end else if (tick_i) begin
      running_q   <= next_take_o || (running_q && !record_ends);
      pass_q      <= pass_d;
      pass_last_q <= pass_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (tick_i) begin
      round_q <= (next_take_o || turn_ends) ? 4'd0 : round_q + 1'b1;
      turn_q  <= next_take_o ? '0 : (turn_ends ? turn_next : turn_q);
      if (next_take_o) begin
        record_q     <= next_record_i;
        last_turn_q  <= next_last;
        last_round_q <= next_record_i.key_256 ? 4'd13 : 4'd9;
      end
    end
  end

  assign pass_o      = pass_q;
  assign pass_last_o = pass_last_q;

endmodule
