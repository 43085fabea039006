// SPDX-License-Identifier: Apache-2.0
//
// Cuts a packet of 16-byte beats into pieces of any 1 to 16 bytes. Takes ceil(len / 16) beats of
// the stream for a packet and never one more.

module byte_splitter (
  input  logic         clk_i,
  input  logic         rst_ni,

  input  logic         start_i,  // a packet of len_i bytes begins; the last one is taken completely
  input  logic [15:0]  len_i,

  input  logic         s_axis_tvalid,
  output logic         s_axis_tready,
  input  logic [127:0] s_axis_tdata,

  // The next take_i bytes, first byte in [7:0]; bytes past them mean nothing. Never asked for more
  // than the packet has.
  input  logic [4:0]   take_i,  // 1 to 16
  output logic         valid_o,
  input  logic         ready_i,
  output logic [127:0] data_o
);

  logic [127:0] beat_q;
  logic         have_q;     // beat_q is of this packet and has bytes left
  logic [3:0]   offset_q;   // of the next byte in beat_q
  logic [12:0]  pending_q;  // beats of the packet still to come

  logic [5:0]   end_offset;
  logic         straddles, finishes, take, load;

  assign end_offset = 6'(offset_q) + 6'(take_i);
  assign straddles  = end_offset > 6'd16 && pending_q != '0;
  assign finishes   = end_offset >= 6'd16;
  assign valid_o    = have_q && (!straddles || s_axis_tvalid);
  assign data_o     = 128'({s_axis_tdata, beat_q} >> {offset_q, 3'b000});
  assign take       = valid_o && ready_i;

  assign s_axis_tready = pending_q != '0 && (!have_q || (take && finishes));
  assign load          = s_axis_tvalid && s_axis_tready;

  always_ff @(posedge clk_i) begin
    if (load) beat_q <= s_axis_tdata;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      have_q    <= 1'b0;
      offset_q  <= '0;
      pending_q <= '0;
    end else if (start_i) begin
      have_q    <= 1'b0;
      offset_q  <= '0;
      pending_q <= 13'((17'(len_i) + 17'd15) >> 4);
    end else begin
      if (load) begin
        have_q    <= 1'b1;
        pending_q <= pending_q - 1'b1;
      end else if (take && finishes) begin
        have_q <= 1'b0;
      end
      if (take) offset_q <= end_offset[3:0];
    end
  end

endmodule
