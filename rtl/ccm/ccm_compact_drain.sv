// SPDX-License-Identifier: Apache-2.0
//
// The compact lane's output: streams a result out (tag, trailer if there is one, text), a row of its
// RAM a cycle, and frees its buffer.

module ccm_compact_drain (
  input  logic                             clk_i,
  input  logic                             rst_ni,

  input  logic                             valid_i,
  output logic                             ready_o,
  input  logic                             buffer_i,
  input  logic                             has_trailer_i,
  input  logic [ccm_compact_pkg::RowW-1:0] text_blocks_i,

  output logic                             buffer_o,  // the row to be read
  output logic [ccm_compact_pkg::RowW-1:0] row_o,
  output logic                             free_o,    // that is the last one
  output logic                             out_valid_o,
  output logic                             out_last_o
);

  logic                             reading_q, has_trailer_q;
  logic [ccm_compact_pkg::RowW-1:0] row_q, left_q;  // left: rows behind this one

  assign ready_o  = !reading_q && !out_valid_o;
  assign row_o    = row_q;
  assign free_o   = reading_q && left_q == '0;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      reading_q   <= 1'b0;
      out_valid_o <= 1'b0;
    end else begin
      reading_q   <= reading_q ? left_q != '0 : valid_i && ready_o;
      out_valid_o <= reading_q;
    end
  end

  always_ff @(posedge clk_i) begin
    out_last_o <= left_q == '0;
    if (reading_q) begin
      row_q  <= (row_q == ccm_compact_pkg::TagRow && !has_trailer_q) ? ccm_compact_pkg::TextRow :
                row_q + 1'b1;
      left_q <= left_q - 1'b1;
    end else begin
      buffer_o      <= buffer_i;
      has_trailer_q <= has_trailer_i;
      row_q         <= ccm_compact_pkg::TagRow;
      left_q        <= text_blocks_i + ccm_compact_pkg::RowW'(has_trailer_i);
    end
  end

endmodule
