// SPDX-License-Identifier: Apache-2.0
//
// COBS decoder (Cheshire and Baker, 1999): at most one event out for each byte in.
//
// The zero that a code byte stands for is put out when the next code byte arrives, so that the one
// after the last block never is. A block of 254 bytes stands for no zero.

module cobs_dec (
  input  logic       clk_i,
  input  logic       rst_ni,

  input  logic       s_axis_tvalid,
  output logic       s_axis_tready,
  input  logic [7:0] s_axis_tdata,

  // A decoded byte or the end of a frame, never both. Empty frames leave no trace.
  output logic       byte_valid_o,
  output logic [7:0] byte_o,
  output logic       end_valid_o,
  output logic       end_bad_o,   // the last block was cut short
  input  logic       ready_i
);

  logic [7:0] left_q;   // bytes of the block still to come
  logic       begun_q;  // the frame has at least one byte
  logic       zero_q;   // the block ends with a zero

  logic accept, delimiter, code;

  assign s_axis_tready = ready_i || !(byte_valid_o || end_valid_o);
  assign accept    = s_axis_tvalid && s_axis_tready;
  assign delimiter = s_axis_tdata == 8'h00;
  assign code      = !delimiter && left_q == '0;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      left_q  <= '0;
      begun_q <= 1'b0;
    end else if (accept) begin
      begun_q <= !delimiter;
      if (delimiter)  left_q <= '0;
      else if (code)  left_q <= s_axis_tdata - 8'd1;
      else            left_q <= left_q - 8'd1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (accept && code) zero_q <= s_axis_tdata != 8'hFF;
    if (s_axis_tready) begin
      byte_o    <= code ? 8'h00 : s_axis_tdata;
      end_bad_o <= left_q != '0;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      byte_valid_o <= 1'b0;
      end_valid_o  <= 1'b0;
    end else if (s_axis_tready) begin
      byte_valid_o <= accept && !delimiter && (!code || (begun_q && zero_q));
      end_valid_o  <= accept && delimiter && begun_q;
    end
  end

endmodule
