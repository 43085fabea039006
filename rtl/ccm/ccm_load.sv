// SPDX-License-Identifier: Apache-2.0
//
// A lane's input: takes a record into a free buffer, beat by beat. The last text block is cut to the
// record's length here, so that nothing behind has to.

module ccm_load (
  input  logic                           clk_i,
  input  logic                           rst_ni,

  input  logic                           req_valid_i,
  output logic                           req_ready_o,
  input  ccm_pkg::lane_req_t             req_i,
  input  logic                           free_valid_i,  // buffer free_i may be taken
  input  logic [ccm_pkg::LaneBufW-1:0]   free_i,
  output logic                           take_o,        // it is, for record_o
  output ccm_lane_pkg::record_t          record_o,

  input  logic                           beat_valid_i,
  output logic                           beat_ready_o,
  input  logic [127:0]                   beat_i,

  input  logic                           write_slot_i,  // the buffer RAM is ours in this cycle
  output logic                           text_we_o,     // into the buffer RAM
  output logic                           a0_we_o,       // into the counter base
  output logic [ccm_pkg::LaneBufW-1:0]   buffer_o,
  output logic [ccm_pkg::BufAddrW-1:0]   addr_o,
  output logic [127:0]                   data_o,
  output logic                           loaded_o       // buffer_o is complete
);

  localparam int unsigned AddrW = ccm_pkg::BufAddrW;

  logic                         loading_q, held_q, held_a0_q, held_last_q;
  logic [ccm_pkg::LaneBufW-1:0] buffer_q;
  logic [15:0]                  keep_q;
  logic [AddrW:0]               index_q, last_text_q, last_q;  // A0 is beat 0
  logic [127:0]                 data_q;
  logic [AddrW-1:0]             addr_q;
  logic                         beat_moves, write;
  logic [AddrW:0]               text_end;

  always_comb begin
    record_o.decrypt     = req_i.decrypt;
    record_o.key_256     = req_i.key_256;
    record_o.has_trailer = req_i.has_trailer;
    record_o.aad_blocks  = req_i.aad_blocks;
    record_o.text_blocks = AddrW'((12'(req_i.len) + 12'd15) >> 4);
    record_o.keep        = ccm_lane_pkg::keep_bytes(req_i.len[3:0]);
  end

  assign text_end    = (AddrW + 1)'(record_o.aad_blocks) + (AddrW + 1)'(record_o.text_blocks) + 1'b1;
  assign req_ready_o = free_valid_i && !loading_q && !held_q;
  assign take_o      = req_valid_i && req_ready_o;

  assign write        = held_q && write_slot_i;
  assign beat_ready_o = loading_q && (!held_q || write_slot_i);
  assign beat_moves   = beat_valid_i && beat_ready_o;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      loading_q <= 1'b0;
      held_q    <= 1'b0;
    end else begin
      if (take_o)                                    loading_q <= 1'b1;
      else if (beat_moves && index_q == last_q)      loading_q <= 1'b0;
      held_q <= beat_moves || (held_q && !write_slot_i);
    end
  end

  always_ff @(posedge clk_i) begin
    if (take_o) begin
      buffer_q    <= free_i;
      keep_q      <= (record_o.text_blocks == '0) ? '1 : record_o.keep;
      last_text_q <= text_end;
      last_q      <= text_end + (AddrW + 1)'(req_i.has_trailer);
      index_q     <= '0;
    end
    if (beat_moves) begin
      index_q     <= index_q + 1'b1;
      addr_q      <= index_q[AddrW-1:0] - 1'b1;
      held_a0_q   <= index_q == '0;
      held_last_q <= index_q == last_q;
      data_q      <= (index_q == last_text_q) ? beat_i & ccm_lane_pkg::mask_bytes(keep_q) : beat_i;
    end
  end

  assign text_we_o = write && !held_a0_q;
  assign a0_we_o   = write && held_a0_q;
  assign loaded_o  = write && held_last_q;
  assign buffer_o  = buffer_q;
  assign addr_o    = addr_q;
  assign data_o    = data_q;

endmodule
