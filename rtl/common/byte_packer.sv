// SPDX-License-Identifier: Apache-2.0
//
// Joins pieces of 1 to 16 bytes into a packet of 16-byte beats. There is no back-pressure on the
// output: who packs has room for the result.

module byte_packer (
  input  logic         clk_i,
  input  logic         rst_ni,

  input  logic         valid_i,
  output logic         ready_o,  // low for at most one cycle, after the last piece of a packet
  input  logic [4:0]   len_i,    // 1 to 16
  input  logic         last_i,
  input  logic [127:0] data_i,   // first byte in [7:0]; bytes past len_i are zero

  output logic         valid_o,
  output logic         last_o,
  output logic [127:0] data_o    // bytes past the end are zero
);

  logic [127:0] rest_q;   // bytes that do not fill a beat yet, zero past count_q
  logic [3:0]   count_q;
  logic         flush_q;  // rest_q is the packet's last beat

  logic [255:0] joined;
  logic [5:0]   total;
  logic         append, full;

  assign ready_o = !flush_q;
  assign append  = valid_i && ready_o;
  assign joined  = {128'd0, rest_q} | ({128'd0, data_i} << {count_q, 3'b000});
  assign total   = 6'(count_q) + 6'(len_i);
  assign full    = total >= 6'd16;

  always_ff @(posedge clk_i) begin
    data_o <= flush_q ? rest_q : joined[127:0];
    last_o <= flush_q || (last_i && total <= 6'd16);
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_o <= 1'b0;
      flush_q <= 1'b0;
      count_q <= '0;
      rest_q  <= '0;
    end else begin
      valid_o <= flush_q || (append && (full || last_i));
      flush_q <= append && last_i && total > 6'd16;
      if (append) count_q <= last_i ? '0 : total[3:0];
      if (flush_q || (append && last_i && total <= 6'd16)) rest_q <= '0;
      else if (append) rest_q <= full ? joined[255:128] : joined[127:0];
    end
  end

endmodule
