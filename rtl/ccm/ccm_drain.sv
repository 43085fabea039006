// SPDX-License-Identifier: Apache-2.0
//
// The lanes' output: where to read a finished record, in the order MAC, S0, trailer if any,
// text.

module ccm_drain (
  input  logic                          clk_i,
  input  logic                          rst_ni,

  input  logic                          start_i,  // unless busy_o
  input  logic                          has_trailer_i,
  input  ccm_lane_pkg::addr_t           last_i,   // of the record's blocks
  output logic                          busy_o,

  output ccm_lane_pkg::addr_t           addr_o,   // to be read while busy
  output logic                          last_o,   // of the record
  input  logic                          ready_i
);

  logic                busy_q, has_trailer_q, last;
  ccm_lane_pkg::addr_t addr_q, last_q;

  assign last = addr_q == last_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) busy_q <= 1'b0;
    else busy_q <= start_i || (busy_q && !(ready_i && last));
  end

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      // Without text the trailer is the last, or S0, which is where the last AAD block was.
      last_q        <= (last_i == ccm_lane_pkg::AddrLastAad && has_trailer_i) ?
                       ccm_lane_pkg::AddrTrailer : last_i;
      has_trailer_q <= has_trailer_i;
      addr_q        <= ccm_lane_pkg::AddrMac;
    end else if (ready_i) begin
      unique case (addr_q)
        ccm_lane_pkg::AddrMac:     addr_q <= ccm_lane_pkg::AddrS0;
        ccm_lane_pkg::AddrS0:      addr_q <= has_trailer_q ? ccm_lane_pkg::AddrTrailer : 7'd1;
        ccm_lane_pkg::AddrTrailer: addr_q <= 7'd1;
        default:                   addr_q <= addr_q + 1'b1;
      endcase
    end
  end

  assign busy_o = busy_q;
  assign addr_o = addr_q;
  assign last_o = last;

endmodule
