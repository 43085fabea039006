// SPDX-License-Identifier: Apache-2.0
//
// Sequencer of the compact lane. A record of H AAD and n text blocks takes a pass to start and
// 1 + H + n turns of Nr passes. In turn t the MAC takes block t (B0, AAD, text) and counter mode
// takes A(t - H + 1), so that the key stream of a text block is there when the block enters the MAC,
// or A0 in the last turn, so that S0 leaves with the final MAC.
//
// Blocks come straight from the lane's input; a pass that needs one waits for it, and the state
// stays in its RAM meanwhile. The next record's A0 is taken during the last turn.

module ccm_compact_seq (
  input  logic                     clk_i,
  input  logic                     rst_ni,

  input  logic                     take_i,     // record_i is next
  input  ccm_compact_pkg::record_t record_i,
  input  logic                     keyed_i,    // the round keys of the record taken last are there
  output logic                     loading_o,  // not all of its beats were taken
  output logic                     buffer_o,   // its buffer

  input  logic                     beat_valid_i,
  input  logic                     beat_taken_i,

  output ccm_compact_pkg::step_t   step_o,
  output logic [7:0]               counter_o,  // of the counter block that enters in this pass
  output logic [6:0]               row_o       // of the text that leaves in it
);

  typedef enum logic [1:0] {WantNothing, WantA0, WantBlock, WantTrailer} want_e;

  want_e                    want_q;  // the beat that comes next
  ccm_compact_pkg::record_t load_q;  // whose it is
  ccm_compact_pkg::pass_t   pass_d, pass_q;
  logic [2:0]               slot_q;
  logic                     bank_q, running_q, key_256_q;
  logic [2:0]               aad_left_q;     // AAD blocks that have not entered
  logic [6:0]               blocks_left_q;  // and all blocks
  logic                     beat, turn_ends, trailer;

  assign loading_o = want_q != WantNothing;
  assign buffer_o  = load_q.buffer;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      want_q <= WantNothing;
    end else if (take_i) begin
      want_q <= WantA0;
    end else if (beat_taken_i) begin
      unique case (want_q)
        WantA0:    want_q <= WantBlock;
        WantBlock: if (blocks_left_q == '0) want_q <= load_q.has_trailer ? WantTrailer : WantNothing;
        default:   want_q <= WantNothing;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (take_i) load_q <= record_i;
  end

  // --- the next pass ---

  // A beat is taken at the end of its pass, and the one behind it is seen one pass later.
  assign beat      = beat_valid_i && !pass_q.takes;
  assign turn_ends = pass_q.key == (key_256_q ? 4'd13 : 4'd9);
  assign trailer   = want_q == WantTrailer;

  always_comb begin
    pass_d = '0;
    pass_d.start      = !running_q && want_q == WantBlock && keyed_i && beat;
    pass_d.mid        = running_q && !turn_ends;
    pass_d.next       = running_q && turn_ends && blocks_left_q != '0 && beat;
    pass_d.fin        = running_q && turn_ends && blocks_left_q == '0 && !trailer;
    pass_d.text       = pass_d.next && aad_left_q == '0;
    pass_d.a0         = beat && want_q == WantA0 && !pass_d.fin;
    pass_d.trailer    = beat && trailer;
    pass_d.takes      = pass_d.start || pass_d.next || pass_d.a0 || pass_d.trailer;
    pass_d.buffer     = pass_q.buffer;
    pass_d.decrypt    = pass_q.decrypt;
    pass_d.last_bytes = pass_q.last_bytes;
    pass_d.last       = blocks_left_q == 7'd1;
    pass_d.row        = pass_q.row + 7'(pass_d.text);
    pass_d.key        = pass_d.next ? 4'd0 : pass_q.key + 4'(pass_d.mid);
    if (pass_d.start) begin
      pass_d.buffer     = load_q.buffer;
      pass_d.decrypt    = load_q.decrypt;
      pass_d.last_bytes = load_q.last_bytes;
      pass_d.last       = load_q.aad_blocks == '0 && load_q.text_blocks == '0;
      pass_d.row        = ccm_compact_pkg::TextRow - 1'b1;
      pass_d.key        = 4'd0;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      slot_q    <= '0;
      bank_q    <= 1'b0;
      running_q <= 1'b0;
      pass_q    <= '0;
    end else begin
      slot_q <= slot_q + 1'b1;
      if (slot_q == '1) begin
        pass_q    <= pass_d;
        running_q <= pass_d.start || (running_q && !pass_d.fin);
        bank_q    <= bank_q ^ step_o.to_state;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (slot_q == '1) begin
      if (pass_d.start) begin
        key_256_q     <= load_q.key_256;
        aad_left_q    <= load_q.aad_blocks;
        blocks_left_q <= load_q.text_blocks + 7'(load_q.aad_blocks);
      end else if (pass_d.next) begin
        if (!pass_d.text) aad_left_q <= aad_left_q - 1'b1;
        blocks_left_q <= blocks_left_q - 1'b1;
      end
    end
  end

  // --- the columns of this pass ---

  logic       mac, bounds, cut;
  logic [3:0] keep;

  assign mac    = slot_q[2];
  assign bounds = pass_q.next || pass_q.fin;
  assign cut    = pass_q.text && pass_q.last && pass_q.last_bytes != '0;

  for (genvar i = 0; i < 4; i++) begin : gen_keep
    assign keep[i] = !cut || {slot_q[1:0], 2'(i)} < pass_q.last_bytes;
  end

  always_comb begin
    step_o = '0;
    step_o.bank        = bank_q;
    step_o.mac         = mac;
    step_o.column      = slot_q[1:0];
    step_o.buffer      = pass_q.buffer;
    step_o.key         = !bounds ? pass_q.key :
                         (mac && pass_q.next) ? ccm_pkg::KeyChain : ccm_pkg::KeyLast;
    step_o.mid         = pass_q.mid;
    step_o.clear       = pass_q.start;
    step_o.add_beat    = mac ? pass_q.start || (pass_q.next && !(pass_q.text && pass_q.decrypt)) :
                         pass_q.text;
    step_o.takes       = pass_q.takes && slot_q == '1;
    step_o.put_a0      = pass_q.a0 && mac;
    step_o.put_trailer = pass_q.trailer && mac;
    step_o.keep        = keep;
    step_o.add_scratch = mac ? pass_q.fin || (pass_q.text && pass_q.decrypt) : pass_q.start;
    step_o.enter       = pass_q.next && !mac;
    step_o.counts      = (pass_q.start || pass_q.next) && slot_q == 3'd3;
    step_o.to_state    = pass_q.start || pass_q.mid || pass_q.next;
    step_o.to_scratch  = !mac && (pass_q.start || pass_q.text || pass_q.fin);
    step_o.to_result   = mac ? pass_q.fin : pass_q.text;
    step_o.ends        = pass_q.fin && slot_q == '1;
  end

  // Both are used three cycles later, still in the same pass.
  assign counter_o = pass_q.last ? '0 : 8'(pass_q.row);
  assign row_o     = pass_q.row;

endmodule
