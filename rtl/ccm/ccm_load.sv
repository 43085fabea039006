// SPDX-License-Identifier: Apache-2.0
//
// The lanes' input: takes one record's beats after another and says where in its buffer each belongs.

module ccm_load (
  input  logic                          clk_i,
  input  logic                          rst_ni,

  input  logic                          take_i,     // a record, unless busy_o
  input  ccm_lane_pkg::record_t         record_i,
  input  logic [ccm_pkg::LaneBufW-1:0]  buffer_i,
  output logic                          busy_o,     // with its beats

  input  logic                          beat_valid_i,
  output logic                          beat_ready_o,
  input  logic [127:0]                  beat_i,

  output ccm_lane_pkg::record_t         record_o,
  output logic [ccm_pkg::LaneBufW-1:0]  buffer_o,
  input  logic                          soon_i,     // a write in the next cycle will be done
  output logic                          valid_o,
  output logic                          last_o,     // of the record
  output logic [ccm_pkg::TextAddrW-1:0] addr_o,
  output logic [127:0]                  data_o,

  input  logic                          wipe_i      // data_o is zero
);

  logic                loading_q, valid_q, ready_q, last, writes, beat_moves;
  ccm_lane_pkg::addr_t addr_q;  // of the beat that is here or comes next

  assign writes       = valid_q && ready_q;
  assign beat_ready_o = loading_q && !(writes && last) && (!valid_q || ready_q);
  assign beat_moves   = beat_valid_i && beat_ready_o;
  assign last         = addr_q == (record_o.has_trailer ? ccm_lane_pkg::AddrTrailer : record_o.last);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      loading_q <= 1'b0;
      valid_q   <= 1'b0;
      ready_q   <= 1'b0;
    end else begin
      loading_q <= take_i || (loading_q && !(writes && last));
      valid_q   <= beat_moves || (valid_q && !ready_q);
      ready_q   <= soon_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (take_i) begin
      record_o <= record_i;
      buffer_o <= buffer_i;
      addr_q   <= ccm_lane_pkg::AddrA0;
    end else if (writes) begin
      if (addr_q == record_o.last) addr_q <= ccm_lane_pkg::AddrTrailer;
      else if (addr_q == ccm_lane_pkg::AddrLastAad) addr_q <= 7'd1;
      else if (addr_q == ccm_lane_pkg::AddrA0)
        addr_q <= ccm_lane_pkg::AddrLastAad - 7'(record_o.aad_blocks);
      else addr_q <= addr_q + 1'b1;
    end
    if (wipe_i)                   data_o <= '0;
    else if (!valid_q || ready_q) data_o <= beat_i;
  end

  assign busy_o  = loading_q;
  assign valid_o = valid_q;
  assign last_o  = last;
  assign addr_o  = ccm_lane_pkg::text_addr(buffer_o, record_o.pair, addr_q);

endmodule
